"""the call adds eps to the variance inside the cache."""

import numpy as np

IDS = ("B31",)
HINT = "Call your function twice with the same cache. What did the first call leave behind for the second?"
LOSES = ("batchnorm_backward/inputs and cache left alone", "batchnorm_backward_alt/inputs and cache left alone")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, xc, var = len(dout), cache.xc, cache.var
    var += cache.eps
    dx_hat = dout * cache.gamma
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - xc * np.sum(dx_hat * xc, axis=0) / var
    return rest / (n * np.sqrt(var)), dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
