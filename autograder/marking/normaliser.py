"""Does a wrong forward still deserve to be differentiated? The guard of carried credit.

A backward that is exactly right for a wrong forward keeps its points, but only while the forward is still a
normaliser of some kind: its output must depend on the batch through a mean and through a spread, along the
axis it chose itself. A linear map with its own true derivative, or zeros with zeros, earns nothing.

The same is asked of the gradient, from the backward pass alone: a forward could behave here and lie about its
slope elsewhere, but what it would have to lie about is then as hard to write as the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SAME = 1e-6
"""Changes below this part of the output's scale count as none (eps moves a shifted output by 1e-9)."""

AXES: tuple[int | None, ...] = (0, 1, None)


def probes(x: Array) -> list[Array]:
    """The inputs (N, D) at which the forward must be known, for `normaliser_share`; the last is the first."""
    points = [x, x[::-1] * 1.3 + 0.7]
    for axis in AXES:
        center = np.mean(x, axis=axis, keepdims=True)
        shift = np.linspace(1.0, 2.0, center.size).reshape(center.shape)
        points.append(x + shift)
        points += [center + stretch * (x - center) for stretch in (2.0, 3.0)]
    return [*points, x]


def normaliser_share(outputs: Sequence[Array]) -> float:
    """The share of carried credit, from the outputs at `probes(x)`: 1, 0.5 or 0.

    Half for a mean: a shift along the axis leaves the output alone. Half for a spread: as the input is
    stretched about its mean by 1, 2, 3, the output stays as it is or does not grow in equal steps, as it would
    if nothing divided by a spread. The axis with the larger share counts. Whoever answers otherwise when
    asked the same again (chance, an array without contents) is no normaliser.
    """
    base, other, *rest, again = outputs
    if not all(np.shape(out) == np.shape(base) and np.all(np.isfinite(out)) for out in outputs):
        return 0.0
    unit = float(np.max(np.abs(base), initial=0.0)) or 1.0

    def moved(one: Array, two: Array) -> float:
        return float(np.max(np.abs(one - two), initial=0.0)) / unit

    if moved(base, other) <= SAME or moved(base, again) > SAME:
        return 0.0  # the output does not depend on x at all, or on more than x
    best = 0.0
    for shifted, double, triple in zip(rest[0::3], rest[1::3], rest[2::3], strict=True):
        mean = moved(shifted, base) <= SAME
        constant = moved(double, base) <= SAME and moved(triple, base) <= SAME
        equal_steps = moved(double - base, triple - double) <= SAME
        best = max(best, 0.5 * mean + 0.5 * (constant or not equal_steps))
    return best


def nudged(dout: Array) -> Array:
    """The upstream gradient with its first entry changed; like `dout`, it does not show what is asked."""
    other = dout.copy()
    other.flat[0] += np.max(np.abs(dout))
    return other


def gradient_share(dx: Array, other: Array) -> float:
    """The share of carried credit, from the dx of `dout` and the dx of `nudged(dout)`: 1, 0.5 or 0.

    What one entry of the upstream gradient does to dx, whatever numbers share a mean. Half for a mean: it
    reaches others, and sums to zero. Half for a spread: the others that it reaches get different amounts;
    through a mean alone, all of them get the same.
    """
    response = other - dx
    if not np.all(np.isfinite(response)):
        return 0.0
    least = SAME * float(np.max(np.abs(response), initial=0.0))
    others = response.ravel()[1:]
    reached = others[np.abs(others) > least]
    mean = reached.size > 0 and abs(float(np.sum(response))) <= least
    spread = reached.size > 1 and float(np.ptp(reached)) > least
    return 0.5 * mean + 0.5 * spread
