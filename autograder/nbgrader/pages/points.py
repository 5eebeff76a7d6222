"""Points on a page of feedback: a number as nbgrader writes it, or words where a person has given none yet.

nbgrader's templates send every number of points through Jinja's filters `float` and `round`, which make 0.0 of
words. Ours stand in their place (`c.HTMLExporter.filters`) and let words pass that we wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from jinja2.filters import do_float, do_round

from autograder.sentences import say, show

TOTAL = "autograder-total"
"""Where a page says its total to programs, and the key of nbgrader's resources that holds it till then."""


class Words(str):
    """A text that stands where nbgrader writes a number of points; `told` is the same for programs."""

    told: str

    def __new__(cls, text: str, told: str = "") -> Words:
        """The text, and what it is for programs."""
        words = super().__new__(cls, text)
        words.told = told
        return words


def not_yet() -> Words:
    """What stands where nobody has given points yet."""
    return Words(show(say("not marked yet")), "none")


def so_far(points: float) -> Words:
    """Points to which a person will add."""
    rounded_points = round(points, 2)
    return Words(show(say("{points} so far", points=rounded_points)), f"{rounded_points}+")


def total_shown(score: float, waiting: Sequence[bool]) -> float | Words:
    """The total at the top of a page: the score less the late penalty, never below zero.

    For each cell that waits for a person, `waiting` says whether the program should have marked it: then the
    file or the grader failed, and nobody knows a total.
    """
    if any(waiting):
        return not_yet()
    score = round(max(0.0, score), 2)
    return so_far(score) if waiting else score


def with_total(page: str, total: str) -> str:
    """A page that says its total to programs as well: an upload compares it with the gradebook's."""
    note = f'<meta name="{TOTAL}" content="{total}">'
    return page.replace("<head>", f"<head>\n{note}", 1)


def told(total: float | Words) -> str:
    """A total as programs compare it, whatever the language of the page."""
    return total.told if isinstance(total, Words) else str(total)


def total_of(page: str) -> str | None:
    """The total of a page; None of one that does not say it."""
    found = re.search(f'<meta name="{TOTAL}" content="([^"]*)">', page)
    return found[1] if found else None


def number(value: Any, default: float = 0.0) -> Any:
    """Jinja's filter `float`, for all but words of ours."""
    return value if isinstance(value, Words) else do_float(value, default)


def rounded(value: Any, precision: int = 0, method: Any = "common") -> Any:
    """Jinja's filter `round`, for all but words of ours."""
    return value if isinstance(value, Words) else do_round(value, precision, method)
