"""eps is added to the roots."""

import numpy as np

IDS = ()
HINT = "Look at the text once more: does eps stand inside the root or outside?"
LOSES = ("batchrenorm_forward/eps",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    sigma_batch, sigma = np.sqrt(cache.var) + cache.eps, np.sqrt(cache.running_var) + cache.eps
    if cache.training:
        r = np.clip(sigma_batch / sigma, 1 / cache.r_max, cache.r_max)
        d = np.clip((cache.mean - cache.running_mean) / sigma, -cache.d_max, cache.d_max)
        out = gamma * ((x - cache.mean) / sigma_batch * r + d) + beta
    else:
        out = gamma * (x - cache.running_mean) / sigma + beta
    return out, cache
