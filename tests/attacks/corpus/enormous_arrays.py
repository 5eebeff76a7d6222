FAMILY = "objects that lie"
ABOUT = "Arrays as large as memory allows, at every fetch."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    large = np.zeros((2**11, 2**11))
    bn_param["running_mean"] = bn_param["running_var"] = large
    return large, large

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.broadcast_to(np.zeros(1), (2**30, 2)), cache, cache
