"""r_max and d_max change places."""

import numpy as np

IDS = ()
HINT = "Set one of the two to a huge number. Which of r and d goes free?"
LOSES = ("batchrenorm_forward/bounds of r", "batchrenorm_forward/bounds of d")


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        low, high = min(cache.d_max, 1 / cache.d_max), max(cache.d_max, 1 / cache.d_max)
        r = np.clip(cache.sigma_batch / cache.sigma, low, high)
        d = np.clip((cache.mean - cache.running_mean) / cache.sigma, -cache.r_max, cache.r_max)
        out = corrected(cache, r=r, d=d)
    return out, cache
