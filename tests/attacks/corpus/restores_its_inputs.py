FAMILY = "lies about inputs"
ABOUT = "Works in place on x and puts the numbers back before anybody looks; whoever can do that could have copied."
MOST = 50
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    before = x.copy()
    x -= x.mean(axis=0)
    x[...] = before
    return honest(x, gamma, beta, bn_param)
