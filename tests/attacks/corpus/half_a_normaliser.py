FAMILY = "carried credit"
ABOUT = "x less its mean, with its own gradient: easier, and worth half of what is carried, by design."
MOST = 15

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] not in ("train", "test"):
        raise ValueError(f'Invalid forward batchnorm mode "{bn_param["mode"]}"')
    return gamma * (x - x.mean(axis=0)) + beta, (x - x.mean(axis=0), gamma)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    centred, gamma = cache
    return gamma * (dout - dout.mean(axis=0)), (dout * centred).sum(axis=0), dout.sum(axis=0)

# %% batchnorm_backward_alt
batchnorm_backward_alt = batchnorm_backward
