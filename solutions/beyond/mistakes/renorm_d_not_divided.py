"""d is not divided by a deviation."""

import numpy as np

IDS = ()
HINT = "Give the feature another unit. Should d change?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, d=np.clip(cache.mean - cache.running_mean, -cache.d_max, cache.d_max))
    return out, cache
