"""What `run_autograder` starts on Gradescope: one submission marked, and one `results.json` or none.

    python -m autograder.exports.gradescope_run ROOT ASSIGNMENT [--allow-limits]

ROOT is laid out as Gradescope's /autograder: source/ (this archive), submission/ and results/. The fields of
`results.json` are those of Gradescope's "Autograder Specifications": a score for the whole or for every test is
demanded, everything else may be left out. nbgrader is not there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError, WorkerError
from autograder.exports.one_folder import mark_folder
from autograder.files import write_whole
from autograder.report import CriterionResult, Outcome, ScoreReport
from autograder.sentences import Sentence, in_words
from autograder.submission.notebook import clean_text
from autograder.translation.shown import speaking_of

EVERYONE = "visible"


def results(report: ScoreReport) -> dict[str, Any]:
    """The automatic part of a report; a file that cannot be read has no points and the reason."""
    mended = (in_words("Mended: {said}", said=line) for line in report.repairs)
    said = [report.message, *map(str, report.warnings), *mended]
    return {
        "score": report.score,
        "output": clean_text("\n".join(line for line in said if line)),
        "output_format": "text",
        "visibility": EVERYONE,
        "stdout_visibility": "hidden",
        "tests": [_test(row) for row in report.automatic if row.outcome is not Outcome.ERROR],
    }


def _test(row: CriterionResult) -> dict[str, Any]:
    said = (row.message, row.hint and in_words("Hint: {hint}", hint=row.hint))
    return {
        "name": f"{row.exercise}: {Sentence(row.name)}",
        "score": row.earned,
        "max_score": row.points,
        "status": "passed" if row.earned >= row.points else "failed",
        "output": clean_text("\n".join(line for line in said if line)),
        "output_format": "text",
        "visibility": EVERYONE,
    }


def mark_for_gradescope(root: Path, name: str, *, allow_limits: bool = False) -> None:
    """Mark what lies in `root/submission` and write `root/results/results.json`.

    Raises:
        AssignmentError: the assignment cannot be marked, nothing confines the students' code, or the grader
            failed; no result is written, and Gradescope says so to the course's staff.
        WorkerError: the wall could not be built.
    """
    place = root / "results" / "results.json"
    place.unlink(missing_ok=True)
    assignment = find_assignment(root / "source", name)
    report = mark_folder(assignment, root / "submission", allow_limits=allow_limits)
    place.parent.mkdir(parents=True, exist_ok=True)
    with speaking_of(assignment, report.language):
        found = results(report)
    write_whole(place, json.dumps(found, indent=1) + "\n")


def run_autograder(arguments: list[str]) -> int:
    """Exit status 0 if there is a result."""
    root, name = arguments[:2]
    try:
        mark_for_gradescope(Path(root), name, allow_limits="--allow-limits" in arguments[2:])
    except (AssignmentError, WorkerError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(run_autograder(sys.argv[1:]))
