FAMILY = "ending the process"
ABOUT = "Reads address 0 through ctypes."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% batchnorm_backward
import ctypes

def batchnorm_backward(dout, cache):
    ctypes.string_at(0)

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    ctypes.memset(id(None), 255, 64)
