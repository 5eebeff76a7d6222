"""eps is left out of the record's root."""

import numpy as np

IDS = ()
HINT = "A fresh record may hold a variance of zero. What do r and d divide by?"
LOSES = ("batchrenorm_forward/eps",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    sigma = np.sqrt(cache.running_var)
    if cache.training:
        r = np.clip(cache.sigma_batch / sigma, 1 / cache.r_max, cache.r_max)
        out = corrected(
            cache, r=r, d=np.clip((cache.mean - cache.running_mean) / sigma, -cache.d_max, cache.d_max)
        )
    else:
        out = gamma * (x - cache.running_mean) / sigma + beta
    return out, cache
