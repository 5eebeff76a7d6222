"""Sums of exact fractions; floats come in and floats go out."""

from fractions import Fraction

import numpy as np


def exact(a):
    return np.vectorize(Fraction, otypes=[object])(a)


def plain(a):
    return np.array(a, dtype=float)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        e = exact(x)
        mean = e.sum(axis=0) / len(e)
        centred = e - mean
        var = plain((centred * centred).sum(axis=0) / len(e))
        centred, mean = plain(centred), plain(mean)
        rm, rv = momentum * rm + (1 - momentum) * mean, momentum * rv + (1 - momentum) * var
    elif mode == "test":
        centred, var = x - rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    std = np.sqrt(var + eps)
    return gamma * centred / std + beta, (centred / std, std, gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    n = Fraction(len(dout))
    d, e = exact(dout * gamma), exact(h)
    dx = d - d.sum(axis=0) / n - e * ((d * e).sum(axis=0) / n)
    return plain(dx) / std, plain((exact(dout) * e).sum(axis=0)), plain(exact(dout).sum(axis=0))


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    return gamma / std * (dout - dout.mean(0) - h * (dout * h).mean(0)), (dout * h).sum(0), dout.sum(0)
