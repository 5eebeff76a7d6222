"""A score report as the `results.json` that Gradescope reads.

The fields are those of Gradescope's "Autograder Specifications": a score for the whole or for every test is
demanded, everything else may be left out. This runs on Gradescope as well, where nbgrader is not.
"""

from __future__ import annotations

from typing import Any

from autograder.report import CriterionResult, Outcome, ScoreReport, Status
from autograder.submission.notebook import clean_text

EVERYONE = "visible"


def is_ours(report: ScoreReport) -> bool:
    """Whether points are open because the grader failed: then there is no result, and nobody gets a zero."""
    if report.status is Status.GRADED:
        return any(row.outcome is Outcome.ERROR for row in report.criteria)
    return report.status is Status.ERROR


def results(report: ScoreReport) -> dict[str, Any]:
    """The automatic part of a report; a file that cannot be read has no points and the reason."""
    said = [report.message, *report.warnings, *(f"Mended: {line}" for line in report.repairs)]
    return {
        "score": report.score,
        "execution_time": round(report.seconds, 2),
        "output": clean_text("\n".join(line for line in said if line)),
        "output_format": "text",
        "visibility": EVERYONE,
        "stdout_visibility": "hidden",
        "tests": [_test(row) for row in report.automatic if row.outcome is not Outcome.ERROR],
    }


def _test(row: CriterionResult) -> dict[str, Any]:
    said = (row.message, row.hint and f"Hint: {row.hint}")
    return {
        "name": f"{row.exercise}: {row.name}",
        "score": row.earned,
        "max_score": row.points,
        "status": "passed" if row.earned >= row.points else "failed",
        "output": clean_text("\n".join(line for line in said if line)),
        "output_format": "text",
        "visibility": EVERYONE,
    }
