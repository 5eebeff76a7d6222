"""eps is added to the standard deviation and not to the variance under the root."""

import numpy as np

IDS = ("F02",)
HINT = "Where does eps sit in the paper's expression: before or after the root is taken?"
LOSES = ("batchnorm_forward/eps in training",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / (np.sqrt(cache.var) + cache.eps) + beta
    return out, cache
