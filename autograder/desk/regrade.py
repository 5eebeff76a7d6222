"""`autograder regrade`: what the checks of today do to marks given with those of yesterday."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.assignment import Assignment, AssignmentError
from autograder.desk.moves import Diff, compare
from autograder.grading import Grader
from autograder.nbgrader.gradebook import grade_course, not_enrolled
from autograder.nbgrader.standing import Standing, mark_again, standings
from autograder.report import Status

Progress = Callable[[int, int, str], None]


def difference(
    course: Path, assignment: Assignment, students: Sequence[str] = (), progress: Progress = lambda *_: None
) -> Diff:
    """Mark all stored submissions, or those of the named students, with the checks as they are; write nothing.

    Raises:
        AssignmentError: there is no gradebook, a named student is not enrolled, the assignment cannot be
            marked, or its exercises are not those that the gradebook holds.
        HostError: the gradebook cannot be read.
    """
    everyone = standings(course, assignment)
    known = {row.student for row in everyone}
    for student in students:
        if student not in known:
            raise AssignmentError(not_enrolled(student))
    _demand_same_exercises(assignment, everyone)
    chosen = [row for row in everyone if not students or row.student in students]
    pairs = []
    with Grader(assignment) as grader:
        for done, standing in enumerate(chosen):
            progress(done, len(chosen), standing.student)
            pairs.append((standing, mark_again(course, grader, standing)))
    return compare(assignment, pairs)


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
        raise AssignmentError(
            f"{diff.worths[0].name} is worth {diff.worths[0].new:g} points now and was worth"
            f" {diff.worths[0].old:g}, so everyone must be marked again; leave out --student."
        )
    grade_course(course, assignment, list(students) or None, progress, say=say)
    held = {row.student: row.mark for row in standings(course, assignment)}
    return tuple(
        f"{row.student}: {_points(row.mark[1])} was announced, and {_points(held[row.student])} was written."
        for row in diff.students
        if row.state[1] is not Status.MISSING and held[row.student] != row.mark[1]
    )


def _demand_same_exercises(assignment: Assignment, everyone: Sequence[Standing]) -> None:
    """Refuse what nbgrader would refuse in the middle of the work."""
    ours = {*(row.name for row in assignment.exercises), *(row.name for row in assignment.questions)}
    held = {cell.name for row in everyone for cell in row.cells}
    if held and held != ours:
        parts = [f"{name} is new" for name in sorted(ours - held)]
        parts += [f"{name} is gone" for name in sorted(held - ours)]
        raise AssignmentError(
            f"{assignment.folder / 'assignment.toml'}: {', '.join(parts)}, and nbgrader adds or removes no"
            " graded cell once there are submissions. Keep the exercises and questions that were released: put"
            " new criteria into one of them, and leave one that no longer counts in its place. A new exercise"
            " can be an assignment of its own."
        )


def _points(mark: float | None) -> str:
    return "no mark" if mark is None else f"{mark:g}"
