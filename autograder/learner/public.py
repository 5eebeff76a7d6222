"""The public checks of a handout, run on functions as they stand, with no solution anywhere near.

A handout's folder holds the public checks (`check_*.py`), and two files that the release writes: `rubric.json`
from the hidden checks, and `signatures.json`, by which known mistakes get their names. Every line of the rubric
is reported: passed, failed, or marked after submission. Practice has no line there: `rubric.json` lists its
names, and its public checks are all that is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import AssignmentError
from autograder.learner.live.cells import line_of_cell, text_of_cell
from autograder.lone.variant import is_lone
from autograder.marking.judging import judge, runner
from autograder.marking.rubric import Criterion, Rubric, collect_public
from autograder.marking.signatures import Signatures, parse_signatures
from autograder.marking.verdict import CheckFailure, Compared
from autograder.report import CriterionResult, Kind, Outcome
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import FindLine
from autograder.sentences import NOTHING, Sentence, listed, say
from autograder.submission.unfinished import Given, OwnText, given_by, is_begun, still_to_write

Read = TypeVar("Read")

_NOTHING_CAME = frozenset({Kind.MISSING, Kind.RAISED, Kind.COUNT, Kind.TIMEOUT, Kind.MEMORY})
"""Kinds of failure in which a function gave no answer: where it gives none twice, one sentence will do."""

CHECK_SECONDS = 10.0
"""What all public checks of an exercise may take together; they need less than one."""

SEED = 0
"""Public checks draw the same inputs for everyone: signatures hold for these and no others."""


@dataclass(frozen=True, slots=True)
class OwnCode:
    """Where the learner's code stands: how its lines are quoted, and the text that defines a name."""

    find_line: FindLine
    text: Callable[[str, Mapping[str, Any]], OwnText | None]


IN_KERNEL = OwnCode(line_of_cell, lambda name, names: text_of_cell(names.get(name)))
"""The code of a notebook's cells as they were run."""


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One line of the rubric as a handout knows it."""

    exercise: str
    name: str
    points: float
    asks: str
    practice: bool = False  # worth nothing, and never marked


def exercises_of(lines: Sequence[RubricLine]) -> tuple[str, ...]:
    """The exercises that these lines speak about, in their order."""
    return tuple(dict.fromkeys(line.exercise for line in lines))


@dataclass(frozen=True, slots=True)
class PublicLine:
    """One line of a public report; `result` is None for what only the hidden checks ask."""

    line: RubricLine
    result: CriterionResult | None
    compared: Compared | None = None  # the arrays of a failed comparison, for a picture
    unwritten: bool = False  # it failed only because a part of the code is still to be written
    waits: bool = False  # it failed only because of what a line above it says
    begun: bool = False  # something of the learner's own was seen in the function
    alone: bool = False  # in the copy of somebody alone: nothing is marked after submission


@dataclass(frozen=True, slots=True)
class Handout:
    """What a handout's folder holds, read and collected."""

    lines: tuple[RubricLine, ...]
    practice: tuple[str, ...]
    rubric: Rubric
    signatures: Signatures | None
    stubs: Mapping[str, Given]  # what is given of each function; a handout of an older release does not say
    alone: bool = False  # a copy of somebody who studies without a class

    @property
    def checked(self) -> tuple[str, ...]:
        """The exercises, then the practice."""
        return (*exercises_of(self.lines), *self.practice)


def write_rubric(
    rubric: Rubric,
    practice: Sequence[str] = (),
    *,
    order: int = 0,
    marked_with: Mapping[str, str] | None = None,
    stubs: Mapping[str, str] | None = None,
    about: Mapping[str, str | int] | None = None,
) -> str:
    """The text of `rubric.json`; `practice` are the names of what is checked and never marked.

    `order` is the assignment's place in the course, for whoever has handouts and nothing else; `marked_with`
    are the versions that will read the work (see `elsewhere`), `stubs` the code that is given; `about` says its
    title, what it is about and how long it takes.
    """
    rows = [
        {"exercise": row.exercise, "name": row.name, "points": row.points, "asks": row.asks}
        for row in rubric.criteria
    ]
    named = {"practice": list(practice)} if practice else {}
    marked = {"marked_with": dict(marked_with)} if marked_with else {}
    given = {"stubs": dict(stubs)} if stubs else {}
    data = {"order": order, **(about or {}), **marked, "criteria": rows, **named, **given}
    return json.dumps(data, indent=1, ensure_ascii=True) + "\n"


def read_rubric(folder: Path) -> tuple[RubricLine, ...]:
    """The rubric of a handout's folder.

    Raises:
        AssignmentError: `rubric.json` is missing or damaged.
    """
    return _read(folder, lambda data: tuple(RubricLine(**row) for row in data["criteria"]))


def read_practice(folder: Path) -> tuple[str, ...]:
    """The names of the practice in a handout's folder.

    Raises:
        AssignmentError: `rubric.json` is missing or damaged.
    """
    return _read(folder, lambda data: tuple(str(name) for name in data.get("practice", ())))


