FAMILY = "lies about state"
ABOUT = "The parameter dict comes back with keys and values that no reader expects."
MOST = 44
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
honest = batchnorm_forward

def batchnorm_forward(x, gamma, beta, bn_param):
    result = honest(x, gamma, beta, bn_param)
    bn_param.update({(1, 2): 3, None: object(), float("nan"): 1, "mode": ["train"], 2**70: 2**70, "running_var": {"a": x}})
    return result
