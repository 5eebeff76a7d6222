"""How many known mistakes a handout names by its public checks alone, and what stands of it in the docs."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import Mistake, overlays

from .judged import Made, kind_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/studying-alone.md"
NAME = "names"
"""The part of that page; `tests/docs/marked.py` finds it."""

KINDS = Path(__file__).with_name("kinds.json")
"""What was measured of each mistake: `make names` writes it, and the page from it."""

WIDTH = 100
"""Of a line of prose in the docs."""


@dataclass(frozen=True)
class Row:
    """The known mistakes of one assignment, by what a learner's report says of them."""

    assignment: str
    named: tuple[Mistake, ...]
    shown: tuple[Mistake, ...]  # a line fails and says what is wrong, without the mistake's name
    later: tuple[Mistake, ...]  # only the hidden checks see it
    free: tuple[Mistake, ...]  # costs nothing

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        parts = (self.named, self.shown, self.later, self.free)
        return (self.assignment, *(str(len(part)) for part in (sum(parts, ()), *parts)))


def measure(assignment: Assignment, every: int = 1) -> dict[str, str]:
    """Make known mistakes in a learner's place, and read what the released handout reports: a kind for each id.

    With `every`, only one mistake of so many is made.
    """
    handout = ROOT / "assignments" / assignment.name
    return {made.id: kind_of(handout, made) for made in made_in(assignment, every)}


def made_in(assignment: Assignment, every: int = 1) -> list[Made]:
    """The known mistakes of an assignment, or one of so many."""
    functions = assignment.functions
    found = []
    for mistake, chunks in list(overlays(assignment, reference_chunks(assignment)))[::every]:
        losing = tuple(dict.fromkeys(key.split("/")[0] for key in mistake.loses))
        found.append(Made(mistake.id, chunks, losing, tuple(name for name in functions if name not in losing)))
    return found


def row_of(assignment: Assignment, kinds: Mapping[str, str]) -> Row:
    """The row of an assignment, from what was measured."""
    found: dict[str, list[Mistake]] = {"named": [], "shown": [], "later": [], "free": []}
    for mistake, _ in overlays(assignment, reference_chunks(assignment)):
        found[kinds[mistake.id]].append(mistake)
    return Row(assignment.name, **{kind: tuple(mistakes) for kind, mistakes in found.items()})


def written(rows: Sequence[Row], day: str) -> str:
    """The day of the measurement, the table, and the mistakes that only the hidden checks see."""
    head = (
        "assignment",
        "known mistakes",
        "named",
        "shown, not named",
        "hidden checks only",
        "cost nothing",
    )
    rules = ("---", *["---:"] * 5)
    lines = [f"Measured on {day} by `make names`.", ""]
    lines += [_line(head), _line(rules), *(_line(row.cells) for row in rows), ""]
    lines += ["Only the hidden checks (after submission, or alone with `hidden=True`) see it when", ""]
    lines += [_later(row) for row in rows if row.later]
    return "\n".join(lines) + "\n"


def _later(row: Row) -> str:
    """What only the hidden checks of one assignment see, as an item of a list."""
    text = f"- `{row.assignment}`: {'; '.join(one.name for one in row.later)}."
    return textwrap.fill(text, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