def _read(folder: Path, take: Callable[[Any], Read]) -> Read:
    path = folder / "rubric.json"
    try:
        return take(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise AssignmentError(
            say("{path} is missing or damaged; fetch the assignment's files again.", path=path)
        ) from error


def read_signatures(folder: Path, rubric: Rubric) -> Signatures | None:
    """What names known mistakes; None where the file is missing or damaged, for checks work without names."""
    try:
        return Signatures(
            parse_signatures((folder / "signatures.json").read_text(encoding="utf-8")), rubric, seed=SEED
        )
    except (OSError, ValueError):
        return None


def open_handout(folder: Path) -> Handout:
    """Read a handout's folder; what has been read is kept until one of its files changes.

    Raises:
        AssignmentError: the folder is no handout.
    """
    files = sorted(path for path in folder.glob("*") if path.suffix in (".py", ".json"))
    facts = [(path, path.stat()) for path in files]
    return _open(folder, tuple((path.name, fact.st_mtime_ns, fact.st_size) for path, fact in facts))


@lru_cache(maxsize=8)
def _open(folder: Path, state: tuple[tuple[str, int, int], ...]) -> Handout:
    """The handout while its files are in this state; collecting takes longer than all checks together."""
    lines, practice = read_rubric(folder), read_practice(folder)
    stubs = _read(folder, lambda data: {name: given_by(text) for name, text in data.get("stubs", {}).items()})
    order = (*exercises_of(lines), *practice)
    worth = {(line.exercise, line.name): line.points for line in lines}
    rubric = collect_public(folder, order, worth)
    return Handout(lines, practice, rubric, read_signatures(folder, rubric), stubs, is_lone(folder))


def public_report(
    folder: Path,
    exercise: str,
    names: dict[str, Any],
    functions: Mapping[str, tuple[str, ...]] | None = None,
    own: OwnCode = IN_KERNEL,
) -> tuple[PublicLine, ...]:
    """Run the public checks of one exercise, or of one practice, on the functions in `names`.

    `functions` maps an exercise to its functions; without it, an exercise is one function of its own name.
    `own` knows where the code stands; in the cells of a kernel unless it is given.

    Raises:
        AssignmentError: the folder is no handout, or has no such exercise.
    """
    handout = open_handout(folder)
    if exercise not in handout.checked:
        there = listed(handout.checked)
        raise AssignmentError(
            say('There is no exercise "{exercise}" here; there is {there}.', exercise=exercise, there=there)
        )
    session = LocalSession(names=names, seconds=CHECK_SECONDS, find_line=own.find_line)
    failures: dict[str, CheckFailure] = {}

    def witness(criterion: Criterion, failure: CheckFailure) -> None:
        failures[criterion.name] = failure

    run = runner(
        session,
        session,  # public checks have no reference; they compare with numbers that stand in them
        seed=SEED,
        functions=functions or {name: (name,) for name in handout.checked},
        unwritten={},
        diagnose=handout.signatures,
        witness=witness,
    )
    mine = Rubric(tuple(row for row in handout.rubric.rows if row.exercise == exercise))
    lines = tuple(line for line in handout.lines if line.exercise == exercise)
    if exercise in handout.practice:
        lines = tuple(RubricLine(exercise, row.name, 0.0, row.asks, practice=True) for row in mine.criteria)
    found = {row.name: row for row in judge(mine, run).criteria}
    to_write, begun = NOTHING, False
    if failures:
        text, given = own.text(exercise, names), handout.stubs.get(exercise, frozenset())
        to_write, begun = still_to_write(exercise, text, given), is_begun(exercise, text, given)
    rows: list[PublicLine] = []
    for line in lines:
        rows.append(_line(line, found.get(line.name), failures.get(line.name), to_write, rows))
    return tuple(replace(row, alone=handout.alone, begun=begun) for row in rows)


def _line(
    line: RubricLine,
    result: CriterionResult | None,
    failure: CheckFailure | None,
    to_write: Sentence,
    above: Sequence[PublicLine],
) -> PublicLine:
    if failure is None or result is None or result.outcome is not Outcome.FAILED:
        return PublicLine(line, result)
    stub = failure.kind is Kind.STUB
    if stub and to_write and failure.function == line.exercise:
        result = replace(result, found=to_write)
    said = {row.result.found for row in above if row.result}
    waits = failure.kind is Kind.SKIPPED or (failure.kind in _NOTHING_CAME and result.found in said)
    return PublicLine(line, result, failure.compared, stub, waits)


def _is_wrong(line: PublicLine) -> bool:
    """Whether a line failed for another reason than that a part is still to be written."""
    return line.result is not None and line.result.outcome is Outcome.FAILED and not line.unwritten


def unwritten(lines: tuple[PublicLine, ...], exercise: str, names: Mapping[str, Any]) -> tuple[Kind, Sentence]:
    """The kind and the sentence for an exercise that is not begun; empty when there is something to report."""
    if exercise not in names:
        return Kind.MISSING, say("{exercise} is not defined yet: run its cell first.", exercise=exercise)
    begun = any(line.result and line.result.outcome is Outcome.PASSED for line in lines)
    begun = begun or any(line.begun and _is_wrong(line) for line in lines)
    stub = "NotImplementedError" in getattr(getattr(names[exercise], "__code__", None), "co_names", ())
    if stub and not begun:
        said = next((line.result.found for line in lines if line.result and line.unwritten), NOTHING)
        return Kind.STUB, said or say("{exercise} is not written yet.", exercise=exercise)
    return Kind.NONE, NOTHING
