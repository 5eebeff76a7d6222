FAMILY = "acts when graded"
ABOUT = "Guesses: noise with the mean and the spread that the output should have."
MOST = 0

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] not in ("train", "test"):
        raise ValueError(f'Invalid forward batchnorm mode "{bn_param["mode"]}"')
    noise = np.random.normal(size=x.shape)
    out = gamma * (noise - noise.mean(axis=0)) / (noise.std(axis=0) + 1e-12) + beta
    bn_param.setdefault("running_mean", np.zeros(x.shape[1]))
    bn_param.setdefault("running_var", np.zeros(x.shape[1]))
    return out, (noise, gamma)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.random.normal(size=dout.shape), (dout * cache[0]).sum(axis=0), dout.sum(axis=0)
