"""r has no upper bound."""

import numpy as np

IDS = ()
HINT = "A record with a tiny deviation makes r huge. What stops it?"
LOSES = ("batchrenorm_forward/bounds of r",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, r=np.maximum(cache.sigma_batch / cache.sigma, 1 / cache.r_max))
    return out, cache
