"""What a learner's report says of a known mistake: the same question here, and where only a handout is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.learner.public import public_report
from autograder.report import CriterionResult, Outcome
from autograder.sandbox.steps import Chunks, load


@dataclass(frozen=True)
class Made:
    """A known mistake as it is made: its code, and the exercises to ask, those first that lose points by it."""

    id: str
    chunks: Chunks
    losing: tuple[str, ...]
    others: tuple[str, ...]


def kind_of(handout: Path, made: Made) -> str:
    """Whether the mistake is `named`, or only `shown`, or seen `later` by hidden checks, or `free`."""
    names = load(made.chunks).names
    failed = _failed(handout, made.losing, names) or _failed(handout, made.others, names)
    # Two mistakes that public inputs cannot tell apart share one signature, and both names are said.
    if any(made.id in (row.mistake or "").split("+") for row in failed):
        return "named"
    return "shown" if failed else "later" if made.losing else "free"


def _failed(handout: Path, exercises: Sequence[str], names: dict[str, object]) -> tuple[CriterionResult, ...]:
    """The lines of these exercises that did not pass."""
    lines = [line for name in exercises for line in public_report(handout, name, names)]
    return tuple(line.result for line in lines if line.result and line.result.outcome is not Outcome.PASSED)
