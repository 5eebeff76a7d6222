FAMILY = "objects that lie"
ABOUT = "A broadcast of one number that claims terabytes."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    return np.broadcast_to(np.float64(0), (2**20, 2**20)), None
