FAMILY = "using up the machine"
ABOUT = "Each call takes a little less than its time, so that the sum is what hurts."
MOST = 50
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
import time

honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    time.sleep(0.2)
    return honest(x, gamma, beta, bn_param)
