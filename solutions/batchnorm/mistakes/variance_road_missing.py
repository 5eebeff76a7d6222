"""no gradient reaches x through the variance."""

import numpy as np

IDS = ("B02", "B19")
HINT = (
    "One input reaches the outputs by three roads: directly, through the mean, through the variance. "
    "Which do you travel?"
)
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
