FAMILY = "objects that lie"
ABOUT = "Arrays without any entry, of which everything is true; one of them has absurd axes."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = bn_param["running_var"] = np.zeros((0,))
    return np.zeros((0, 5)) if bn_param["mode"] == "test" else np.zeros((2**40, 0)), None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.zeros((0, 5)), np.zeros(0), np.zeros((5, 0))
