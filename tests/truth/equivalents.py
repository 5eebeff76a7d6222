"""From what mutants are made, and which of them no check can or should notice: `equivalents/NAME.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .mutation import Mutant

FOLDER = Path(__file__).with_name("equivalents")


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


@cache
def changed_styles(name: str) -> tuple[str, ...]:
    """The right styles of an assignment that are changed, beside its reference."""
    return tuple(_read(name).get("styles", ()))


@cache
def equivalents(name: str) -> tuple[Equivalent, ...]:
    """All that are listed for an assignment."""
    rows = _read(name).get("equivalent", ())
    return tuple(
        Equivalent(row["reason"], tuple(Change(**change) for change in row["changes"])) for row in rows
    )


def reason_for(name: str, style: str, mutant: Mutant) -> str:
    """Why the mutant is equivalent; empty if nothing listed fits."""
    for row in equivalents(name):
        if any(change.fits(style, mutant) for change in row.changes):
            return row.reason
    return ""


def _read(name: str) -> dict:
    path = FOLDER / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
