"""the batch's variance is divided by N - 1, where it normalises and in the record."""

import numpy as np

IDS = ()
HINT = "Which of the two variances normalises in training mode, and which does this record keep?"
LOSES = ("batchrenorm_forward/bounds of r", "batchrenorm_forward/running averages")


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        var = x.var(axis=0, ddof=1)
        root = np.sqrt(var + cache.eps)
        r = np.clip(root / cache.sigma, 1 / cache.r_max, cache.r_max)
        out = gamma * ((x - cache.mean) / root * r + cache.d) + beta
        param["running_var"] = cache.momentum * cache.running_var + (1 - cache.momentum) * var
    return out, cache
