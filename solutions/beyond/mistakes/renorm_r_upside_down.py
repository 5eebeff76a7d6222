"""r stands upside down."""

import numpy as np

IDS = ()
HINT = (
    "If the record has the larger deviation, should the corrected values be larger or smaller than the batch's?"
)
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, r=np.clip(cache.sigma / cache.sigma_batch, 1 / cache.r_max, cache.r_max))
    return out, cache
