"""d is divided by the batch's deviation."""

import numpy as np

IDS = ()
HINT = "In which unit does test mode measure distances from the record's mean?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        d = (cache.mean - cache.running_mean) / cache.sigma_batch
        out = corrected(cache, d=np.clip(d, -cache.d_max, cache.d_max))
    return out, cache
