"""A SimpleNamespace that collects every value under its name."""

from types import SimpleNamespace as NS

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    p = NS(**{"eps": 1e-5, "momentum": 0.9, "running_mean": 0 * gamma, "running_var": 0 * gamma, **bn_param})
    p.mode = bn_param["mode"]
    c = NS(gamma=gamma, n=len(x))
    if p.mode == "train":
        c.mean = x.sum(axis=0) / c.n
        c.dev = x - c.mean
        c.var = (c.dev * c.dev).sum(axis=0) / c.n
        p.running_mean = p.momentum * p.running_mean + (1 - p.momentum) * c.mean
        p.running_var = p.momentum * p.running_var + (1 - p.momentum) * c.var
    elif p.mode == "test":
        c.mean, c.var = p.running_mean, p.running_var
        c.dev = x - c.mean
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % p.mode)
    c.std = np.sqrt(c.var + p.eps)
    c.hat = c.dev / c.std
    bn_param["running_mean"] = p.running_mean
    bn_param["running_var"] = p.running_var
    return gamma * c.hat + beta, c


def batchnorm_backward(dout, cache):
    c, g = cache, NS()
    g.beta = dout.sum(axis=0)
    g.gamma = (dout * c.hat).sum(axis=0)
    g.hat = dout * c.gamma
    g.std = -(g.hat * c.hat).sum(axis=0) / c.std
    g.dev = (g.hat + c.hat * g.std / c.n * 1.0 * c.std) / c.std
    g.x = g.dev - g.dev.sum(axis=0) / c.n
    return g.x, g.gamma, g.beta


def batchnorm_backward_alt(dout, cache):
    vars_ = vars(cache)
    hat, std, gamma, n = (vars_[name] for name in ("hat", "std", "gamma", "n"))
    return (
        gamma / (n * std) * (n * dout - dout.sum(axis=0) - hat * (dout * hat).sum(axis=0)),
        (dout * hat).sum(axis=0),
        dout.sum(axis=0),
    )
