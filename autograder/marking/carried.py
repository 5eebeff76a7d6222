"""Which wrong answer keeps its points? One that is right for a wrong answer before it.

A backward pass that is exactly the derivative of a wrong forward pass keeps its points, and the forward pass
alone is charged. Two questions decide it:

    is_own_gradient     Is the gradient that of the student's own forward pass?
    statistics_share    Does that forward pass still deserve to be differentiated?

A linear map with its own true derivative, or zeros with zeros, earns nothing. Where the right function rests on
statistics of its input, so must the wrong one: on a mean and on a spread, along the axis that it chose itself.
`response_share` asks the same of the gradient, from the backward pass alone. A forward pass could behave where
it is probed and lie about its slope elsewhere, but what it would have to lie about is as hard to write as the
truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from autograder.marking.comparison import squeeze_to
from autograder.marking.numerical import STEP, points_along, slope_error
from autograder.marking.subject import Handle, Subject
from autograder.marking.verdict import Array, CarriedCredit, CheckFailure
from autograder.sentences import Said, say

SAME = 1e-6
"""Changes below this part of the output's scale count as none (eps moves a shifted output by 1e-9)."""

EQUAL = 1e-3
"""Steps that differ by less than this part of themselves count as equal: those of a linear map do."""

AXES: tuple[int | None, ...] = (0, 1, None)


@contextmanager
def carrying(credit: Callable[[], CarriedCredit | None]) -> Iterator[None]:
    """Ask for credit where the demand inside fails; without any, the failure stands.

        with carrying(lambda: credit_for_own_forward(student, batch, dx)):
            expect_close(dx, expected, what="dx")

    Raises:
        CarriedCredit: the demand failed, and this is what the answer deserves all the same.
        CheckFailure: the demand failed, and there is no credit.
    """
    try:
        yield
    except CheckFailure as failure:
        found = credit()
        if found:
            raise found from failure
        raise


def credit_for(what: Said, share: float, *, lost: Said = "") -> CarriedCredit | None:
    """The credit of a gradient that is right for a wrong forward pass; none for a share of 0.

    `lost` says what such a forward pass lost that leaves only a part of the points.
    """
    if not share:
        return None
    if share == 1.0:
        text = say(
            "{what} is right for the forward you wrote, so it keeps its points though that forward is wrong.",
            what=what,
        )
    else:
        text = say(
            "{what} is right for the forward you wrote, but that forward lost {lost} and is easier to"
            " differentiate: half the points.",
            what=what,
            lost=lost,
        )
    return CarriedCredit(text, share=share)


def outputs_of(
    student: Subject, handles: Sequence[Handle], shape: tuple[int, ...], *, squeeze: bool = False
) -> list[Array] | None:
    """The outputs behind the handles, in one message; None unless each is an array of this shape.

    `squeeze` takes kept axes of length 1 away first.
    """
    found = student.try_fetch(*handles)
    if squeeze:
        try:
            return [squeeze_to(out, shape, what="out") for out in found]
        except CheckFailure:
            return None
    if all(isinstance(out, np.ndarray) and out.shape == shape for out in found):
        return list(found)
    return None


def is_own_gradient(
    got: Array,
    at: Array,
    dout: Array,
    outputs_at: Callable[[Sequence[Array]], Sequence[Array] | None],
    *,
    tolerance: float,
    scale: Array | float | None = None,
    step: float = STEP,
) -> bool:
    """Whether `got` is the gradient of sum(dout * f(at)), f being the student's own forward pass.

    `got` holds as many numbers as `at`, and `dout` has the shape of f's output. `outputs_at(points)` gives f at
    each of the points, or None where it cannot. Asked along a few directions only (`slope_error`).
    """
    points = points_along(at, step=step)
    outputs = outputs_at(points)
    if outputs is None:
        return False
    return slope_error(got.reshape(at.shape), outputs, dout, points=points, scale=scale) <= tolerance


def probes(x: Array) -> list[Array]:
    """The inputs (N, D) at which the forward must be known, for `statistics_share`; the last is the first."""
    points = [x, x[::-1] * 1.3 + 0.7]
    for axis in AXES:
        center = np.mean(x, axis=axis, keepdims=True)
        shift = np.linspace(1.0, 2.0, center.size).reshape(center.shape)
        points.append(x + shift)
        points += [center + stretch * (x - center) for stretch in (2.0, 3.0)]
    return [*points, x]


def statistics_share(outputs: Sequence[Array]) -> float:
    """The share of carried credit, from the outputs at `probes(x)`: 1, 0.5 or 0.

    Half for a mean: a shift along the axis leaves the output alone. Half for a spread: as the input is
    stretched about its mean by 1, 2, 3, the output stays as it is or does not grow in equal steps, as it would
    if nothing divided by a spread. The axis with the larger share counts. Whoever answers otherwise when
    asked the same again (chance, an array without contents) rests on no statistics.
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
        equal_steps = moved(double - base, triple - double) <= EQUAL * moved(double, base)
        best = max(best, 0.5 * mean + 0.5 * (constant or not equal_steps))
    return best


def nudged(dout: Array) -> Array:
    """The upstream gradient with its first entry changed; like `dout`, it does not show what is asked."""
    other = dout.copy()
    other.flat[0] += np.max(np.abs(dout))
    return other


def response_share(dx: Array, other: Array) -> float:
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
