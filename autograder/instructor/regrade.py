"""`autograder regrade`: what the checks of today do to marks given with those of yesterday.

Old reports are compared with new ones, criterion by criterion. A criterion is known by its exercise and its
name; one that was renamed shows as removed and new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.instructor.grade_class import grade_course
from autograder.instructor.standing import (
    Standing,
    graded_names,
    mark_again,
    names_of_class,
    standings,
)
from autograder.marking.versions import SUBMISSION
from autograder.nbgrader.fast.whole_class import Progress
from autograder.nbgrader.gradebook import not_enrolled
from autograder.report import CriterionResult, Outcome, ScoreReport, Status, total
from autograder.sentences import Sentence, in_words, say, say_all


class ChangeKind(StrEnum):
    """In what a criterion changed."""

    EARNED = "earned"  # it is worth what it was, and earns something else
    WORTH = "worth"  # its points were changed
    NEW = "new"
    REMOVED = "removed"
    UNKNOWN = "unknown"  # no stored report says what the old mark was made of


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One criterion of one student: before and now, as (earned, points); None where it is not there."""

    exercise: str
    criterion: str
    kind: ChangeKind
    old: tuple[float, float] | None
    new: tuple[float, float] | None
    message: str


@dataclass(frozen=True, slots=True)
class StudentChanges:
    """One student whose mark, state or automatic points are not what they were.

    Marks are what the gradebook holds before the late penalty; None where there is, or will be, no row.
    """

    student: str
    state: tuple[Status | None, Status]
    mark: tuple[float | None, float | None]
    max_score: tuple[float | None, float | None]
    changes: tuple[MarkChange, ...]
    by_hand: tuple[str, ...]  # exercises whose automatic points moved under points given by hand
    resubmitted: bool  # the file is not the one that was marked

    @property
    def mark_changes(self) -> bool:
        """Whether the number in the gradebook changes."""
        return self.mark[0] != self.mark[1]


