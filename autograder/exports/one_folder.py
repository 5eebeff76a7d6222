"""How is one folder with a submission marked where there is no gradebook? For machines of other systems."""

from __future__ import annotations

from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.grading import Grader
from autograder.report import Outcome, ScoreReport, Status
from autograder.sentences import say
from autograder.submission.meant import file_meant


def is_ours(report: ScoreReport) -> bool:
    """Whether points are open because the grader failed: then there is no result, and nobody gets a zero."""
    if report.status is Status.GRADED:
        return any(row.outcome is Outcome.ERROR for row in report.criteria)
    return report.status is Status.ERROR


def mark_folder(assignment: Assignment, folder: Path, *, allow_limits: bool) -> ScoreReport:
    """The report of the file in the folder that was meant.

    Raises:
        AssignmentError: the assignment cannot be marked, nothing but limits confines the students' code and
            that is not allowed, or the grader failed.
        WorkerError: the wall could not be built.
    """
    with Grader(assignment) as grader:
        if grader.isolation == "limits" and not allow_limits:
            raise AssignmentError(
                say(
                    "Nothing but limits would confine the students' code here ({isolation_reason}). To mark"
                    " all the same, make this anew with --allow-limits.",
                    isolation_reason=grader.isolation_reason,
                )
            )
        report = _report(grader, assignment, folder)
    if is_ours(report):
        raise AssignmentError(
            say("The grader failed, so there is no result: {message} Run it again.", message=report.why)
        )
    return report


def _report(grader: Grader, assignment: Assignment, folder: Path) -> ScoreReport:
    meant = file_meant(folder, assignment.name, assignment.functions)
    if meant.path.is_file():
        return meant.noted_in(grader.grade(meant.path))
    there = sorted(item.name for item in folder.rglob("*") if item.is_file() and ".git" not in item.parts)
    return ScoreReport(
        assignment.name,
        str(folder),
        Status.LOAD_ERROR,
        why=say(
            "Hand in {name}.ipynb; there is {there}.",
            name=assignment.name,
            there=", ".join(there[:10]) or say("no file"),
        ),
    )
