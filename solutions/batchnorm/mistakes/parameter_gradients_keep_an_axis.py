"""dgamma and dbeta keep an axis of length one."""

import numpy as np

IDS = ("B29",)
HINT = (
    "Your numbers are fine. A gradient has the shape of what it belongs to: what would gamma look "
    "like after an update?"
)
LOSES = ("batchnorm_backward/shapes", "batchnorm_backward_alt/shapes")


def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.x_hat, axis=0, keepdims=True)
    dbeta = np.sum(dout, axis=0, keepdims=True)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
