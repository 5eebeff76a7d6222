"""test mode enlarges running_var by N / (N - 1)."""

import numpy as np

IDS = ("T08",)
HINT = (
    "The paper corrects the variance there; does the contract of this function? What would happen to "
    "a single row?"
)
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        n = len(x)
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var * n / (n - 1) + cache.eps)
        out = gamma * x_hat + beta
    return out, cache