@dataclass(frozen=True, slots=True)
class ChangedWorth:
    """An exercise or question whose maximum changed."""

    name: str
    old: float
    new: float


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that marking all over again would change."""

    students: tuple[StudentChanges, ...]
    worths: tuple[ChangedWorth, ...]
    compared: int

    @property
    def changed(self) -> tuple[StudentChanges, ...]:
        """Those whose number in the gradebook changes."""
        return tuple(row for row in self.students if row.mark_changes)

    @property
    def kept_by_hand(self) -> tuple[StudentChanges, ...]:
        """Those for whom points given by hand stand over automatic ones that moved."""
        return tuple(row for row in self.students if row.by_hand)

    @property
    def by_criterion(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """For each criterion that moved: how many students gain by it, and how many lose."""
        counts: dict[tuple[str, str], tuple[int, int]] = {}
        for change in (change for row in self.students for change in row.changes):
            gain = (change.new or (0.0, 0.0))[0] - (change.old or (0.0, 0.0))[0]
            up, down = counts.get((change.exercise, change.criterion), (0, 0))
            counts[change.exercise, change.criterion] = up + (gain > 0), down + (gain < 0)
        return counts


def compare_reports(assignment: Assignment, pairs: Iterable[tuple[Standing, ScoreReport]]) -> Diff:
    """Compare each student's standing with the report that marking now would give.

    Of those whose marks stay, nothing is kept.
    """
    students, worths, compared = [], dict[ChangedWorth, None](), 0
    for standing, new in pairs:
        compared += 1
        worths |= dict.fromkeys(_worths(standing, new))
        row = _student(assignment, standing, new)
        if row is not None:
            students.append(row)
    return Diff(tuple(students), tuple(worths), compared)


def row_changes(old: Sequence[CriterionResult], new: Sequence[CriterionResult]) -> tuple[MarkChange, ...]:
    """The criteria that are not what they were, in the new order, those that are gone last."""
    before = {(row.exercise, row.name): row for row in old}
    now = {(row.exercise, row.name): row for row in new}
    keys = [*now, *(key for key in before if key not in now)]
    changes = (_change(before.get(key), now.get(key)) for key in keys)
    return tuple(change for change in changes if change is not None)


def _student(assignment: Assignment, standing: Standing, new: ScoreReport) -> StudentChanges | None:
    old = standing.report
    state = _old_state(standing), new.status
    mark = standing.mark, _new_mark(assignment, standing, new)
    most = _old_worth(standing), _new_worth(standing, new)
    automatic = _automatic(assignment, new)
    shifted = {
        cell.name for cell in standing.cells if automatic.get(cell.name, cell.automatic) != cell.automatic
    }
    if state[0] is state[1] and mark[0] == mark[1] and most[0] == most[1] and not shifted:
        return None
    marked = (old.versions if old else {}).get(SUBMISSION)
    return StudentChanges(
        student=standing.student,
        state=state,
        mark=mark,
        max_score=most,
        changes=row_changes(old.criteria, new.criteria) if old else tuple(_unknown(standing, automatic)),
        by_hand=tuple(cell.name for cell in standing.cells if cell.name in shifted and cell.manual is not None),
        resubmitted=marked is not None and marked != new.versions.get(SUBMISSION, marked),
    )


def _old_state(standing: Standing) -> Status | None:
    """The state that was stored; None where work was never marked, or nothing says how."""
    if standing.report:
        return standing.report.status
    return None if standing.submitted or standing.cells else Status.MISSING


def _new_mark(assignment: Assignment, standing: Standing, new: ScoreReport) -> float | None:
    automatic = _automatic(assignment, new)
    if standing.cells:
        cells = ((cell, automatic.get(cell.name, cell.automatic)) for cell in standing.cells)
        return total(cell.counting(points) for cell, points in cells)
    return None if new.status is Status.MISSING else total(points or 0.0 for points in automatic.values())


def _old_worth(standing: Standing) -> float | None:
    if standing.report and standing.report.criteria:
        return total(row.points for row in standing.report.criteria)
    return standing.max_score if standing.cells else None


def _new_worth(standing: Standing, new: ScoreReport) -> float | None:
    # A submission that is gone keeps its row in the gradebook.
    return _old_worth(standing) if new.status is Status.MISSING else total(row.points for row in new.criteria)


def _automatic(assignment: Assignment, new: ScoreReport) -> Mapping[str, float | None]:
    """The points of each exercise's grade cell; None where a person must look. Empty if nothing is there."""
    if new.status is Status.MISSING:
        return {}
    found: dict[str, float | None] = {}
    for exercise in assignment.exercises:
        rows = new.exercise(exercise.name)
        waits = not rows or any(row.outcome is Outcome.ERROR for row in rows)
        found[exercise.name] = None if waits else total(row.earned for row in rows)
    return found


def _change(old: CriterionResult | None, new: CriterionResult | None) -> MarkChange | None:
    if old and new:
        same = old.earned == new.earned and (old.outcome is Outcome.ERROR) == (new.outcome is Outcome.ERROR)
        if same and old.points == new.points:
            return None
        kind = ChangeKind.EARNED if old.points == new.points else ChangeKind.WORTH
    else:
        kind = ChangeKind.NEW if new else ChangeKind.REMOVED
    row = new or old
    assert row is not None  # every key comes from one of the two reports
    return MarkChange(
        exercise=row.exercise,
        criterion=row.name,
        kind=kind,
        old=(old.earned, old.points) if old else None,
        new=(new.earned, new.points) if new else None,
        message=str(_why(old, new)),
    )


def _why(old: CriterionResult | None, new: CriterionResult | None) -> Sentence:
    """How the criterion moved if it is not what it was, and the sentence for what is lost now.

    Where nothing is lost now, the sentence that no longer holds.
    """
    said = []
    if old is None or new is None:
        said.append(say("A new criterion.") if new else say("No longer asked."))
    elif old.points != new.points:
        said.append(say("Worth {new:g} now, and {old:g} before.", new=new.points, old=old.points))
    if new and new.message and new.earned < new.points:
        said.append(Sentence(new.message))
    elif new and old and old.message and old.earned < old.points:
        said.append(say("before: {message}", message=old.message))
    return say_all(said)


def _unknown(standing: Standing, automatic: Mapping[str, float | None]) -> Iterator[MarkChange]:
    for cell in standing.cells:
        now = automatic.get(cell.name, cell.automatic)
        if now != cell.automatic:
            message = in_words("No stored report says which criteria the old points were for.")
            old, new = (cell.automatic or 0.0, cell.max_score), (now or 0.0, cell.max_score)
            yield MarkChange(cell.name, "", ChangeKind.UNKNOWN, old, new, message)


