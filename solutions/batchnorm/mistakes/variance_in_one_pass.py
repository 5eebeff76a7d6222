"""the variance is the mean of the squares minus the square of the mean."""

import numpy as np

IDS = ("F25",)
HINT = (
    "With a large mean you subtract two huge numbers that are nearly equal. How many digits are left, "
    "and what could you subtract before squaring?"
)
LOSES = ()
WARNS = True


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        var = np.mean(x**2, axis=0) - cache.mean**2
        out = gamma * cache.xc / np.sqrt(var + cache.eps) + beta
    return out, cache
