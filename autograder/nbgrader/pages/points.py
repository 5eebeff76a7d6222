"""Points on a page of feedback: a number as nbgrader writes it, or words where a person has given none yet.

nbgrader's templates send every number of points through Jinja's filters `float` and `round`, which make 0.0 of
words. Ours stand in their place (`c.HTMLExporter.filters`) and let words pass that we wrote.
"""

from __future__ import annotations

from typing import Any

from jinja2.filters import do_float, do_round


class Words(str):
    """A text that stands where nbgrader writes a number of points."""

    __slots__ = ()


NOT_YET = Words("not marked yet")


def so_far(points: float) -> Words:
    """Points to which a person will add."""
    return Words(f"{round(points, 2)} so far")


def number(value: Any, default: float = 0.0) -> Any:
    """Jinja's filter `float`, for all but words of ours."""
    return value if isinstance(value, Words) else do_float(value, default)


def rounded(value: Any, precision: int = 0, method: Any = "common") -> Any:
    """Jinja's filter `round`, for all but words of ours."""
    return value if isinstance(value, Words) else do_round(value, precision, method)
