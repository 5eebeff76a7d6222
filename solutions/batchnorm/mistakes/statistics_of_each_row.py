"""each row is normalised with its own mean and variance."""

import numpy as np

IDS = ("F06",)
HINT = "Every feature gets one mean. How many means do you have, and along which axis did you take them?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        mean = x.mean(axis=1, keepdims=True)
        var = x.var(axis=1, keepdims=True)
        out = gamma * (x - mean) / np.sqrt(var + cache.eps) + beta
    return out, cache
