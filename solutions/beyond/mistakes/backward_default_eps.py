"""the backward pass uses the default eps, and not the one passed."""

import numpy as np

IDS = ()
HINT = "Does the backward pass know which eps the forward used?"
LOSES = ("batchrenorm_backward/eps",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    root = np.sqrt(cache.var + 1e-5)
    standard = cache.standard * cache.sigma_batch / root
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0) - standard * (dstandard * standard).mean(axis=0)) / root
    return dx, dgamma, dbeta
