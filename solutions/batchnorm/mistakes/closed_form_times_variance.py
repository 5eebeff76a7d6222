"""the closed form for dx is multiplied by the variance."""

import numpy as np

IDS = ("A06",)
HINT = "Double x and the gradient should halve. What does yours do?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = (cache.var + cache.eps) / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
