"""Everything inside in np.longdouble; what is returned has the type of x again."""

import numpy as np

long = np.longdouble


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = long(bn_param.get("eps", 1e-5))
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
    rv = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
    if mode == "train":
        mean = x.mean(axis=0, dtype=long)
        var = ((x - mean) ** 2).mean(axis=0)
        rm = (momentum * rm + (1 - momentum) * mean).astype(x.dtype)
        rv = (momentum * rv + (1 - momentum) * var).astype(x.dtype)
    elif mode == "test":
        mean, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    h = (x - mean) / np.sqrt(var + eps)
    return (gamma * h + beta).astype(x.dtype), (h, np.sqrt(var + eps), gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    d = long(dout) * gamma
    dx = (d - d.mean(axis=0) - h * (d * h).mean(axis=0)) / std
    return tuple(a.astype(dout.dtype) for a in (dx, (dout * h).sum(axis=0), dout.sum(axis=0)))


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    dgamma, dbeta = (dout * h).sum(axis=0), dout.sum(axis=0, dtype=long)
    dx = gamma / std * (dout - (dbeta + h * dgamma) / len(dout))
    return np.float64(dx), np.float64(dgamma), np.float64(dbeta)
