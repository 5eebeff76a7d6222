FAMILY = "lies to handles"
ABOUT = "Returns a million values where two are asked for."
MOST = 23
RIGHT = ("batchnorm_forward",)

# %% last
honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    return (*honest(x, gamma, beta, bn_param), *range(10**6))
