FAMILY = "carried credit"
ABOUT = "gamma * x + beta, and its own true gradient: consistent, and no normaliser."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] not in ("train", "test"):
        raise ValueError(f'Invalid forward batchnorm mode "{bn_param["mode"]}"')
    return gamma * x + beta, (x, gamma)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    x, gamma = cache
    return dout * gamma, (dout * x).sum(axis=0), dout.sum(axis=0)

# %% batchnorm_backward_alt
batchnorm_backward_alt = batchnorm_backward
