"""the gradient of the variance is not summed over the rows."""

import numpy as np

IDS = ("B07",)
HINT = "One number was handed out to all N rows. What happens to the N gradients that come back to it?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * dx_hat * cache.xc
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
