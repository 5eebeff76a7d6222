"""The cache is a generator that waits for a gradient, answers, and waits for the next one."""

import numpy as np


def _way_back(x_hat, std, gamma):
    answer = None
    while True:
        dout = yield answer
        d = gamma * dout
        dx = (d - d.mean(axis=0) - x_hat * (d * x_hat).mean(axis=0)) / std
        answer = dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm, rv = (bn_param.setdefault(k, np.zeros_like(beta)) for k in ("running_mean", "running_var"))
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        bn_param["running_mean"] = momentum * rm + (1 - momentum) * mean
        bn_param["running_var"] = momentum * rv + (1 - momentum) * var
    elif mode == "test":
        mean, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    std = np.sqrt(var + eps)
    cache = _way_back((x - mean) / std, std, gamma)
    next(cache)
    return gamma * (x - mean) / std + beta, cache


def batchnorm_backward(dout, cache):
    return cache.send(dout)


def batchnorm_backward_alt(dout, cache):
    dx, dgamma, dbeta = cache.send(dout)
    return dx, dgamma, dbeta
