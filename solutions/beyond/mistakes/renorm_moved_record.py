"""the record moves before r and d are taken."""

import numpy as np

IDS = ()
HINT = "Which record should a batch be compared with: one that it has already changed?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        rest = 1 - cache.momentum
        mean = cache.momentum * cache.running_mean + rest * cache.mean
        sigma = np.sqrt(cache.momentum * cache.running_var + rest * cache.var + cache.eps)
        r = np.clip(cache.sigma_batch / sigma, 1 / cache.r_max, cache.r_max)
        out = corrected(cache, r=r, d=np.clip((cache.mean - mean) / sigma, -cache.d_max, cache.d_max))
    return out, cache
