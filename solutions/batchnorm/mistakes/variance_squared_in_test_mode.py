"""test mode squares running_var under the root."""

import numpy as np

IDS = ("T13",)
HINT = "running_var is a variance already. What does the root make of it if you square it first?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var**2 + cache.eps)
        out = gamma * x_hat + beta
    return out, cache
