"""What `check("name")` does in a notebook: it judges the functions as they stand, and shows the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.assignment import AssignmentError
from autograder.report import Outcome
from autograder.study.clone import course_of, hidden_report
from autograder.study.page import report_html
from autograder.study.public import public_report, unwritten
from autograder.study.report import Report
from autograder.study.show import show
from autograder.study.text import report_text


def check_exercise(exercise: str, names: dict[str, Any], folder: str, *, hidden: bool = False) -> str:
    """Show the report on an exercise; the sentence of the first failure, empty if there is none.

    `hidden` asks for the hidden checks, where the solutions are on this machine. Practice gives no sentence:
    to leave it out is no fault, and no validation stops at it.
    """
    try:
        report = hidden_report(Path(folder), exercise, names) if hidden else _public(exercise, names, folder)
    except AssignmentError as error:
        print(error)
        return str(error)
    sentence = unwritten(report.lines, exercise, names)
    if sentence:
        print(f"{sentence} It is practice, worth no points." if report.practice else sentence)
        return "" if report.practice else sentence
    show(report_text(report), report_html(report))
    if report.practice:
        return ""
    failed = [row.result for row in report.lines if row.result and row.result.outcome is not Outcome.PASSED]
    return failed[0].message if failed else ""


def _public(exercise: str, names: dict[str, Any], folder: str) -> Report:
    lines = public_report(Path(folder), exercise, names)
    note = ""
    if course_of(Path(folder)) and not lines[0].line.practice:
        note = f'The solutions are in this clone: check("{exercise}", hidden=True) runs the hidden checks too.'
    return Report(exercise, lines, note=note)
