"""dgamma and dbeta are summed along each row."""

import numpy as np

IDS = ("B24",)
HINT = "gamma has one number for each feature. Over which axis does it act again and again?"
LOSES = (
    "batchnorm_backward/dgamma",
    "batchnorm_backward/dbeta",
    "batchnorm_backward/shapes",
    "batchnorm_backward_alt/dgamma",
    "batchnorm_backward_alt/dbeta",
    "batchnorm_backward_alt/shapes",
)


def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.x_hat, axis=1)
    dbeta = np.sum(dout, axis=1)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
