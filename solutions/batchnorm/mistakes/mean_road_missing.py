"""no gradient reaches x through the mean."""

import numpy as np

IDS = ("B03",)
HINT = "Add a constant to a whole column of x: the output stays. What must the column of dx then sum to?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
