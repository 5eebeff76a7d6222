"""x_hat stands in the gradient of the variance where the centred x belongs."""

import numpy as np

IDS = ("B18",)
HINT = "The root enters x_hat by a single product. Which array is its other factor?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.x_hat, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
