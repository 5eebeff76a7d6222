"""training normalises with the running averages as they were before the call."""

import numpy as np

IDS = ("F12",)
HINT = "Which statistics does training use, and which does it only record for later?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = gamma * x_hat + beta
    return out, cache
