"""Which marks does a page of feedback show? Those of the gradebook, read for many students at once.

nbgrader's own step opens the gradebook for each page and asks for each cell by name. What it finds is found
here with three questions for all students, by nbgrader's own expressions for a score and a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.languages.engine_words import ENGLISH, engine_words
from autograder.nbgrader.pages.points import TOTAL, Words, not_yet, so_far, told, total_shown
from autograder.sentences import say, speaking
from autograder.source import Role


@dataclass(frozen=True, slots=True)
class CellMark:
    """What the gradebook has for one grade cell of a submission."""

    score: float
    points: float
    by_hand: float | None  # what a person gave
    needs_a_person: bool


@dataclass(frozen=True, slots=True)
class MarksShown:
    """What the gradebook has for the page of one submission."""

    score: float
    max_score: float
    late_penalty: float
    grades: dict[str, CellMark] = field(default_factory=dict)  # grade id -> mark
    comments: dict[str, str | None] = field(default_factory=dict)  # grade id -> what a person or a program said


def read_marks(
    gradebook: Gradebook, assignment: str, notebook: str, students: Sequence[str]
) -> dict[str, MarksShown]:
    """The marks of those of the students whom the gradebook holds a submission of."""
    database = gradebook.db
    rows = database.execute(
        select(
            SubmittedAssignment.student_id,
            SubmittedNotebook.id,
            SubmittedNotebook.score,
            SubmittedNotebook.max_score,
            SubmittedNotebook.late_submission_penalty,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .where(
            Assignment.name == assignment,
            Notebook.name == notebook,
            SubmittedAssignment.student_id.in_(students),
        )
    ).all()
    found = {row[1]: MarksShown(row[2], row[3], row[4] or 0) for row in rows}
    grades = database.execute(
        select(
            Grade.notebook_id,
            BaseCell.name,
            Grade.score,
            Grade.max_score,
            Grade.manual_score,
            Grade.needs_manual_grade,
        )
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Grade.notebook_id.in_(list(found)))
    )
    for submission, name, *mark in grades:
        found[submission].grades[name] = CellMark(*mark)
    comments = database.execute(
        select(Comment.notebook_id, BaseCell.name, Comment.comment)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
        .where(Comment.notebook_id.in_(list(found)))
    )
    for submission, name, comment in comments:
        found[submission].comments[name] = comment
    database.rollback()  # reading keeps no lock
    return {row[0]: found[row[1]] for row in rows}


def show_marks(notebook: Mapping[str, Any], marks: MarksShown, language: str = "") -> float | Words:
    """Write the marks into the cells that nbgrader knows; the total that stands at the top of the page.

    What waits for a person is no zero, and says so in this language. The total is the
    gradebook's, less the late penalty and never below zero, as in every export.

    Raises:
        MissingEntry: the gradebook does not know a cell of the notebook.
    """
    with speaking(engine_words(language or ENGLISH)):
        return _shown(notebook, marks)


def _shown(notebook: Mapping[str, Any], marks: MarksShown) -> float | Words:
    waiting = []
    for cell in notebook["cells"]:
        of_cell = cell["metadata"].get("nbgrader", {})
        name, is_task = of_cell.get("grade_id"), of_cell.get("task")
        if of_cell.get("solution") or is_task:
            of_cell["comment"] = _of(marks.comments, name)
        if not (of_cell.get("grade") or is_task):
            continue
        mark = _of(marks.grades, name)
        of_cell["score"], of_cell["points"] = mark.score, mark.points
        if mark.needs_a_person:
            given = mark.by_hand is not None
            of_cell["score"] = so_far(mark.score) if given else not_yet()
            # A check without points: the file or the grader failed.
            waiting.append(not given and not of_cell.get("solution"))
    return total_shown(marks.score - marks.late_penalty, waiting)


def head_of_page(resources: dict[str, Any], marks: MarksShown, total: float | Words) -> None:
    """Enter what the head of the page shows, and what it says to programs, into nbconvert's resources."""
    resources["nbgrader"] |= {"score": total, "max_score": marks.max_score, "late_penalty": marks.late_penalty}
    resources[TOTAL] = told(total)


def for_students(cells: Iterable[Any]) -> list[Any]:
    """The cells without those of the rubric, which markers read."""
    return [cell for cell in cells if cell["metadata"].get("autograder", {}).get("role") != Role.RUBRIC]


def _of(rows: Mapping[str, Any], name: str) -> Any:
    if name not in rows:
        raise MissingEntry(say("the gradebook has no cell {name} in this submission", name=name))
    return rows[name]
