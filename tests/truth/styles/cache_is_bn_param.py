"""The whole bn_param lies in the cache, and the cache in bn_param as well: each holds the other."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    bn_param.setdefault("eps", 1e-5)
    bn_param.setdefault("momentum", 0.9)
    bn_param.setdefault("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    bn_param.setdefault("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    cache = {"x": x, "gamma": gamma, "bn_param": bn_param}
    if mode == "train":
        cache["mean"], cache["var"] = x.mean(axis=0), x.var(axis=0)
        for key in ("mean", "var"):
            old = bn_param["running_" + key]
            bn_param["running_" + key] = bn_param["momentum"] * old + (1 - bn_param["momentum"]) * cache[key]
    elif mode == "test":
        cache["mean"], cache["var"] = bn_param["running_mean"], bn_param["running_var"]
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["cache"] = cache
    return gamma * (x - cache["mean"]) / np.sqrt(cache["var"] + bn_param["eps"]) + beta, cache


def batchnorm_backward(dout, cache):
    x, gamma, mean, var = cache["x"], cache["gamma"], cache["mean"], cache["var"]
    eps = cache["bn_param"]["eps"]
    N = x.shape[0]
    dvar = np.sum(dout * gamma * (x - mean), axis=0) * -0.5 * np.power(var + eps, -1.5)
    dmean = np.sum(dout * gamma, axis=0) * -1 / np.sqrt(var + eps) + dvar * np.sum(-2 * (x - mean), axis=0) / N
    dx = dout * gamma / np.sqrt(var + eps) + dvar * 2 * (x - mean) / N + dmean / N
    return dx, np.sum(dout * (x - mean) / np.sqrt(var + eps), axis=0), np.sum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    bn = cache["bn_param"]["cache"]
    xc, v = bn["x"] - bn["mean"], bn["var"] + bn["bn_param"]["eps"]
    dx = bn["gamma"] / np.sqrt(v) * (dout - np.mean(dout, axis=0) - xc / v * np.mean(dout * xc, axis=0))
    return dx, (dout * xc).sum(axis=0) / np.sqrt(v), dout.sum(axis=0)
