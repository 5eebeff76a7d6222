"""the root of the variance and the root of eps are added."""

import numpy as np

IDS = ("F18",)
HINT = "Is the root of a sum the same as the sum of the roots?"
LOSES = ("batchnorm_forward/eps in training",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / (np.sqrt(cache.var) + np.sqrt(cache.eps)) + beta
    return out, cache
