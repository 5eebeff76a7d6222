"""test mode leaves out eps."""

import numpy as np

IDS = ("T01",)
HINT = "Your two branches should differ only in which statistics they use. Compare them word for word."
LOSES = ("batchnorm_forward/eps in test mode",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var)
        out = gamma * x_hat + beta
    return out, cache
