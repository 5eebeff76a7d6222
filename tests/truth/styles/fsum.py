"""math.fsum for every sum, so that nothing is rounded before the end."""

from math import fsum, sqrt

import numpy as np


def colsum(a):
    return np.array([fsum(c) for c in a.T])


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    zero = np.zeros(x.shape[1])
    rm, rv = bn_param.get("running_mean", zero.copy()), bn_param.get("running_var", zero.copy())
    if mode == "train":
        mu = colsum(x) / len(x)
        var = colsum((x - mu) ** 2) / len(x)
        bn_param["running_mean"] = np.array([fsum([momentum * o, (1 - momentum) * n]) for o, n in zip(rm, mu)])
        bn_param["running_var"] = np.array([fsum([momentum * o, (1 - momentum) * n]) for o, n in zip(rv, var)])
    elif mode == "test":
        mu, var = rm, rv
        bn_param["running_mean"], bn_param["running_var"] = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    std = np.array([sqrt(v + eps) for v in var])
    xh = (x - mu) / std
    return gamma * xh + beta, (xh, std, gamma)


def batchnorm_backward(dout, cache):
    xh, std, gamma = cache
    n = len(dout)
    dx = np.empty_like(dout)
    for j in range(dout.shape[1]):
        for i in range(n):
            terms = [dout[i, j]]
            terms += [-dout[k, j] / n for k in range(n)]
            terms += [-xh[i, j] * xh[k, j] * dout[k, j] / n for k in range(n)]
            dx[i, j] = gamma[j] / std[j] * fsum(terms)
    return dx, colsum(dout * xh), colsum(dout)


def batchnorm_backward_alt(dout, cache):
    xh, std, gamma = cache
    a, b = colsum(dout * xh), colsum(dout)
    return gamma / std * (dout - (b + xh * a) / len(dout)), a, b
