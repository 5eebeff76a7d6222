"""the distance of the means is bounded before it is divided."""

import numpy as np

IDS = ()
HINT = "Which quantity has the bounds in the formula: the distance, or the distance in units of sigma?"
LOSES = ("batchrenorm_forward/bounds of d",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        distance = np.clip(cache.mean - cache.running_mean, -cache.d_max, cache.d_max)
        out = corrected(cache, d=distance / cache.sigma)
    return out, cache
