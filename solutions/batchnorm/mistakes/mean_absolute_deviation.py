"""the spread is the mean of the absolute deviations."""

import numpy as np

IDS = ("F19",)
HINT = "Spread can be measured in several ways. Which one does the paper use?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        spread = np.mean(np.abs(cache.xc), axis=0)
        out = gamma * cache.xc / (spread + cache.eps) + beta
    return out, cache
