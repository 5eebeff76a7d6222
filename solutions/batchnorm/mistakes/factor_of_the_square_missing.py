"""the derivative of the square lacks its factor."""

import numpy as np

IDS = ("B12",)
HINT = "The variance is a mean of squares. What does differentiating a square bring down?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + cache.xc * dvar / n + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
