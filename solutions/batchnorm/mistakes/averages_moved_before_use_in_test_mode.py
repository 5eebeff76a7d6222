"""test mode mixes the test batch into the running averages that it normalises with."""

import numpy as np

IDS = ("T10",)
HINT = "Run one row alone, and again among others. Should its output depend on its neighbours?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        momentum = cache.momentum
        mean = momentum * cache.running_mean + (1 - momentum) * cache.mean
        var = momentum * cache.running_var + (1 - momentum) * cache.var
        out = gamma * (x - mean) / np.sqrt(var + cache.eps) + beta
    return out, cache
