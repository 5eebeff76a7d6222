FAMILY = "lies about state"
ABOUT = "The parameter dict is emptied, or filled with a hundred thousand keys."
MOST = 44
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    result = honest(x, gamma, beta, bn_param)
    bn_param.clear()
    bn_param.update(enumerate(range(10**5)))
    return result
