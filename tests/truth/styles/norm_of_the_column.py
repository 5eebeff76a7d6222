"""The variance by np.linalg.norm: a column's length squared, over N."""

import numpy as np
from numpy import linalg as LA


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean = x.mean(axis=0)
        var = LA.norm(x - mean, axis=0) ** 2 / len(x)
        rm, rv = momentum * rm + (1 - momentum) * mean, momentum * rv + (1 - momentum) * var
    elif mode == "test":
        mean, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    # the length of (standard deviation, root of eps) as a vector is the root of their squares' sum
    std = np.hypot(np.sqrt(var), np.sqrt(eps))
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return gamma * ((x - mean) / std) + beta, ((x - mean) / std, std, gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    length = LA.norm(h, axis=0)
    unit = h / length
    d = dout * gamma
    # take away the part along the ones, and of the part along x_hat what its length allows
    dx = d - d.mean(axis=0) - unit * (unit * d).sum(axis=0) * length**2 / len(d)
    return dx / std, (dout * h).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    dgamma = np.array([np.inner(a, b) for a, b in zip(dout.T, h.T)])
    dbeta = np.array([np.inner(a, np.ones_like(a)) for a in dout.T])
    return gamma / std * (dout - dbeta / len(h) - h * dgamma / len(h)), dgamma, dbeta
