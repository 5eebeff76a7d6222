"""Defaults by try and except KeyError; an assertion of the author's turns into the ValueError asked for."""

import numpy as np


def fetch(bn_param, key, default):
    try:
        return bn_param[key]
    except KeyError:
        return default()


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    try:
        assert mode in ("train", "test")
    except AssertionError:
        raise ValueError("Invalid forward batchnorm mode \"%s\"" % mode) from None
    eps = fetch(bn_param, "eps", lambda: 1e-5)
    momentum = fetch(bn_param, "momentum", lambda: 0.9)
    zeros = lambda: np.zeros(x.shape[1], dtype=x.dtype)
    running_mean = fetch(bn_param, "running_mean", zeros)
    running_var = fetch(bn_param, "running_var", zeros)
    try:
        if mode == "test":
            mean, var = running_mean, running_var
            return gamma * (x - mean) / np.sqrt(var + eps) + beta, None
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
        with np.errstate(all="raise"):
            std = np.sqrt(var + eps)
            h = (x - mean) / std
        return gamma * h + beta, (h, std, gamma)
    finally:
        bn_param["running_mean"] = running_mean
        bn_param["running_var"] = running_var


def batchnorm_backward(dout, cache):
    try:
        h, std, gamma = cache
    except TypeError:
        raise RuntimeError("a backward pass needs the cache of a training pass")
    with np.errstate(divide="raise", invalid="raise"):
        d = dout * gamma
        dx = d / std
        dx = dx - dx.mean(axis=0) - h * (dx * h).mean(axis=0)
    return dx, (dout * h).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    return gamma / std * (dout - dout.mean(0) - h * (dout * h).mean(0)), (dout * h).sum(0), dout.sum(0)
