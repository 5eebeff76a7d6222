"""dgamma is multiplied by gamma."""

import numpy as np

IDS = ("B30",)
HINT = "The output is linear in gamma. Can the slope of a straight line depend on where you stand?"
LOSES = ("batchnorm_backward/dgamma", "batchnorm_backward_alt/dgamma")


def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.gamma * cache.x_hat, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
