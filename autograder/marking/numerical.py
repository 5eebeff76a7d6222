"""Gradients by differences of the outputs, accurate enough to judge a formula.

Central differences extrapolated by Richardson: (4 D(h/2) - D(h)) / 3 has an error of order h^4. The step is
a fraction `c` of each column's own standard deviation, because a normaliser depends on x only through
x / s. With rounding error u = 1.1e-16 in each output, the error in units of the gradient's scale is about
C c^4 / 480 + 3 K u / c, smallest near c = (360 u)^(1/5) = 2e-3, where it is some 1e-12. Each difference is
divided by the step that float64 really made.

The method's limit: it is exact only where the function is smooth. Normalisers are; networks with kinks are
not near them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

STEP = 2e-3
"""c above: the step as a fraction of the column's standard deviation."""


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
    if len(outputs) != len(points) or any(np.shape(out) != dout.shape for out in outputs):
        raise ValueError("one output of the shape of dout is needed for each point")
    result = np.empty(x.shape, dtype=float)
    for number, (at, _) in enumerate(_steps(x, step)):
        four = slice(4 * number, 4 * number + 4)
        far_up, far_down, near_up, near_down = outputs[four]
        moved = [point[at] for point in points[four]]
        far = np.sum((far_up - far_down) * dout) / (moved[0] - moved[1])
        near = np.sum((near_up - near_down) * dout) / (moved[2] - moved[3])
        result[at] = (4 * near - far) / 3
    return result


def numerical_gradient(
    function: Callable[[Array], Array], x: Array, dout: Array, *, step: float = STEP
) -> Array:
    """The gradient of sum(dout * function(x)) with respect to x; shape of x."""
    points = perturbations(x, step=step)
    return gradient([function(point) for point in points], x, dout, points=points, step=step)


def _steps(x: Array, step: float) -> list[tuple[tuple[int, ...], float]]:
    spread = np.std(x, axis=0, keepdims=True) if x.ndim > 1 else np.max(np.abs(x), initial=0.0)
    spread = np.broadcast_to(np.where(spread > 0, spread, 1.0), x.shape)
    return [(at, float(step * spread[at])) for at in np.ndindex(x.shape)]
