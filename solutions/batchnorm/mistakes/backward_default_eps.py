"""the backward pass uses eps = 1e-5 whatever the forward pass was given."""

import numpy as np

IDS = ("B38",)
HINT = "The forward pass knows which eps it was given. How does the backward pass learn it?"
LOSES = ("batchnorm_backward/eps", "batchnorm_backward_alt/eps")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    inv_std = 1 / np.sqrt(cache.var + 1e-5)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
