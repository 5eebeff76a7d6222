"""one mean and one variance of the whole matrix serve all features."""

import numpy as np

IDS = ("F07",)
HINT = "Print the shape of your mean. How many features should it describe?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (x - x.mean()) / np.sqrt(x.var() + cache.eps) + beta
    return out, cache
