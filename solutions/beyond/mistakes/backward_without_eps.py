"""eps is left out of the backward pass."""

import numpy as np

IDS = ()
HINT = "The backward pass must undo exactly the forward that you ran. Where is its eps?"
LOSES = ("batchrenorm_backward/eps",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    root = np.sqrt(cache.var)
    standard = cache.standard * cache.sigma_batch / root
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0) - standard * (dstandard * standard).mean(axis=0)) / root
    return dx, dgamma, dbeta
