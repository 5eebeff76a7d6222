"""Mutants that no check can or should notice, each with its reason: `equivalents.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .mutation import Mutant

PATH = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True, slots=True)
class Change:
    """A change as a pattern: any part that is left out fits everything; `statement` is a part of the line."""

    style: str = ""
    function: str = ""
    statement: str = ""
    old: str = ""
    new: str = ""

    def fits(self, style: str, mutant: Mutant) -> bool:
        """Whether the mutant of a style is such a change."""
        pairs = (
            (self.style, style),
            (self.function, mutant.function),
            (self.old, mutant.old),
            (self.new, mutant.new),
        )
        return self.statement in mutant.statement and all(not want or want == found for want, found in pairs)


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Changes that leave the program right, and why."""

    reason: str
    changes: tuple[Change, ...]


def equivalents() -> list[Equivalent]:
    """All that are listed."""
    rows = tomllib.loads(PATH.read_text(encoding="utf-8"))["equivalent"]
    return [Equivalent(row["reason"], tuple(Change(**change) for change in row["changes"])) for row in rows]


def reason_for(style: str, mutant: Mutant, listed: Iterable[Equivalent]) -> str:
    """Why the mutant is equivalent; empty if nothing listed fits."""
    for row in listed:
        if any(change.fits(style, mutant) for change in row.changes):
            return row.reason
    return ""
