# %% new
from types import SimpleNamespace

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    p = SimpleNamespace(eps=1e-5, momentum=0.9, running_mean=np.zeros(x.shape[1], x.dtype),
                        running_var=np.zeros(x.shape[1], x.dtype))
    p.__dict__.update(bn_param)
    if p.mode == "train":
        mean = np.einsum("nd->d", x) / x.shape[0]
        xc = x - mean
        var = np.einsum("nd,nd->d", xc, xc) / x.shape[0]
        p.running_mean = p.momentum * p.running_mean + (1 - p.momentum) * mean
        p.running_var = p.momentum * p.running_var + (1 - p.momentum) * var
    elif p.mode == "test":
        xc, var = x - p.running_mean, p.running_var
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{p.mode}"')
    inv = 1.0 / np.sqrt(var + p.eps)
    x_hat = np.einsum("nd,d->nd", xc, inv)
    bn_param["running_mean"], bn_param["running_var"] = p.running_mean, p.running_var
    return np.einsum("nd,d->nd", x_hat, gamma) + beta, SimpleNamespace(x_hat=x_hat, inv=inv, gamma=gamma)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    dgamma = np.einsum("nd,nd->d", dout, cache.x_hat)
    dbeta = np.einsum("nd->d", dout)
    n = dout.shape[0]
    dx = np.einsum("nd,d->nd", dout - dbeta / n - cache.x_hat * dgamma / n, cache.gamma * cache.inv)
    return dx, dgamma, dbeta

# %% batchnorm_backward_alt
batchnorm_backward_alt = lambda dout, cache: batchnorm_backward(dout, cache)

# %% answer eps_in_both_modes
Both modes must divide by the same kind of number.
