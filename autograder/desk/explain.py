"""`autograder explain`: one student's report replayed with its own seed, to answer a regrade request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment, AssignmentError
from autograder.desk.moves import Move, row_moves
from autograder.grading import Grader
from autograder.marking.versions import SUBMISSION, changed, names_files
from autograder.nbgrader.standing import Standing, find_standing, mark_again
from autograder.report import ScoreReport, Status


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was asked and what was earned, then and in a replay now."""

    standing: Standing
    stored: ScoreReport
    replayed: ScoreReport
    asks: Mapping[tuple[str, str], str]  # what each criterion asks, by (exercise, name), as the checks are now
    moves: tuple[Move, ...]
    versions: Mapping[str, str]  # as they are now
    changed: tuple[str, ...]  # files and programs in another version than then
    knows_files: bool  # whether the stored report says with which files it was made

    @property
    def agrees(self) -> bool:
        """Whether the replay came to the same state and the same points for each criterion."""
        return not self.moves and self.stored.status is self.replayed.status


def explain(course: Path, assignment: Assignment, student: str) -> Explanation:
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
        moves=row_moves(stored.criteria, replayed.criteria),
        versions=now,
        changed=changed(then, now) if names_files(then) else (),
        knows_files=names_files(then),
    )
