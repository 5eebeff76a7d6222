"""the backward pass adds eps outside the root."""

import numpy as np

IDS = ("B16",)
HINT = (
    "The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol "
    "by symbol."
)
LOSES = ("batchnorm_backward/eps", "batchnorm_backward_alt/eps")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    inv_std = 1 / (np.sqrt(cache.var) + cache.eps)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
