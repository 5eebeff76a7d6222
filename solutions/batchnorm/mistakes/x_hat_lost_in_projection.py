"""the last term of the closed form lacks its x_hat outside the sum."""

import numpy as np

IDS = ("A04",)
HINT = "The last term takes away what lies along x_hat. Which direction does yours take away?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
