"""A spreadsheet of one assignment with a line for each student and a column for each criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.instructor.roster import people
from autograder.instructor.standing import Standing, final_mark, is_complete, standings
from autograder.marking.rubric import Rubric, collect
from autograder.marking.versions import versions
from autograder.nbgrader.export import write_csv
from autograder.nbgrader.stored_reports import stale_parts
from autograder.platforms.class_list import Person
from autograder.report import Outcome, Status

WHO = ("student_id", "last_name", "first_name", "email", "state", "stale")

SUMS = ("late_penalty", "score", "max_score", "complete")


def export_criteria(course: Path, assignment: Assignment, to: Path) -> None:
    """Write the table. A cell is empty where nothing was marked; it is never a zero of ours.

    Raises:
        AssignmentError: there is no gradebook.
        HostError: the gradebook cannot be read.
        OSError: the file cannot be written.
    """
    rubric, now = collect(assignment), versions(assignment)
    known = {person.id: person for person in people(course)}
    columns = [*WHO, *_columns(assignment, rubric), *SUMS]
    lines = (
        _line(assignment, rubric, row, known.get(row.student, Person(row.student)), now)
        for row in standings(course, assignment)
    )
    write_csv(to, columns, lines)


def _columns(assignment: Assignment, rubric: Rubric) -> Iterator[str]:
    for exercise in assignment.exercises:
        for row in rubric.criteria:
            if row.exercise == exercise.name:
                yield _heading(exercise.name, row.name, row.points)
        yield _by_hand(exercise.name)
    for question in assignment.questions:
        yield f"{question.name} ({question.points:g})"


def _heading(exercise: str, criterion: str, points: float) -> str:
    return f"{exercise}: {criterion} ({points:g})"


def _by_hand(exercise: str) -> str:
    return f"{exercise}: by hand, in place of these"


def _line(
    assignment: Assignment, rubric: Rubric, row: Standing, person: Person, now: Mapping[str, str]
) -> dict[str, Any]:
    report = row.report
    line: dict[str, Any] = {
        "student_id": row.student,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": person.email,
        "state": report.status if report else "" if row.submitted else Status.MISSING,
        "stale": " ".join(stale_parts(report, row.path, now)) if report else "",
        "late_penalty": row.penalty if row.cells else "",
        "score": "" if final_mark(row) is None else final_mark(row),
        "max_score": row.max_score if row.cells else "",
        "complete": "yes" if is_complete(row) else "no",
    }
    worth = {(criterion.exercise, criterion.name): criterion.points for criterion in rubric.criteria}
    for result in report.criteria if report else ():
        points = worth.get((result.exercise, result.name))
        if points is not None and result.outcome is not Outcome.ERROR:
            line[_heading(result.exercise, result.name, points)] = result.earned
    questions = {question.name: question.points for question in assignment.questions}
    for cell in row.cells:
        if cell.manual is not None or (cell.name in questions and not cell.waits):
            name = cell.name
            line[f"{name} ({questions[name]:g})" if name in questions else _by_hand(name)] = cell.score
    return line
