"""the backward pass subtracts eps from the variance."""

import numpy as np

IDS = ("A07",)
HINT = (
    "The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol "
    "by symbol."
)
LOSES = ("batchnorm_backward/eps", "batchnorm_backward_alt/eps")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = 1 / (n * np.sqrt(cache.var - cache.eps))
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
