"""test mode subtracts beta."""

import numpy as np

IDS = ("T04c",)
HINT = "Compare the last line of your two branches, sign by sign."
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = gamma * x_hat - beta
    return out, cache
