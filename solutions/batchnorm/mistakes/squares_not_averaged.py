"""the squared deviations are summed but not divided by N."""

import numpy as np

IDS = ("F16",)
HINT = "Repeat every row of the batch once more. Should the spread of a feature change?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(np.sum(cache.xc**2, axis=0) + cache.eps) + beta
    return out, cache
