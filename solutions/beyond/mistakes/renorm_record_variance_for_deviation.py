"""the running variance is taken for a deviation."""

import numpy as np

IDS = ()
HINT = "What does the key running_var hold, and what does the formula for r ask for?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        sigma = cache.running_var + cache.eps
        r = np.clip(cache.sigma_batch / sigma, 1 / cache.r_max, cache.r_max)
        d = np.clip((cache.mean - cache.running_mean) / sigma, -cache.d_max, cache.d_max)
        out = corrected(cache, r=r, d=d)
    return out, cache
