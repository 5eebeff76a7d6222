"""dgamma is taken with the centred x, before the division."""

import numpy as np

IDS = ("B20",)
HINT = "Which array does gamma multiply in the forward pass?"
LOSES = ("batchnorm_backward/dgamma", "batchnorm_backward_alt/dgamma")


def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.xc, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
