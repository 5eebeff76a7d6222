"""Results for Gradescope from the gradebook: one `results.json` for each student."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.desk.gradescope import EVERYONE, is_ours, results
from autograder.desk.marks_out import final_mark
from autograder.files import write_whole
from autograder.nbgrader.reports import report_path
from autograder.nbgrader.standing import Cell, standings
from autograder.report import Status


def export_gradescope(course: Path, assignment: Assignment, folder: Path) -> tuple[int, tuple[str, ...]]:
    """Write `STUDENT.json` for everyone with a report; how many, and who has no result.

    The score is the gradebook's, with points by hand and after the late penalty.

    Raises:
        AssignmentError: there is no gradebook.
        HostError: the gradebook cannot be read.
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done, without = 0, []
    for row in standings(course, assignment):
        report, mark = row.report, final_mark(row)
        if report is None or report.status is Status.MISSING or is_ours(report) or mark is None:
            without.append(row.student)
            continue
        found = results(report) | {"score": mark}
        found["tests"] += list(_by_hand(assignment, row.cells))
        name = report_path(Path(), assignment.name, row.student).name
        write_whole(folder / name, json.dumps(found, indent=1) + "\n")
        done += 1
    return done, tuple(without)


def _by_hand(assignment: Assignment, cells: Iterable[Cell]) -> Iterator[dict[str, Any]]:
    questions = {row.name: row.title for row in assignment.questions}
    titles = {row.name: row.title for row in assignment.exercises} | questions
    for cell in cells:
        if cell.name not in questions and cell.manual is None:
            continue
        waits = cell.waits and cell.manual is None
        name = titles.get(cell.name, cell.name)
        kind = "" if cell.name in questions else " (by hand, in place of the points above)"
        yield {
            "name": f"{name}{kind}",
            **({} if waits else {"score": cell.score}),
            "max_score": cell.max_score,
            "output": "This waits for a person." if waits else "",
            "output_format": "text",
            "visibility": EVERYONE,
        }
