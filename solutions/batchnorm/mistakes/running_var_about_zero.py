"""running_var records the mean of the squares, not of the squared deviations."""

import numpy as np

IDS = ("R10",)
HINT = "A variance is a spread around a point. Around which point do you measure the one that you record?"
LOSES = ("batchnorm_forward/running variance",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * np.mean(x**2, axis=0)
    return out, cache