def _worths(standing: Standing, new: ScoreReport) -> Iterator[ChangedWorth]:
    """Every exercise and question whose points are not what the stored report says."""
    if standing.report and standing.report.criteria and new.criteria and new.status is not Status.MISSING:
        old_points, new_points = _points(standing.report), _points(new)
        for name in {**old_points, **new_points}:
            worth = ChangedWorth(name, old_points.get(name, 0.0), new_points.get(name, 0.0))
            if worth.old != worth.new:
                yield worth


def _points(report: ScoreReport) -> Mapping[str, float]:
    names = dict.fromkeys(row.exercise for row in report.criteria)
    return {name: total(row.points for row in report.exercise(name)) for name in names}


def difference(
    course: Path, assignment: Assignment, students: Sequence[str] = (), progress: Progress = lambda *_: None
) -> Diff:
    """Mark all stored submissions, or those of the named students, with the checks as they are; write nothing.

    Raises:
        AssignmentError: there is no gradebook, a named student is not enrolled, the assignment cannot be
            marked, or its exercises are not those that the gradebook holds.
        HostError: the gradebook cannot be read.
    """
    known = names_of_class(course, assignment)
    for student in students:
        if student not in known:
            raise AssignmentError(not_enrolled(student, known))
    _demand_same_exercises(assignment, graded_names(course, assignment))
    chosen = [name for name in known if not students or name in students]
    with Grader(assignment) as grader:

        def marked() -> Iterator[tuple[Standing, ScoreReport]]:
            for done, standing in enumerate(standings(course, assignment, chosen)):
                progress(done, len(chosen), standing.student)
                yield standing, mark_again(course, grader, standing)

        return compare_reports(assignment, marked())


def apply(
    course: Path,
    assignment: Assignment,
    diff: Diff,
    students: Sequence[str] = (),
    progress: Progress = lambda *_: None,
    say: Callable[[str], None] = lambda sentence: None,
) -> tuple[str, ...]:
    """Mark everyone of the difference into the gradebook; a sentence for each mark that is not as announced.

    Everyone is marked, moved or not, so that all reports are of the same checks. `say` is told what the
    operator should know, as in `grade_course`.

    Raises:
        AssignmentError: points were changed, and only some students are named: the others would keep marks out
            of another maximum.
        HostError: the gradebook or the disk refuses; the next run goes on from there.
    """
    if diff.worths and students:
        raise AssignmentError(_concerns_everyone(diff.worths[0]))
    grade_course(course, assignment, list(students) or None, progress, say=say)
    written = {row.student: row.mark for row in standings(course, assignment)}
    return tuple(
        in_words(
            "{student}: {announced} was announced, and {written} was written.",
            student=row.student,
            announced=_mark_in_words(row.mark[1]),
            written=_mark_in_words(written[row.student]),
        )
        for row in diff.students
        if row.state[1] is not Status.MISSING and written[row.student] != row.mark[1]
    )


def _concerns_everyone(worth: ChangedWorth) -> Sentence:
    return say(
        "{name} is worth {new:g} points now and was worth {old:g}, so everyone must be marked again; leave out"
        " --student.",
        name=worth.name,
        new=worth.new,
        old=worth.old,
    )


def _demand_same_exercises(assignment: Assignment, in_gradebook: Set[str]) -> None:
    """Refuse what nbgrader would refuse in the middle of the work."""
    described = {*(row.name for row in assignment.exercises), *(row.name for row in assignment.questions)}
    if in_gradebook and in_gradebook != described:
        parts = [say("{name} is new", name=name) for name in sorted(described - in_gradebook)]
        parts += [say("{name} is gone", name=name) for name in sorted(in_gradebook - described)]
        raise AssignmentError(
            say(
                "{place}: {parts}, and nbgrader adds or removes no graded cell once there are"
                " submissions. Keep the exercises and questions that were released: put new criteria"
                " into one of them, and leave one that no longer counts in its place. A new exercise"
                " can be an assignment of its own.",
                place=assignment.folder / "assignment.toml",
                parts=say_all(parts, "{one}, {other}"),
            )
        )


def _mark_in_words(mark: float | None) -> Sentence:
    return say("no mark") if mark is None else say("{mark:g}", mark=mark)
