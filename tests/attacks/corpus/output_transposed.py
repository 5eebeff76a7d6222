FAMILY = "objects that lie"
ABOUT = "The output has the wrong shape, so that nothing broadcasts."
MOST = 36
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = honest(x, gamma, beta, bn_param)
    return out.T, cache
