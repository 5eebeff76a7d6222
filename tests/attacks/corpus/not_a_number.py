FAMILY = "objects that lie"
ABOUT = "NaN everywhere, for which no difference is too large."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = bn_param["running_var"] = np.full(x.shape[1], np.nan)
    return np.full(x.shape, np.nan), None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return dout * np.nan, dout[0] * np.nan, dout[0] * np.nan
