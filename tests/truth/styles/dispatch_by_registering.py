"""Functions put themselves into a table through a decorator; nobody calls them by name."""

import numpy as np

MODES = {}


def mode(name):
    def register(function):
        MODES[name] = function
        return function

    return register


@mode("train")
def train_statistics(x, p):
    mean, var = x.mean(axis=0), x.var(axis=0)
    m = p.get("momentum", 0.9)
    p["running_mean"] = m * p["running_mean"] + (1 - m) * mean
    p["running_var"] = m * p["running_var"] + (1 - m) * var
    return mean, var


@mode("test")
def test_statistics(x, p):
    return p["running_mean"], p["running_var"]


def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] not in MODES:
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    bn_param.setdefault("running_mean", np.zeros(x.shape[1]))
    bn_param.setdefault("running_var", np.zeros(x.shape[1]))
    mean, var = MODES[bn_param["mode"]](x, bn_param)
    std = np.sqrt(var + bn_param.get("eps", 1e-5))
    x_hat = (x - mean) / std
    return gamma * x_hat + beta, (x_hat, std, gamma)


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    d = dout * gamma
    return (d - d.mean(0) - x_hat * (d * x_hat).mean(0)) / std, (dout * x_hat).sum(0), dout.sum(0)


def batchnorm_backward_alt(dout, cache):
    x_hat, std, gamma = cache
    a, b = (dout * x_hat).sum(0), dout.sum(0)
    return gamma / std * (dout - (b + x_hat * a) / len(dout)), a, b
