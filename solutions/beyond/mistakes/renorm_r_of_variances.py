"""r is the ratio of the variances, and not of the deviations."""

import numpy as np

IDS = ()
HINT = "Which unit has the numerator of r? And which has x?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, r=np.clip((cache.sigma_batch / cache.sigma) ** 2, 1 / cache.r_max, cache.r_max))
    return out, cache
