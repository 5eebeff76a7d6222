"""Gradients by differences of the outputs, accurate enough to judge a formula.

Central differences D(h) = (f(x + h) - f(x - h)) / 2h, extrapolated once: (4 D(h/2) - D(h)) / 3 has an error of
order h^4 where D(h) has one of h^2 (L. F. Richardson and J. A. Gaunt, The deferred approach to the limit, Phil.
Trans. R. Soc. A 226, 1927; Burden and Faires, Numerical Analysis, section 4.2). The step is a fraction `c` of
each column's own standard deviation s, which is right for what depends on x through x / s. Truncation against
rounding (Press et al., Numerical Recipes, section 5.7): with rounding error u = 1.1e-16 in each output, the
error in units of the gradient's scale is about C c^4 / 480 + 3 K u / c, smallest near c = (360 u)^(1/5) = 2e-3,
where it is some 1e-12. Each difference is divided by the step that float64 really made.

To ask only whether a given array is the gradient, a few directions do: along each, the outputs must change by
what the array says. That needs four outputs for each direction, not for each entry.

The method's limit: it is exact only where the function is smooth. A function with kinks is not, near them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograder.marking.verdict import Array

STEP = 2e-3
"""c above: the step as a fraction of the column's standard deviation."""

DIRECTIONS = 3
"""Of a million wrong gradients, one agrees by chance to six digits along one of them; along all, none does."""


def perturbations(x: Array, *, step: float = STEP) -> list[Array]:
    """The inputs at which the function must be known: four for each entry of x, entry by entry.

    x has any shape; a matrix takes its step from each column, a vector from its largest magnitude.
    """
    points = []
    for at, h in _steps(x, step):
        for move in (h, -h, h / 2, -h / 2):
            point = np.array(x, dtype=float)
            point[at] += move
            points.append(point)
    return points


def gradient(
    outputs: Sequence[Array], x: Array, dout: Array, *, points: Sequence[Array], step: float = STEP
) -> Array:
    """The gradient of sum(dout * f(x)) from f's outputs at `perturbations(x)`; shape of x.

    Raises:
        ValueError: the number of outputs is not that of the points, or an output has not the shape of dout.
    """
    _expect_outputs(outputs, points, dout)
    result = np.empty(x.shape, dtype=float)
    for number, (at, _) in enumerate(_steps(x, step)):
        four = slice(4 * number, 4 * number + 4)
        far_up, far_down, near_up, near_down = outputs[four]
        moved = [point[at] for point in points[four]]
        far = np.sum((far_up - far_down) * dout) / (moved[0] - moved[1])
        near = np.sum((near_up - near_down) * dout) / (moved[2] - moved[3])
        result[at] = (4 * near - far) / 3
    return result


def points_along(x: Array, *, step: float = STEP) -> list[Array]:
    """The inputs at which the function must be known for `slope_error`: four for each direction.

    A direction moves every entry of x, by between a half and one and a half steps up or down. It is drawn from
    the digits of x, so it is the same whenever it is asked, and as hard to foresee as they are.
    """
    spread = _spread(x)
    rng = np.random.default_rng(np.frombuffer(np.asarray(x, dtype=float).tobytes(), np.uint32))
    points = []
    for _ in range(DIRECTIONS):
        move = rng.uniform(0.5, 1.5, x.shape) * np.where(rng.random(x.shape) < 0.5, -step, step) * spread
        points += [x + move, x - move, x + move / 2, x - move / 2]
    return points


def slope_error(
    given: Array,
    outputs: Sequence[Array],
    dout: Array,
    *,
    points: Sequence[Array],
    scale: Array | float | None = None,
) -> float:
    """How far `given` is from the gradient of sum(dout * f(x)), by f's outputs at `points_along(x)`.

    The largest disagreement along a direction, in units of the largest part that an entry has in it; infinite
    for what is not finite. `scale` gives the scale of the gradient's entries where `given` itself cannot.

    Raises:
        ValueError: the number of outputs is not that of the points, or an output has not the shape of dout.
    """
    _expect_outputs(outputs, points, dout)
    with np.errstate(over="ignore", invalid="ignore"):
        return max(
            _disagreement(given, outputs[at : at + 4], dout, points[at : at + 4], scale)
            for at in range(0, len(points), 4)
        )


def _disagreement(
    given: Array, outputs: Sequence[Array], dout: Array, points: Sequence[Array], scale: Array | float | None
) -> float:
    far, near = points[0] - points[1], points[2] - points[3]
    far_change = float(np.sum((outputs[0] - outputs[1]) * dout))
    near_change = float(np.sum((outputs[2] - outputs[3]) * dout))
    off = abs(8 * (near_change - np.sum(given * near)) - (far_change - np.sum(given * far))) / 3
    if not np.isfinite(off):
        return float("inf")
    if scale is None:
        unit = max(float(np.max(np.abs(given * far))), abs(far_change) / far.size)
    else:
        unit = float(np.max(scale * np.abs(far)))
    return float(off) / (unit or float(np.max(np.abs(far))))


def numerical_gradient(
    function: Callable[[Array], Array], x: Array, dout: Array, *, step: float = STEP
) -> Array:
    """The gradient of sum(dout * function(x)) with respect to x; shape of x."""
    points = perturbations(x, step=step)
    return gradient([function(point) for point in points], x, dout, points=points, step=step)


def _steps(x: Array, step: float) -> list[tuple[tuple[int, ...], float]]:
    spread = _spread(x)
    return [(at, float(step * spread[at])) for at in np.ndindex(x.shape)]


def _spread(x: Array) -> Array:
    """The size of each entry's surroundings, never zero; shape of x."""
    spread = np.std(x, axis=0, keepdims=True) if x.ndim > 1 else np.max(np.abs(x), initial=0.0)
    return np.broadcast_to(np.where(spread > 0, spread, 1.0), x.shape)


def _expect_outputs(outputs: Sequence[Array], points: Sequence[Array], dout: Array) -> None:
    if len(outputs) != len(points) or any(np.shape(out) != dout.shape for out in outputs):
        raise ValueError("one output of the shape of dout is needed for each point")
