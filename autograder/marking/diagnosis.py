"""Name a mistake when the answer equals, to the last digits, what a known mistake gives.

The failing check itself is replayed with each known mistake in the student's place, on the same inputs. The
values that the check fetched on the way are compared one by one; all must agree to `EXACT` of their scale,
and a replay that the check accepts explains nothing. A wrong name is worse than none: nothing is guessed,
and where two mistakes give the same values, the exercise's other checks are asked; what they cannot tell apart
is said together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.marking.comparison import EXACT, same_bits, scaled_error
from autograder.marking.judging import Named, call, draw
from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import Check, Criterion, Rubric
from autograder.marking.subject import Session, Subject
from autograder.marking.verdict import CarriedCredit, CheckFailure
from autograder.sandbox.steps import Failure
from autograder.sentences import Sentence, say_all


@dataclass(frozen=True, slots=True)
class _Replay:
    """What a check fetched from a known mistake, and whether the check failed it."""

    values: tuple[Any, ...]
    failed: bool


class Diagnosis:
    """Replays checks with known mistakes; what one replay gave is kept for the next submission."""

    def __init__(
        self,
        mistakes: Mapping[str, tuple[Mistake, Session]],
        reference: Session,
        *,
        seed: int,
        rubric: Rubric,
    ) -> None:
        self._mistakes = mistakes
        self._reference = reference
        self._seed = seed
        self._rubric = rubric
        self._replays: dict[tuple[str, str, str, str], _Replay] = {}

    def __call__(
        self, criterion: Criterion, check: Check, student: Session, fetched: tuple[Any, ...]
    ) -> Named | None:
        """The mistake that gives exactly these values, if there is one."""
        found = [
            mistake
            for mistake, _ in self._mistakes.values()
            if (replay := self._replay(mistake.id, criterion, check)).failed and agree(fetched, replay.values)
        ]
        if len(found) > 1:
            found = self._narrow(found, criterion, student)
        if not found:
            return None
        return Named(
            id="+".join(mistake.id for mistake in found),
            name=say_all([Sentence(mistake.name) for mistake in found], "{one}, or when {other}"),
            hint=" ".join(dict.fromkeys(mistake.hint for mistake in found)),
        )

    def _narrow(self, found: list[Mistake], criterion: Criterion, student: Session) -> list[Mistake]:
        """Ask the exercise's other checks, one by one, while several mistakes fit."""
        for row in self._rubric.rows:
            if row.exercise != criterion.exercise:
                continue
            for check in row.checks:
                values = self._ask(student, row, check).values
                fits = [one for one in found if agree(values, self._replay(one.id, row, check).values)]
                found = fits or found
                if len(found) == 1:
                    return found
        return found

    def _replay(self, mistake: str, criterion: Criterion, check: Check) -> _Replay:
        key = (mistake, criterion.exercise, criterion.name, check.name)
        if key not in self._replays:
            self._replays[key] = self._ask(self._mistakes[mistake][1], criterion, check)
        return self._replays[key]

    def _ask(self, session: Session, criterion: Criterion, check: Check) -> _Replay:
        subject = Subject(session)
        rng = draw(self._seed, criterion, check)
        failed = False
        try:
            call(check, student=subject, reference=Subject(self._reference), rng=rng)
        except CheckFailure:
            failed = True
        except CarriedCredit:
            pass
        return _Replay(tuple(subject.fetched), failed)


def agree(one: Any, other: Any) -> bool:
    """Whether two fetched values are the same answer: same structure, numbers to `EXACT` of the scale."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        if one.shape != other.shape:
            return False
        finite = np.isfinite(other)
        if not np.array_equal(np.isfinite(one), finite):
            return False
        return scaled_error(np.where(finite, one, 0.0), np.where(finite, other, 0.0)) <= EXACT
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(agree, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(agree(one[key], other[key]) for key in one)
    if isinstance(one, Failure):
        return (one.kind, one.type_name, one.message) == (other.kind, other.type_name, other.message)
    return same_bits(one, other)
