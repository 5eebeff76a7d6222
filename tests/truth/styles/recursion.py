"""Sums by recursion: a batch is split in two until one row is left."""

import numpy as np


def add_up(rows):
    if len(rows) == 1:
        return rows[0]
    half = len(rows) // 2
    return add_up(rows[:half]) + add_up(rows[half:])


def average(rows):
    return add_up(rows) / len(rows)


def spread(rows, mean):
    """Chan's rule: the variance of two halves together."""
    if len(rows) == 1:
        return np.zeros_like(rows[0])
    half = len(rows) // 2
    a, b = rows[:half], rows[half:]
    ma, mb = average(a), average(b)
    va, vb = spread(a, ma), spread(b, mb)
    return (len(a) * va + len(b) * vb) / len(rows) + len(a) * len(b) * (ma - mb) ** 2 / len(rows) ** 2


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean = average(x)
        var = spread(x, mean)
        rm = momentum * rm + (1 - momentum) * mean
        rv = momentum * rv + (1 - momentum) * var
    elif mode == "test":
        mean, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    h = (x - mean) / np.sqrt(var + eps)
    return gamma * h + beta, (h, np.sqrt(var + eps), gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    d = dout * gamma
    return (d - average(d) - h * average(d * h)) / std, add_up(dout * h), add_up(dout)


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    dgamma, dbeta = add_up(list(dout * h)), add_up(list(dout))
    return gamma / std * (dout - (dbeta + h * dgamma) / len(h)), dgamma, dbeta
