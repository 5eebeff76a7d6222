# %% new
EPS, MOMENTUM = 1e-5, 0.9

class Stats:
    def __init__(self, x):
        self.mean = x.mean(0)
        self.var = ((x - self.mean) ** 2).mean(0)

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", EPS)
    old = stored(bn_param, x)
    if mode == "train":
        now = Stats(x)
        blend(bn_param, old, now)
        x_hat = normalize(x, now.mean, now.var, eps)
        return gamma * x_hat + beta, (x_hat, now.var + eps, gamma)
    if mode == "test":
        bn_param["running_mean"], bn_param["running_var"] = old
        return gamma * normalize(x, *old, eps) + beta, None
    raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

def normalize(x, mean, var, eps):
    return (x - mean) / np.sqrt(var + eps)

# %% batchnorm_backward
def stored(bn_param, x):
    zeros = np.zeros(x.shape[1], dtype=x.dtype)
    return bn_param.get("running_mean", zeros), bn_param.get("running_var", zeros)

def blend(bn_param, old, now):
    m = bn_param.get("momentum", MOMENTUM)
    for key, before, new in zip(("running_mean", "running_var"), old, (now.mean, now.var)):
        bn_param[key] = m * before + (1 - m) * new

def project(d, x_hat):
    return d - d.mean(0) - x_hat * (d * x_hat).mean(0)

def batchnorm_backward(dout, cache):
    x_hat, v, gamma = cache
    return project(dout * gamma, x_hat) / np.sqrt(v), (dout * x_hat).sum(0), dout.sum(0)

# %% batchnorm_backward_alt
batchnorm_backward_alt = batchnorm_backward
