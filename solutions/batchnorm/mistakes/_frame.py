"""What each mistake stands on: the right functions, with a cache that lies open.

This runs over the reference, and one mistake runs over this. A wrong forward takes the right
output, cache and running averages from `frame_forward` and puts its own in their place. A wrong backward
reads the steps of the right forward from the cache, and takes from `frame_backward` what it does not get
wrong. Either backward function can go wrong in the same way, so most mistakes bind both names to one function.
"""

from types import SimpleNamespace

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    before = bn_param.copy()
    out, right = right_batchnorm_forward(x, gamma, beta, bn_param)
    eps = before.get("eps", 1e-5)
    mean, var = x.mean(axis=0), x.var(axis=0)
    std = np.sqrt(var + eps)
    cache = SimpleNamespace(
        right=right,
        x=x.copy(),
        gamma=gamma.copy(),
        beta=beta.copy(),
        eps=eps,
        mean=mean,
        var=var,
        xc=x - mean,
        x_hat=(x - mean) / std,
        std=std,
        inv_std=1 / std,
        momentum=before.get("momentum", 0.9),
        running_mean=before.get("running_mean", np.zeros_like(mean)),  # as it was before the call
        running_var=before.get("running_var", np.zeros_like(var)),
        bn_param=bn_param,
    )
    return out, cache


def batchnorm_backward(dout, cache):
    return right_batchnorm_backward(dout, cache.right)


def batchnorm_backward_alt(dout, cache):
    return right_batchnorm_backward_alt(dout, cache.right)


# The names by which a mistake reaches these when it has taken the first ones.
frame_forward, frame_backward = batchnorm_forward, batchnorm_backward
