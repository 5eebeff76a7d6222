"""the backward pass uses the running averages."""

import numpy as np

IDS = ("B32",)
HINT = "Which statistics normalised this batch on the way forward? The way back leads through the same ones."
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    xc = cache.x - cache.bn_param["running_mean"]
    inv_std = 1 / np.sqrt(cache.bn_param["running_var"] + cache.eps)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
