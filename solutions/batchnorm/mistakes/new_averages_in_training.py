"""training normalises with the running averages that it has just updated."""

import numpy as np

IDS = ("F13",)
HINT = "Which statistics does training use, and which does it only record for later?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x_hat = (x - bn_param["running_mean"]) / np.sqrt(bn_param["running_var"] + cache.eps)
        out = gamma * x_hat + beta
    return out, cache
