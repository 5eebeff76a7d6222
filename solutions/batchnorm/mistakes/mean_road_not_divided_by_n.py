"""the part of dx that comes through the mean is not divided by N."""

import numpy as np

IDS = ("B10",)
HINT = "How much of the batch's mean does one sample own? Does your error grow with the number of rows?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
