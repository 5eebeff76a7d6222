"""An assignment tried on itself: what each of its known mistakes costs."""

from __future__ import annotations

from collections.abc import Callable

from autograder.assignment import Assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import Mistake, frames, overlay, read_mistakes
from autograder.report import total


def costs_of_mistakes(
    assignment: Assignment, progress: Callable[[int, int, str], None] = lambda done, total, name: None
) -> list[tuple[Mistake, float]]:
    """The points that each known mistake loses, found by marking it as a submission that makes no other."""
    grader = Grader(assignment, name_mistakes=False)
    chunks, frame = reference_chunks(assignment), frames(assignment.folder)
    mistakes = read_mistakes(assignment.folder)
    costs = []
    for done, mistake in enumerate(mistakes):
        progress(done, len(mistakes), mistake.id)
        found = grader.judge_locally(overlay(chunks, frame, assignment.functions, mistake))
        costs.append((mistake, total(row.points - row.earned for row in found.criteria)))
    return costs
