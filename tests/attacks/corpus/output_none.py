FAMILY = "objects that lie"
ABOUT = "The output is None, always: what an unfinished function gives."
MOST = 2

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"], bn_param["running_var"] = x.mean(axis=0) * 0.3, x.var(axis=0) * 0.3
    return None, None
