"""dgamma and dbeta are averaged over the rows."""

import numpy as np

IDS = ("B23",)
HINT = "Every row adds its own share to the loss. Does anything in the forward pass divide these shares by N?"
LOSES = (
    "batchnorm_backward/dgamma",
    "batchnorm_backward/dbeta",
    "batchnorm_backward_alt/dgamma",
    "batchnorm_backward_alt/dbeta",
)


def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = np.mean(dout * cache.x_hat, axis=0)
    dbeta = np.mean(dout, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
