"""the closed form for dx is not divided by N."""

import numpy as np

IDS = ("A01",)
HINT = "Repeat every row once more, dout as well. Should the entries of dx double in size?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
