"""How large may a rate be, of which so many cases were seen? Bounds with 95 % confidence."""

from __future__ import annotations

import math
from collections.abc import Callable

CONFIDENCE = 0.95


def upper_bound(seen: int, cases: int) -> float:
    """The upper end of the 95 % interval for a rate: the rule of three where nothing was seen.

    Hanley and Lippman-Hand 1983, "If nothing goes wrong, is everything all right?"; otherwise Clopper and
    Pearson 1934, "The use of confidence or fiducial limits", with 2.5 % at either end.
    """
    if seen == 0:
        return min(1.0, 3 / cases) if cases else 1.0
    if seen == cases:
        return 1.0
    return _where(lambda rate: _at_most(seen, cases, rate) - (1 - CONFIDENCE) / 2)


def lower_bound(seen: int, cases: int) -> float:
    """The lower end of that interval."""
    return 1.0 - upper_bound(cases - seen, cases) if seen else 0.0


def as_percent(rate: float) -> str:
    """A rate with two digits that count, such as 0.037 %."""
    percent = 100 * rate
    if percent == 0.0:
        return "0 %"
    digits = max(0, 1 - math.floor(math.log10(percent)))
    return f"{percent:.{digits}f} %"


def _at_most(seen: int, cases: int, rate: float) -> float:
    """The chance of at most so many among the cases, each with the chance `rate`, which is neither 0 nor 1."""
    logs = (
        math.lgamma(cases + 1)
        - math.lgamma(number + 1)
        - math.lgamma(cases - number + 1)
        + number * math.log(rate)
        + (cases - number) * math.log1p(-rate)
        for number in range(seen + 1)
    )
    return math.fsum(map(math.exp, logs))


def _where(falling: Callable[[float], float]) -> float:
    """Where a falling function of (0, 1) passes zero, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
