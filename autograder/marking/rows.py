"""Rows of a report that no check decides: questions that a person marks, criteria that could not be judged."""

from __future__ import annotations

from autograder.assignment import Assignment
from autograder.marking.rubric import Rubric
from autograder.report import CriterionResult, Outcome


def questions(assignment: Assignment) -> tuple[CriterionResult, ...]:
    """A row for each question that is answered in words."""
    return tuple(
        CriterionResult(row.title, row.name, row.points, 0.0, Outcome.MANUAL, "Marked by a person.")
        for row in assignment.questions
    )


def unjudged(rubric: Rubric, why: str) -> tuple[CriterionResult, ...]:
    """The rubric's rows for a submission that could not be judged: nothing is earned, and nothing is lost."""
    return tuple(
        CriterionResult(row.name, row.exercise, row.points, 0.0, Outcome.ERROR, why) for row in rubric.criteria
    )
