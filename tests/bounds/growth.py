"""How fast does the time grow that an input takes? The exponent: 1 is in proportion, 2 is a square."""

from __future__ import annotations

import gc
import math
import time
from dataclasses import dataclass
from pathlib import Path

from .shapes import Shape, Work, work_on

MOST = 1.5
"""The exponent that is allowed: halfway to a square, so that neither noise nor a logarithm reaches it."""

TIMES = (1, 4)
"""The sizes, in units of the shape's own."""

ROUNDS, SECONDS = 3, 0.03
"""The fastest of so many rounds counts, and of as many more as go into this time: what else the machine does
makes no round faster."""

ATTEMPTS = 3
"""Measurements before growth is believed that is too fast."""

MOMENT = 2e-4
"""Seconds below which a clock tells nothing about growth."""

ENOUGH = 1.0
"""Seconds after which no round is repeated."""


@dataclass(frozen=True)
class Growth:
    """What a shape took in its sizes."""

    shape: Shape
    seconds: tuple[float, ...]

    @property
    def exponent(self) -> float:
        """The power of the size with which the time grows, between the first and the last size."""
        return math.log(self.seconds[-1] / self.seconds[0]) / math.log(TIMES[-1] / TIMES[0])


def measure(shape: Shape, folder: Path) -> Growth:
    """The growth of a shape; measured again where it seems too fast, for a busy machine looks like that too."""
    found = _measured(shape, folder)
    for _ in range(ATTEMPTS - 1):
        if found.exponent <= MOST:
            break
        again = _measured(shape, folder)
        found = min(found, again, key=lambda one: one.exponent)
    return found


def _measured(shape: Shape, folder: Path) -> Growth:
    return Growth(shape, tuple(_fastest(work_on(shape, shape.size * times, folder)) for times in TIMES))


def _fastest(work: Work) -> float:
    rounds: list[float] = []
    was_enabled = gc.isenabled()
    gc.disable()  # when garbage is looked for hangs on what was done before
    try:
        while (len(rounds) < ROUNDS or sum(rounds) < SECONDS) and sum(rounds) < ENOUGH:
            start = time.process_time()
            work()
            rounds.append(max(time.process_time() - start, MOMENT))
    finally:
        if was_enabled:
            gc.enable()
    return min(rounds)
