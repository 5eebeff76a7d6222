"""eps is added to the variance twice."""

import numpy as np

IDS = ("F04",)
HINT = "Count how often eps enters on the way from the variance to the root."
LOSES = ("batchnorm_forward/eps in training",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(cache.var + 2 * cache.eps) + beta
    return out, cache
