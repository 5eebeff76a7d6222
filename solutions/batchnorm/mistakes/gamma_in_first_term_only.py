"""gamma multiplies only the first term of dx."""

import numpy as np

IDS = ("A10", "B37")
HINT = "On the way back, all three roads pass the product with gamma first. Do all three terms carry it?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dout, axis=0) - x_hat * np.sum(dout * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
