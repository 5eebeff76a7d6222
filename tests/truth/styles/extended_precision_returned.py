"""np.longdouble inside, and np.longdouble returned."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    x = np.asarray(x, dtype=np.longdouble)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        std = np.sqrt(var + eps)
        out = gamma * (x - mean) / std + beta
        cache = (x - mean) / std, std, gamma
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    d = dout * gamma
    return (d - d.mean(0) - h * (d * h).mean(0)) / std, (dout * h).sum(0), dout.sum(0)


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    a, b = (dout * h).sum(0), dout.sum(0)
    return gamma / std * (dout - (b + h * a) / len(h)), a, b
