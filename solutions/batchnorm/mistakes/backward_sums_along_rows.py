"""the gradients of the mean and the variance are summed along each row."""

import numpy as np

IDS = ("B39",)
HINT = "Each feature has one mean. Over which axis do the gradients come back to it?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=1, keepdims=True)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=1, keepdims=True)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
