# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps = bn_param["mode"], bn_param.get("eps", 1e-5)
    m = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    rv = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    if mode not in ("train", "test"):
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    if mode == "train":
        mu = np.mean(x, axis=0, keepdims=True)
        centered = x - mu
        var = np.mean(centered**2, axis=0, keepdims=True)
        rm = m * rm + (1 - m) * mu[0]
        rv = m * rv + (1 - m) * var[0]
    else:
        centered, var = x - rm, rv
    ivar = (var + eps) ** -0.5
    xn = centered * ivar
    bn_param.update(running_mean=rm, running_var=rv)
    return gamma * xn + beta, {"xn": xn, "ivar": ivar, "gamma": gamma, "n": len(x)}

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    g = dout * cache["gamma"]
    n, xn, ivar = cache["n"], cache["xn"], cache["ivar"]
    inner = n * g - np.sum(g, axis=0) - xn * np.sum(g * xn, axis=0)
    return ivar / n * inner, np.sum(dout * xn, axis=0), np.sum(dout, axis=0)

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    g, xn = dout * cache["gamma"], cache["xn"]
    dx = cache["ivar"] * (g - g.mean(0) - xn * (g * xn).mean(0))
    return [dx, (dout * xn).sum(0), dout.sum(0)]

# %% answer three_roads
There are three paths: x_hat, mean, variance. Each has a gradient and they are added.
