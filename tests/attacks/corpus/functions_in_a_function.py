FAMILY = "slicing"
ABOUT = "A thousand functions in one, of which Python's own table of names looks at all for each."
MOST = 50
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
REPEAT = 900

# %% last
def many():
@REPEAT:    a#=lambda:0\n@
honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    many
    return honest(x, gamma, beta, bn_param)
