"""test mode leaves out eps."""

import numpy as np

IDS = ()
HINT = "Your two branches should differ only in which statistics they use. Where is eps in each?"
LOSES = ("batchrenorm_forward/eps",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if not cache.training:
        out = gamma * (x - cache.running_mean) / np.sqrt(cache.running_var) + beta
    return out, cache
