"""`autograder explain`: one student's report replayed with its own seed, to answer a regrade request.

In a terminal it says what was asked, got and earned, and whether that agrees with the stored report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.instructor.regrade import MarkChange, row_changes
from autograder.instructor.standing import Standing, find_standing, mark_again
from autograder.marking.versions import SUBMISSION, changed, names_files
from autograder.report import CriterionResult, Outcome, ScoreReport, Status
from autograder.submission.notebook import clean_text
from autograder.tables import SIGNS, STYLES, points


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked and what was earned, then and in a replay now."""

    standing: Standing
    stored: ScoreReport
    replayed: ScoreReport
    asks: Mapping[tuple[str, str], str]  # what each criterion asks, by (exercise, name), as the checks are now
    changes: tuple[MarkChange, ...]
    versions: Mapping[str, str]  # as they are now
    changed: tuple[str, ...]  # files and programs in another version than then
    knows_files: bool  # whether the stored report says with which files it was made

    @property
    def agrees(self) -> bool:
        """Whether the replay came to the same state and the same points for each criterion."""
        return not self.changes and self.stored.status is self.replayed.status


def replay_report(course: Path, assignment: Assignment, student: str) -> Explanation:
    """Replay a student's report; nothing is written.

    Raises:
        AssignmentError: there is no gradebook, no such student, or no stored report of one who submitted.
        HostError: the gradebook cannot be read.
    """
    standing = find_standing(course, assignment, student)
    stored = standing.report
    if stored is None:
        what = "has submitted nothing" if not standing.submitted else "has no stored report"
        raise AssignmentError(
            f"{student} {what}, so there is nothing to explain. autograder grade {assignment.name} --student"
            f" {student} marks what is submitted."
        )
    with Grader(assignment, seed=stored.seed) as grader:
        replayed = mark_again(course, grader, standing)
        then, now = dict(stored.versions), dict(grader.versions)
        if SUBMISSION in then and replayed.status is Status.GRADED:
            now[SUBMISSION] = replayed.versions.get(SUBMISSION, "")
        else:
            then.pop(SUBMISSION, None)
        asks = {(row.exercise, row.name): row.asks for row in grader.rubric.criteria}
    return Explanation(
        standing=standing,
        stored=stored,
        replayed=replayed,
        asks=asks,
        changes=row_changes(stored.criteria, replayed.criteria),
        versions=now,
        changed=changed(then, now) if names_files(then) else (),
        knows_files=names_files(then),
    )


WHAT_CHANGED = {SUBMISSION: "the submission (another file lies there now)", "mistakes": "the known mistakes"}


def explanation_text(found: Explanation, assignment: Assignment) -> RenderableType:
    """One student's report, criterion by criterion, with what each asks, and the verdict on the replay."""
    title = f"{assignment.title}: {found.standing.student}"
    lines: list[RenderableType] = [Text(clean_text(title), style="bold")]
    stored = found.stored
    if stored.status is not Status.GRADED:
        lines.append(Text(clean_text(f"{stored.status}: {stored.message}"), style="magenta"))
    else:
        lines += [line for exercise in assignment.exercises for line in _exercise(found, exercise.name)]
        score = f"automatic points: {points(stored.score)} of {points(stored.max_score)}, seed {stored.seed}"
        lines.append(Text(f"\n{score}", style="bold"))
    lines += [Text(clean_text(line)) for line in (*by_hand(found), *verdict(found))]
    return Group(*lines)


def verdict(found: Explanation) -> Iterator[str]:
    """Whether the replay agrees, and if not, what is another than it was."""
    if found.agrees:
        yield "The replay agrees with the stored report in every criterion."
    else:
        yield "The replay does not agree with the stored report:"
        if found.stored.status is not found.replayed.status:
            reason = f" ({found.replayed.message})" if found.replayed.message else ""
            yield f"  state: {found.stored.status} then, {found.replayed.status} now{reason}"
        for change in found.changes:
            then = "not asked" if change.old is None else f"{points(change.old[0])} of {points(change.old[1])}"
            now = "not asked" if change.new is None else f"{points(change.new[0])} of {points(change.new[1])}"
            yield f"  {change.exercise}: {change.criterion}: {then} then, {now} now. {change.message}".rstrip()
    if found.changed:
        parts = [f"  {_part(found, name)}" for name in found.changed]
        yield "Changed since then:"
        yield from parts
    elif not found.knows_files:
        yield "The stored report does not say with which checks it was made; whether they changed is not known."
    elif not found.agrees:
        yield (
            "Neither the checks nor the submission nor the programs changed, so the submission does not always"
            " do the same: chance, time or the limits are in it. A person should decide."
        )
    if not found.agrees:
        name = found.stored.assignment
        yield f"To see whom it concerns: autograder regrade {name} --diff"


def by_hand(found: Explanation) -> Iterator[str]:
    """The points that a person gave, and the late penalty: what else the gradebook's mark is made of."""
    for cell in found.standing.cells:
        if cell.manual is not None:
            automatic = "" if cell.automatic is None else f", in place of {points(cell.automatic)}"
            yield f"given by hand: {cell.name} {points(cell.manual)} of {points(cell.max_score)}{automatic}"
        if cell.extra:
            yield f"extra credit: {cell.name} {points(cell.extra)}"
    if found.standing.mark is not None:
        late = f", less {points(found.standing.penalty)} for being late" if found.standing.penalty else ""
        yield (f"in the gradebook: {points(found.standing.mark)} of {points(found.standing.max_score)}{late}")


def _exercise(found: Explanation, name: str) -> Iterator[RenderableType]:
    rows = found.stored.exercise(name)
    earned, full = sum(row.earned for row in rows), sum(row.points for row in rows)
    yield Text(f"\n{name}  {points(earned)} of {points(full)}", style="bold")
    for row in rows:
        yield Text(
            f"  {SIGNS[row.outcome]} {row.name}  {points(row.earned)} of {points(row.points)}  ({row.outcome})",
            style=STYLES[row.outcome],
        )
        for line in _said(found, row):
            yield Padding(Text(line), (0, 0, 0, 6), expand=False)


def _said(found: Explanation, row: CriterionResult) -> Iterator[str]:
    yield f"asked: {found.asks.get((row.exercise, row.name), 'no check of today asks this any more')}"
    if row.message and row.outcome is not Outcome.PASSED:
        yield f"found: {clean_text(row.message)}"
    if row.mistake:
        yield f"known mistake: {row.mistake}"
    if row.hint:
        yield f"hint: {row.hint}"


def _part(found: Explanation, name: str) -> str:
    if name in WHAT_CHANGED:
        return WHAT_CHANGED[name]
    then, now = found.stored.versions.get(name), found.versions.get(name)
    if name in ("autograder", "numpy", "python"):
        return f"{name} {then or 'unknown'} -> {now or 'unknown'}"
    if then is None:
        return f"{name} is new"
    return f"{name} is gone" if now is None else name
