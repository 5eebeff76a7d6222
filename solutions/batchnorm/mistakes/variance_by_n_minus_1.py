"""the batch is normalised with the variance that divides by N - 1."""

import numpy as np

IDS = ("F05",)
HINT = "The variance here is the uncorrected one. Which divisor does that word stand for?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(x.var(axis=0, ddof=1) + cache.eps) + beta
    return out, cache
