"""What `run_autograder` starts on Gradescope: one submission marked, and one `results.json` or none.

    python -m autograder.desk.gradescope_run ROOT ASSIGNMENT [--allow-limits]

ROOT is laid out as Gradescope's /autograder: source/ (this archive), submission/ and results/.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from autograder.assignment import Assignment, AssignmentError, find_assignment
from autograder.desk.gradescope import is_ours, results
from autograder.files import write_whole
from autograder.grading import Grader
from autograder.report import ScoreReport, Status
from autograder.sandbox.client import WorkerError


def mark(root: Path, name: str, *, allow_limits: bool = False) -> None:
    """Mark what lies in `root/submission` and write `root/results/results.json`.

    Raises:
        AssignmentError: the assignment cannot be marked, nothing confines the students' code, or the grader
            failed; no result is written, and Gradescope says so to the course's staff.
        WorkerError: the wall could not be built.
    """
    assignment = find_assignment(root / "source", name)
    place = root / "results" / "results.json"
    place.unlink(missing_ok=True)
    with Grader(assignment) as grader:
        if grader.isolation == "limits" and not allow_limits:
            raise AssignmentError(
                f"Nothing but limits would confine the students' code here. {grader.isolation_reason} To mark"
                f" all the same, pack with: autograder gradescope {name} --allow-limits"
            )
        report = _report(grader, assignment, root / "submission")
    if is_ours(report):
        raise AssignmentError(f"The grader failed, so there is no result: {report.message} Run it again.")
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, json.dumps(results(report), indent=1) + "\n")


def _report(grader: Grader, assignment: Assignment, folder: Path) -> ScoreReport:
    path = find_notebook(assignment, folder)
    if path is not None:
        return grader.grade(path)
    there = sorted(item.name for item in folder.rglob("*") if item.is_file())
    return ScoreReport(
        assignment.name,
        str(folder),
        Status.LOAD_ERROR,
        message=f"Hand in {assignment.name}.ipynb; there is {', '.join(there[:10]) or 'no file'}.",
    )


def find_notebook(assignment: Assignment, folder: Path) -> Path | None:
    """The notebook of the assignment's name, or the only one there is, or a Python file in the same way."""
    for kind in (".ipynb", ".py"):
        found = sorted(
            path
            for path in folder.rglob(f"*{kind}")
            if not path.relative_to(folder).parts[0].startswith(("_", "."))
        )
        named = [path for path in found if path.name == f"{assignment.name}{kind}"]
        if len(named) == 1 or len(found) == 1:
            return (named or found)[0]
    return None


def main(arguments: list[str]) -> int:
    """Exit status 0 if there is a result."""
    root, name = arguments[:2]
    try:
        mark(Path(root), name, allow_limits="--allow-limits" in arguments[2:])
    except (AssignmentError, WorkerError) as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
