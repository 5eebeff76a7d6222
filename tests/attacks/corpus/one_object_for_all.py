FAMILY = "lies to handles"
ABOUT = "Returns the same array at every call and changes it at the next one."
MOST = 0

# %% batchnorm_forward
shared = np.zeros((7, 5))

def batchnorm_forward(x, gamma, beta, bn_param):
    shared[...] = x if x.shape == (7, 5) else 0
    return shared, shared

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    cache += 1
    return cache, cache[0], cache[0]
