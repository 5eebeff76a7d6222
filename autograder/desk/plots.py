"""The page's one picture: where the bars of the distribution stand. The template draws them, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.desk.statistics import Bin

WIDTH, HEIGHT = 640, 240
MARGIN, TOP, BOTTOM = 8, 22, 40  # room for the letters, in the picture's own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, from its left edge and its top down to the floor."""

    x: float
    y: float
    width: float
    height: float
    bin: Bin

    @property
    def middle(self) -> float:
        """Where its count is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Histogram:
    """A picture of `width` by `height` units whose bars stand on `floor`, between `left` and `right`."""

    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM
    left: int = MARGIN
    right: int = WIDTH - MARGIN


def histogram(bins: Sequence[Bin]) -> Histogram:
    """The bars of these bins; the tallest fills the height."""
    most = max((row.count for row in bins), default=0) or 1
    width = (WIDTH - 2 * MARGIN) / max(len(bins), 1)
    bars = []
    for number, row in enumerate(bins):
        height = (HEIGHT - BOTTOM - TOP) * row.count / most
        bars.append(Bar(MARGIN + number * width, HEIGHT - BOTTOM - height, width, height, row))
    return Histogram(tuple(bars))
