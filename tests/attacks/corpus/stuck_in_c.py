FAMILY = "using up the machine"
ABOUT = "Hours within one C function, where Python handles no signal."
MOST = 0

# %% batchnorm_forward
import re

def batchnorm_forward(x, gamma, beta, bn_param):
    re.match(r"(a+)+$", "a" * 60 + "b")
    return 10 ** 10**9
