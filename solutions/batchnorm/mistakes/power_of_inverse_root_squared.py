"""the part through the variance has the inverse root squared."""

import numpy as np

IDS = ("B14",)
HINT = "Write the inverse root as a power and differentiate it. What becomes of the exponent?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**2 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
