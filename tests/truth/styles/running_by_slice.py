"""running_mean[:] = ..., and one bn_param.update at the end."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
    cache = None
    if mode == "train":
        mean, var = x.mean(0), x.var(0)
        running_mean[:] = running_mean * momentum + mean - momentum * mean
        running_var[...] = running_var * momentum + var - momentum * var
        std = (var + eps) ** 0.5
        out = (x - mean) * (gamma / std) + beta
        cache = x, mean, std, gamma
    elif mode == "test":
        out = (x - running_mean) * (gamma / (running_var + eps) ** 0.5) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param.update({"running_mean": running_mean, "running_var": running_var})
    return out, cache


def batchnorm_backward(dout, cache):
    x, mean, std, gamma = cache
    N = float(len(x))
    dx = np.zeros(x.shape)
    dx[:] = dout * gamma / std
    dx[:] += (x - mean) * (dout * gamma * (x - mean)).sum(0) * (-1 / (N * std**3))
    dx[:] -= (dout * gamma / std).sum(0) / N
    return dx, (dout * (x - mean) / std).sum(0), dout.sum(0)


def batchnorm_backward_alt(dout, cache):
    x, mean, std, gamma = cache
    h = (x - mean) / std
    dx = (dout - np.mean(dout, 0) - h * np.mean(h * dout, 0)) * (gamma / std)
    return dx, np.sum(h * dout, 0), np.sum(dout, 0)
