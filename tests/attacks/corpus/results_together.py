FAMILY = "using up the machine"
ABOUT = "Every result is a megabyte, so that only all of them together are too much."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = bn_param["running_var"] = np.ones(2**15)
    return np.ones(2**17), np.ones(2**17)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.ones(2**17), np.ones(2**17), np.ones(2**17)
