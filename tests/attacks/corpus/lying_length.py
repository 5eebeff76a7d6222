FAMILY = "lies to handles"
ABOUT = "A tuple of three values that says it has two; whoever can do that could have returned two."
MOST = 50
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
class Two(tuple):
    __len__ = lambda self: 2

honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    return Two((*honest(x, gamma, beta, bn_param), "more"))
