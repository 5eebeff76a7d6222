"""dx holds only the part that comes through the mean."""

import numpy as np

IDS = ("B33",)
HINT = "Where roads meet, gradients add up. Does a later line of yours replace what an earlier one put into dx?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = np.zeros_like(dout)
    dx[...] = dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
