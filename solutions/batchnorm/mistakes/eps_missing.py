"""no eps is added to the variance."""

import numpy as np

IDS = ("F03",)
HINT = "Feed a feature that never changes within the batch. What do you divide by then?"
LOSES = ("batchnorm_forward/eps in training",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(cache.var) + beta
    return out, cache
