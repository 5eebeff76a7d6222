"""x stands in the last term of the closed form where x_hat belongs."""

import numpy as np

IDS = ("A08",)
HINT = "Add the same number to all of x. Should dx change? Look for a place where it does."
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x = len(dout), cache.x
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x * np.sum(dx_hat * x, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
