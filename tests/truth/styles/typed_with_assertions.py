"""Type hints from numpy.typing behind TYPE_CHECKING, a TypedDict, and assertions about every shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


class Param(TypedDict, total=False):
    mode: Literal["train", "test"]
    eps: float
    momentum: float
    running_mean: Array
    running_var: Array


class Cache(NamedTuple):
    x_hat: Array
    std: Array
    gamma: Array


def batchnorm_forward(x: Array, gamma: Array, beta: Array, bn_param: Param) -> tuple[Array, Cache | None]:
    assert x.ndim == 2, "x must be (N, D)"
    n, d = x.shape
    assert n > 0 and gamma.shape == beta.shape == (d,)
    mode = bn_param["mode"]
    eps: float = bn_param.get("eps", 1e-5)
    momentum: float = bn_param.get("momentum", 0.9)
    running_mean: Array = bn_param.get("running_mean", np.zeros(d, dtype=x.dtype))
    running_var: Array = bn_param.get("running_var", np.zeros(d, dtype=x.dtype))
    assert running_mean.shape == running_var.shape == (d,)
    cache: Cache | None = None
    out: Array
    if mode == "train":
        mean: Array = x.mean(axis=0)
        var: Array = x.var(axis=0)
        assert np.all(var >= 0)
        std = np.sqrt(var + eps)
        cache = Cache((x - mean) / std, std, gamma)
        out = gamma * cache.x_hat + beta
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    assert out.shape == (n, d)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(dout: Array, cache: Cache) -> tuple[Array, Array, Array]:
    assert dout.shape == cache.x_hat.shape
    d_hat = dout * cache.gamma
    dstd: Array = -(d_hat * cache.x_hat).sum(axis=0) / cache.std
    assert dstd.shape == cache.std.shape
    dx_centred = (d_hat + cache.x_hat * dstd / len(dout) * cache.std) / cache.std
    dx = dx_centred - dx_centred.mean(axis=0)
    assert np.allclose(dx.sum(axis=0), 0.0, atol=1e-6)
    return dx, (dout * cache.x_hat).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout: Array, cache: Cache) -> tuple[Array, Array, Array]:
    n: int = dout.shape[0]
    dgamma: Array = (dout * cache.x_hat).sum(axis=0)
    dbeta: Array = dout.sum(axis=0)
    return cache.gamma / cache.std * (dout - (cache.x_hat * dgamma + dbeta) / n), dgamma, dbeta
