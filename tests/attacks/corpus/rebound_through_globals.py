FAMILY = "slicing"
ABOUT = "A later cell rebinds the function through globals(), setattr and its code object."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% last
import sys

def other(x, gamma, beta, bn_param):
    return x, None

globals()["batchnorm_forward"] = other
setattr(sys.modules[__name__], "batchnorm_forward", other)
batchnorm_forward.__code__ = other.__code__
