"""r has no lower bound."""

import numpy as np

IDS = ()
HINT = "A record with a huge deviation makes r tiny. What stops it?"
LOSES = ("batchrenorm_forward/bounds of r",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, r=np.minimum(cache.sigma_batch / cache.sigma, cache.r_max))
    return out, cache
