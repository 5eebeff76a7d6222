"""What is right? The normalizers' formulas in extended precision, and slopes without any formula.

Nothing here is shared with the checks or with the solutions: this file exists so that both can be wrong. The
numbers are `np.longdouble`, which on most machines has more digits than what is judged; where it has as many,
the tolerances of `oracle.py` leave room enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Real = np.longdouble


@dataclass(frozen=True, slots=True)
class Norm:
    """One normalizer: over which axes it takes its statistics, and the sizes at which it is asked.

    With `groups`, x of shape (N, C, H, W) is cut into (N, G, C / G, H, W) first.
    """

    name: str
    axes: tuple[int, ...]
    shapes: tuple[tuple[int, ...], ...]  # the first is the usual one; in the others wrong axes fit by shape
    groups: tuple[int, ...] = ()
    centred: bool = True  # RMSNorm takes no mean out, and adds no beta
    has_modes: bool = False

    @property
    def forward(self) -> str:
        """The name of the forward pass."""
        return f"{self.name}_forward"

    @property
    def images(self) -> bool:
        """Whether x has the shape (N, C, H, W)."""
        return len(self.shapes[0]) == 4


BATCH = Norm("batchnorm", (0,), ((6, 4), (5, 5)), has_modes=True)
LAYER = Norm("layernorm", (1,), ((6, 4), (5, 5)))
RMS = Norm("rmsnorm", (1,), ((6, 4), (5, 5)), centred=False)
SPATIAL = Norm("spatial_batchnorm", (0, 2, 3), ((2, 5, 4, 2), (5, 5, 5, 5)), has_modes=True)
GROUP = Norm("spatial_groupnorm", (2, 3, 4), ((2, 6, 3, 2), (4, 4, 2, 2)), groups=(2, 3))
NORMS = (BATCH, LAYER, RMS, SPATIAL, GROUP)


def normalised(norm: Norm, x: Array, eps: float, groups: int | None = None) -> tuple[Array, Array]:
    """x_hat, and the root that divided it, both of the shape of x.

    Ioffe & Szegedy 2015, arXiv:1502.03167, Algorithm 1; Ba et al. 2016, arXiv:1607.06450, eq. 4; Zhang &
    Sennrich 2019, arXiv:1910.07467, eq. 4; Wu & He 2018, arXiv:1803.08494, eq. 7.
    """
    view = _cut(x.astype(Real), groups)
    centre = _mean(view, norm.axes) if norm.centred else Real(0)
    root = np.sqrt(_mean((view - centre) ** 2, norm.axes) + Real(eps))
    x_hat = (view - centre) / root
    return x_hat.reshape(x.shape), np.broadcast_to(root, view.shape).reshape(x.shape)


def output(
    norm: Norm, x: Array, gamma: Array, beta: Array | None, eps: float, groups: int | None = None
) -> Array:
    """gamma * x_hat + beta."""
    x_hat, _ = normalised(norm, x, eps, groups)
    return _spread(gamma, x) * x_hat + (Real(0) if beta is None else _spread(beta, x))


def output_in_use(x: Array, gamma: Array, beta: Array, mean: Array, var: Array, eps: float) -> Array:
    """gamma * (x - running_mean) / sqrt(running_var + eps) + beta."""
    root = np.sqrt(_spread(var, x) + Real(eps))
    return _spread(gamma, x) * (x.astype(Real) - _spread(mean, x)) / root + _spread(beta, x)


def gradients(
    norm: Norm, x: Array, gamma: Array, dout: Array, eps: float, groups: int | None = None
) -> tuple[Array, Array, Array]:
    """dx, dgamma and dbeta of sum(dout * output): the chain rule through x_hat, the mean and the variance."""
    x_hat, root = normalised(norm, x, eps, groups)
    dout = dout.astype(Real)
    pulled, seen = _cut(dout * _spread(gamma, x), groups), _cut(x_hat, groups)
    along = seen * _mean(pulled * seen, norm.axes)
    through_mean = _mean(pulled, norm.axes) if norm.centred else Real(0)
    dx = (pulled - through_mean - along).reshape(x.shape) / root
    features = tuple(axis for axis in range(x.ndim) if axis != 1)
    dgamma, dbeta = (dout * x_hat).sum(axis=features), dout.sum(axis=features)
    return dx, dgamma.reshape(gamma.shape), dbeta.reshape(gamma.shape)


def moments(norm: Norm, x: Array) -> tuple[Array, Array]:
    """Mean and variance (with 1 / N) of each feature of batch normalization."""
    x = x.astype(Real)
    mean = _mean(x, norm.axes)
    return mean.reshape(-1), _mean((x - mean) ** 2, norm.axes).reshape(-1)


def slopes(
    function: Callable[[Sequence[Array]], Sequence[Array] | None], at: Array, dout: Array, step: float
) -> Array | None:
    """The gradient of sum(dout * f(at)) by central differences, entry by entry; None where f gives none.

    `function` gives f at each of the points, all in one call.
    """
    points = []
    for index in np.ndindex(at.shape):
        for side in (step, -step):
            point = at.copy()
            point[index] += side
            points.append(point)
    values = function(points)
    if values is None:
        return None
    sums = np.array([(dout.astype(Real) * value).sum() for value in values])
    widths = np.array([point.astype(Real).sum() for point in points])  # as they are after rounding
    return ((sums[::2] - sums[1::2]) / (widths[::2] - widths[1::2])).reshape(at.shape)


def weights(after: Array, one: Array, other: Array) -> tuple[float, float, float]:
    """a, b and the error of after = a * one + b * other, by least squares; the error is relative."""
    columns = [np.asarray(part, Real) for part in (one, other)]
    target = np.asarray(after, Real)
    (p, q), (_, r) = [[(left * right).sum() for right in columns] for left in columns]
    u, v = ((column * target).sum() for column in columns)
    size = p * r - q * q
    a, b = (r * u - q * v) / size, (p * v - q * u) / size
    error = np.abs(a * columns[0] + b * columns[1] - target).max() / np.abs(target).max()
    return float(a), float(b), float(error)


def _mean(values: Array, axes: tuple[int, ...]) -> Array:
    return values.sum(axis=axes, keepdims=True) / Real(np.prod([values.shape[axis] for axis in axes]))


def _cut(x: Array, groups: int | None) -> Array:
    return x if groups is None else x.reshape(x.shape[0], groups, x.shape[1] // groups, *x.shape[2:])


def _spread(parameter: Array, x: Array) -> Array:
    """One number a feature, in a shape that goes with x."""
    return np.asarray(parameter, Real).reshape(1, -1, *[1] * (x.ndim - 2))


def gap_to_pytorch() -> float | None:
    """The largest relative difference to PyTorch's outputs and gradients; None where it is not installed."""
    try:
        import torch
        from torch.nn import functional
    except ImportError:
        return None
    rng = np.random.default_rng(0)
    worst = 0.0
    for norm in (BATCH, LAYER, SPATIAL, GROUP):
        shape, groups = norm.shapes[0], norm.groups[0] if norm.groups else None
        x, dout = rng.normal(size=shape), rng.normal(size=shape)
        gamma, beta = rng.normal(size=shape[1]), rng.normal(size=shape[1])
        given = [torch.tensor(array, requires_grad=True) for array in (x, gamma, beta)]
        if norm.has_modes:
            out = functional.batch_norm(given[0], None, None, given[1], given[2], training=True, eps=1e-5)
        elif groups:
            out = functional.group_norm(given[0], groups, given[1], given[2], eps=1e-5)
        else:
            out = functional.layer_norm(given[0], shape[1:], given[1], given[2], eps=1e-5)
        out.backward(torch.tensor(dout))
        ours = (output(norm, x, gamma, beta, 1e-5, groups), *gradients(norm, x, gamma, dout, 1e-5, groups))
        theirs = (out.detach().numpy(), *(tensor.grad.numpy() for tensor in given))
        for one, other in zip(ours, theirs, strict=True):
            worst = max(worst, float(np.abs(one - other).max() / np.abs(one).max()))
    return worst
