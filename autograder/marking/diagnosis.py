"""Name a mistake when the answer equals, to the last digits, what a known mistake gives.

The failing check itself is replayed with each known mistake in the student's place, on the same inputs. The
values that the check fetched on the way are compared one by one; all must agree to `EXACT` of their scale,
and a replay that the check accepts explains nothing. A wrong name is worse than none: nothing is guessed,
and where two mistakes give the same values, the exercise's other checks are asked; what they cannot tell apart
is said together.

Two faults in one answer are told apart. Values are values whether or not an axis of length one was kept, as
they are for the check; and a mistake that costs nothing but the shapes is known by the shapes. So a wrong
factor in an array that keeps an axis gets the name of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.marking.comparison import EXACT, same_bits, scaled_error
from autograder.marking.judging import Named, call, draw
from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import Check, Criterion, Rubric
from autograder.marking.subject import Session, Subject
from autograder.marking.verdict import Array, CarriedCredit, CheckFailure
from autograder.report import Kind
from autograder.sandbox.steps import Failure
from autograder.sentences import Sentence, say_all


@dataclass(frozen=True, slots=True)
class _Replay:
    """What a check fetched from a known mistake, and of what kind its failure was; None if it passed."""

    values: tuple[Any, ...]
    failed: Kind | None


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
            if self._explains(mistake, criterion, check, fetched)
        ]
        if len(found) > 1:
            found = self._narrow(found, criterion, student)
        if not found:
            return None
        return Named(
            id="+".join(mistake.id for mistake in found),
            name=say_all([Sentence(mistake.name) for mistake in found], "{one}, or when {other}"),
            hint=say_all(dict.fromkeys(Sentence(mistake.hint) for mistake in found)),
        )

    def _explains(self, mistake: Mistake, criterion: Criterion, check: Check, fetched: tuple[Any, ...]) -> bool:
        replay = self._replay(mistake.id, criterion, check)
        if replay.failed is None:
            return False
        if replay.failed is Kind.SHAPE:
            costs = {key.split("/")[1] for key in mistake.loses}
            return _same(fetched, replay.values, _shape_and_numbers if costs != {criterion.name} else _shape)
        return agree(fetched, replay.values)

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
        failed = None
        try:
            call(check, student=subject, reference=Subject(self._reference), rng=rng)
        except CheckFailure as failure:
            failed = failure.kind
        except CarriedCredit:
            pass
        return _Replay(tuple(subject.fetched), failed)


def agree(one: Any, other: Any) -> bool:
    """Whether two fetched values are the same answer: same structure, numbers to `EXACT` of the scale.

    A kept axis of length one makes no other answer of an array.
    """
    return _same(one, other, _numbers)


def _same(one: Any, other: Any, arrays: Callable[[Array, Array], bool]) -> bool:
    """Whether two fetched values are built alike, their arrays being the same in the sense of `arrays`."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return arrays(one, other)
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(
            _same(mine, its, arrays) for mine, its in zip(one, other, strict=True)
        )
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key], arrays) for key in one)
    if isinstance(one, Failure):
        return _cause(one) == _cause(other)
    return same_bits(one, other)


def _shape(one: Array, other: Array) -> bool:
    return one.shape == other.shape


def _shape_and_numbers(one: Array, other: Array) -> bool:
    return _shape(one, other) and _numbers(one, other)


def _numbers(one: Array, other: Array) -> bool:
    one, other = one.squeeze(), other.squeeze()
    if one.shape != other.shape:
        return False
    finite = np.isfinite(other)
    if not np.array_equal(np.isfinite(one), finite):
        return False
    return scaled_error(np.where(finite, one, 0.0), np.where(finite, other, 0.0)) <= EXACT


UNPACKED = re.compile(r"(too many|not enough) values to unpack")
UNBOUND = re.compile(r"cannot access local variable '\w+'")


def _cause(failure: Failure) -> tuple[str, ...]:
    """What two failures of one cause have in common.

    How many values somebody takes apart, and which of several names is not there yet, are not to be foreseen.
    Such lines are alike when they take the same name apart, or give a value to the same name.
    """
    left, right = _sides(failure)
    if right and UNPACKED.match(failure.message):
        return failure.kind, failure.type_name, "unpacked", right
    if left and UNBOUND.match(failure.message):
        return failure.kind, failure.type_name, "unbound", left
    return failure.kind, failure.type_name, failure.message


def _sides(failure: Failure) -> tuple[str, str]:
    """The left and the right side of the assignment in which a failure happened; empty where it was in none."""
    left, equals, right = failure.code.partition("#")[0].partition(" = ")
    return (left.strip(), right.strip()) if equals else ("", "")
