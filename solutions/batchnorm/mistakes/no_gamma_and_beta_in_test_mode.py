"""test mode returns the normalised values, without gamma and beta."""

import numpy as np

IDS = ("T04",)
HINT = "gamma and beta were learned during training. Do they stop mattering afterwards?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = x_hat
    return out, cache
