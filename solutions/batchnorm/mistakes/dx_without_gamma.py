"""gamma is missing from dx."""

import numpy as np

IDS = ("B04", "A03")
HINT = "What multiplies the normalised values on their way out, and so the gradient on its way back?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
