"""What mistakes of batch renormalization stand on: the right functions, with a cache that lies open.

A wrong forward takes the right output, cache and running averages from `frame_forward` and puts its own in
their place; the backward pass stays right. A wrong backward reads the steps of the right forward from the
cache, and takes from `frame_backward` what it does not get wrong.
"""

from types import SimpleNamespace

import numpy as np


def batchrenorm_forward(x, gamma, beta, param):
    before = param.copy()
    out, right = right_batchrenorm_forward(x, gamma, beta, param)
    eps = before.get("eps", 1e-5)
    mean, var = x.mean(axis=0), x.var(axis=0)
    running_mean = before.get("running_mean", np.zeros_like(mean))  # as it was before the call
    running_var = before.get("running_var", np.ones_like(var))
    sigma_batch, sigma = np.sqrt(var + eps), np.sqrt(running_var + eps)
    r_max, d_max = before.get("r_max", 3.0), before.get("d_max", 5.0)
    cache = SimpleNamespace(
        right=right,
        training=before["mode"] == "train",
        eps=eps,
        momentum=before.get("momentum", 0.9),
        r_max=r_max,
        d_max=d_max,
        gamma=gamma.copy(),
        beta=beta.copy(),
        mean=mean,
        var=var,
        running_mean=running_mean,
        running_var=running_var,
        sigma_batch=sigma_batch,
        sigma=sigma,
        standard=(x - mean) / sigma_batch,
        r=np.clip(sigma_batch / sigma, 1 / r_max, r_max),
        d=np.clip((mean - running_mean) / sigma, -d_max, d_max),
    )
    return out, cache


def batchrenorm_backward(dout, cache):
    return right_batchrenorm_backward(dout, cache.right)


# The names by which a mistake reaches these when it has taken the first ones.
frame_forward, frame_backward = batchrenorm_forward, batchrenorm_backward


def corrected(cache, *, r=None, d=None):
    """The training output with another r or d."""
    x_hat = cache.standard * (cache.r if r is None else r) + (cache.d if d is None else d)
    return cache.gamma * x_hat + cache.beta


def through_standard(dstandard, cache):
    """dx from the gradient of the standardised batch."""
    along = cache.standard * (dstandard * cache.standard).mean(axis=0)
    return (dstandard - dstandard.mean(axis=0) - along) / cache.sigma_batch
