"""What each mistake stands on: the right functions, with a cache that lies open.

This runs over the reference, and one mistake runs over this. A cache holds the steps of the right
forward pass in a layout in which the numbers that share a mean lie along `axes`: tables stay as they are, group
norm has an axis for the groups. `forwards(output)` gives the four forward passes with another output,
`with_dx(dx)` and `backwards(gradients)` the four backward passes; a mistake takes those that it is about.
The functions that this file defines are there under the names `frame_NAME` too.
"""

from types import SimpleNamespace

import numpy as np

RUNNING = ("running_mean", "running_var")


def opened(right, x, gamma, beta, eps, axes, *, centred=True):
    """The steps of a right forward pass; x, gamma and beta in the layout of `axes`."""
    mean = x.mean(axis=axes, keepdims=True) if centred else 0.0
    xc = x - mean
    var = np.mean(xc**2, axis=axes, keepdims=True)
    std = np.sqrt(var + eps)
    return SimpleNamespace(
        right=right,
        x=x.copy(),
        gamma=gamma,
        beta=beta,
        eps=eps,
        axes=axes,
        count=x.size // var.size,
        mean=mean,
        xc=xc,
        var=var,
        std=std,
        x_hat=xc / std,
    )


def mean(c, a):
    """The mean over the numbers that share one."""
    return np.mean(a, axis=c.axes, keepdims=True)


def layernorm_forward(x, gamma, beta, ln_param):
    out, right = right_layernorm_forward(x, gamma, beta, ln_param)
    return out, opened(right, x, gamma, beta, ln_param.get("eps", 1e-5), (1,))


def rmsnorm_forward(x, gamma, rms_param):
    out, right = right_rmsnorm_forward(x, gamma, rms_param)
    return out, opened(right, x, gamma, 0.0, rms_param.get("eps", 1e-5), (1,), centred=False)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    before = dict(bn_param)
    out, right = right_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    gamma, beta = gamma[:, np.newaxis, np.newaxis], beta[:, np.newaxis, np.newaxis]
    c = opened(right, x, gamma, beta, before.get("eps", 1e-5), (0, 2, 3))
    c.train = before["mode"] == "train"
    c.momentum = before.get("momentum", 0.9)
    c.old = [before.get(key, np.zeros(x.shape[1])) for key in RUNNING]  # as it was before the call
    return out, c


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, right = right_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    N, C, H, W = x.shape
    gamma, beta = gamma.reshape(1, G, C // G, 1, 1), beta.reshape(1, G, C // G, 1, 1)
    eps = gn_param.get("eps", 1e-5)
    return out, opened(right, x.reshape(N, G, C // G, H, W), gamma, beta, eps, (2, 3, 4))


def layernorm_backward(dout, cache):
    return right_layernorm_backward(dout, cache.right)


def rmsnorm_backward(dout, cache):
    return right_rmsnorm_backward(dout, cache.right)


def spatial_batchnorm_backward(dout, cache):
    return right_spatial_batchnorm_backward(dout, cache.right)


def spatial_groupnorm_backward(dout, cache):
    return right_spatial_groupnorm_backward(dout, cache.right)


# The names by which a mistake reaches these when it has taken the first ones.
frame_layernorm_forward, frame_layernorm_backward = layernorm_forward, layernorm_backward
frame_rmsnorm_forward, frame_rmsnorm_backward = rmsnorm_forward, rmsnorm_backward
frame_spatial_batchnorm_forward = spatial_batchnorm_forward
frame_spatial_batchnorm_backward = spatial_batchnorm_backward
frame_spatial_groupnorm_forward = spatial_groupnorm_forward
frame_spatial_groupnorm_backward = spatial_groupnorm_backward


def forwards(output):
    """Layer, RMS, spatial batch and group norm; `output(c)` gives out in training, in the layout of c."""

    def changed(frame):
        def forward(x, *others):
            out, c = frame(x, *others)
            wrong = np.reshape(output(c), x.shape) if getattr(c, "train", True) else out
            return wrong, c

        return forward

    return [
        changed(frame)
        for frame in (
            frame_layernorm_forward,
            frame_rmsnorm_forward,
            frame_spatial_batchnorm_forward,
            frame_spatial_groupnorm_forward,
        )
    ]


def backwards(gradients):
    """Layer, RMS, spatial batch and group norm; `gradients(c, dout, right)` gives all gradients.

    c and dout are in the layout of c; `right` holds the right gradients. A result takes the shape of the right
    one if it has as many entries.
    """

    def changed(frame):
        def backward(dout, c):
            right = frame(dout, c)
            found = gradients(c, np.reshape(dout, c.x.shape), right)
            return tuple(
                np.reshape(one, like.shape) if np.size(one) == like.size else one
                for one, like in zip(found, right, strict=True)
            )

        return backward

    return [
        changed(frame)
        for frame in (
            frame_layernorm_backward,
            frame_rmsnorm_backward,
            frame_spatial_batchnorm_backward,
            frame_spatial_groupnorm_backward,
        )
    ]


def with_dx(dx):
    """The four backward passes with another dx, `dx(c, dout)`."""
    return backwards(lambda c, dout, right: (dx(c, dout), *right[1:]))


def over_places(c, a):
    """The sum over all places that one gamma serves."""
    return a.reshape(len(a), -1, *a.shape[-2:]).sum(axis=(0, 2, 3)) if a.ndim > 2 else a.sum(axis=0)
