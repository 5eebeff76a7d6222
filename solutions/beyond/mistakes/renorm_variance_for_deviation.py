"""the batch's variance stands where its root should, in r and below x."""

import numpy as np

IDS = ()
HINT = "Set r_max to 1: batch normalization should come out. Which deviation do its columns have?"
LOSES = ("batchrenorm_forward/bounds of r",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        root = cache.var + cache.eps
        r = np.clip(root / cache.sigma, 1 / cache.r_max, cache.r_max)
        out = gamma * ((x - cache.mean) / root * r + cache.d) + beta
    return out, cache
