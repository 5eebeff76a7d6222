FAMILY = "objects that lie"
ABOUT = "Infinities and the largest numbers there are, so that differences overflow."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = bn_param["running_var"] = np.full(x.shape[1], -1e308)
    return np.where(x > 0, np.inf, 1e308), None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.where(dout > 0, 1e308, -1e308), dout[0] * np.inf, dout[0] * 1e300
