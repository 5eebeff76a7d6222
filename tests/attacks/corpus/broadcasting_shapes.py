FAMILY = "objects that lie"
ABOUT = "Results of other shapes that broadcast against the right ones."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = np.zeros((1, 1))
    bn_param["running_var"] = np.float64(1)
    return beta[None, None, :1], None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.zeros(()), np.zeros((1, 1)), 0.0
