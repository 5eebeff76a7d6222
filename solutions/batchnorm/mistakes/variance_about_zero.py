"""the spread is measured about zero and not about the mean."""

import numpy as np

IDS = ("F15",)
HINT = "A variance is a spread around a point. Around which point do you measure it?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(np.mean(x**2, axis=0) + cache.eps) + beta
    return out, cache
