"""A frozen dataclass with cached properties for the cache; it refers to a class that stands further down."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Cache:
    x: np.ndarray
    gamma: np.ndarray
    eps: float
    stats: Stats = field(repr=False)

    @property
    def inv_std(self):
        return 1 / np.sqrt(self.stats.var + self.eps)

    @cached_property
    def x_hat(self):
        return (self.x - self.stats.mean) * self.inv_std


@dataclass
class Stats:
    mean: np.ndarray
    var: np.ndarray

    @classmethod
    def of(cls, x) -> Stats:
        return cls(x.mean(axis=0), x.var(axis=0))

    def moved(self, other: Stats, momentum: float) -> Stats:
        keep = lambda a, b: momentum * a + (1 - momentum) * b
        return Stats(keep(self.mean, other.mean), keep(self.var, other.var))


def batchnorm_forward(x, gamma, beta, bn_param) -> tuple[np.ndarray, Cache | None]:
    mode = bn_param["mode"]
    zeros = np.zeros(x.shape[1], dtype=x.dtype)
    running = Stats(bn_param.get("running_mean", zeros), bn_param.get("running_var", zeros))
    if mode == "train":
        stats = Stats.of(x)
        running = running.moved(stats, bn_param.get("momentum", 0.9))
    elif mode == "test":
        stats = running
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = running.mean, running.var
    cache = Cache(x=x, gamma=gamma, eps=bn_param.get("eps", 1e-5), stats=stats)
    return gamma * cache.x_hat + beta, cache


def batchnorm_backward(dout, cache: Cache):
    d = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**2 * (d * cache.x_hat).sum(0)
    dmean = -(d * cache.inv_std).sum(0)
    dx = d * cache.inv_std + (2 * (cache.x - cache.stats.mean) * dvar + dmean) / len(d)
    return dx, (dout * cache.x_hat).sum(0), dout.sum(0)


def batchnorm_backward_alt(dout, cache: Cache):
    h = cache.x_hat
    g = dout.sum(0), (dout * h).sum(0)
    return cache.gamma * cache.inv_std * (dout - (g[0] + h * g[1]) / len(h)), g[1], g[0]
