"""The variance as mean of squares minus square of mean: right on ordinary data, and worth a warning."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        s1, s2 = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        for row in x:
            s1, s2 = s1 + row, s2 + row * row
        mean = s1 / len(x)
        var = np.maximum(s2 / len(x) - mean * mean, 0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    a = gamma / np.sqrt(var + eps)
    return a * x + (beta - a * mean), (x, mean, var + eps, gamma)


def batchnorm_backward(dout, cache):
    x, mean, v, gamma = cache
    # out = a * x + b: all of dx comes through a, b and x
    a = gamma / np.sqrt(v)
    db = dout.sum(axis=0)
    da = (dout * x).sum(axis=0) - db * mean
    dvar = da * gamma * -0.5 * v**-1.5
    ds2 = dvar / len(x)
    ds1 = (-2 * mean * dvar - a * db) / len(x)
    return a * dout + ds1 + 2 * x * ds2, da / np.sqrt(v), db


def batchnorm_backward_alt(dout, cache):
    x, mean, v, gamma = cache
    h = (x - mean) / np.sqrt(v)
    return gamma / np.sqrt(v) * (dout - dout.mean(0) - h * (dout * h).mean(0)), (dout * h).sum(0), dout.sum(0)
