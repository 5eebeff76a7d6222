"""The spreadsheet: nbgrader's own columns, and beside them the state in which each student ended.

`nbgrader export` uses it where `configure` was called; so does `autograder export`. A submission that could not
be marked has no score there, neither a zero nor anything else, until a person has given one.
"""

from __future__ import annotations

import csv
import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment as Row
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.apps import ExportApp
from nbgrader.plugins import ExportPlugin
from sqlalchemy import select

from autograder.errors import AssignmentError
from autograder.files import written_whole
from autograder.marking.versions import versions
from autograder.nbgrader.gradebook import blocks, people_in
from autograder.nbgrader.host import configured, course_config, course_directory, open_gradebook
from autograder.nbgrader.our_assignments import find_ours
from autograder.nbgrader.outputs import clean
from autograder.nbgrader.stored_reports import fetch, stale_parts
from autograder.platforms.class_list import Person
from autograder.report import Outcome, ScoreReport, Status
from autograder.sentences import say, say_all

STATE_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),  # so far as nbgrader has them
    *("state", "waiting", "review", "repairs", "message"),
)


STALE = "Not fresh: changed since it was marked: {parts}. See autograder regrade {name} --diff."


class StatesExport(ExportPlugin):
    """Writes a CSV file with a line for every student and assignment."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the chosen assignments and students, or all; the file is there whole or not at all."""
        wanted = frozenset(map(str, self.student or ()))
        people = {one.id: one for one in people_in(gradebook) if not wanted or one.id in wanted}
        lines = (
            line
            for assignment in gradebook.assignments
            if not self.assignment or assignment.name in map(str, self.assignment)
            for line in self._lines(gradebook, assignment, people)
        )
        write_csv(Path(self.to or "grades.csv"), STATE_COLUMNS, lines)

    def _lines(
        self, gradebook: Gradebook, assignment: Row, people: Mapping[str, Person]
    ) -> Iterator[Mapping[str, Any]]:
        now = self._versions(assignment.name)
        for block in blocks(list(people)):
            rows = gradebook.db.execute(
                select(
                    SubmittedAssignment.student_id,
                    SubmittedAssignment.timestamp,
                    SubmittedAssignment.score,
                    SubmittedAssignment.late_submission_penalty,
                    SubmittedAssignment.needs_manual_grade,
                ).where(
                    SubmittedAssignment.assignment_id == assignment.id,
                    SubmittedAssignment.student_id.in_(block),
                )
            )
            found = {student: _Submission(*cells) for student, *cells in rows}
            for student in block:
                yield self._line(assignment, people[student], found.get(student), now)

    def _versions(self, name: str) -> Mapping[str, str]:
        """The versions of an assignment's files today; of one that cannot be read, none are what they were."""
        try:
            ours = find_ours(Path(self.config.Ours.get("course", self.parent.coursedir.root)), name)
            return versions(ours) if ours else {}
        except AssignmentError:
            return {}

    def _line(
        self, assignment: Row, student: Person, submission: _Submission | None, now: Mapping[str, str]
    ) -> dict[str, Any]:
        line = {
            "assignment": assignment.name,
            "duedate": assignment.duedate,
            "student_id": student.id,
            "last_name": student.last_name,
            "first_name": student.first_name,
            "email": student.email,
            "max_score": assignment.max_score,
        }
        directory = self.parent.coursedir
        report = fetch(Path(directory.root), assignment.name, student.id)
        if submission is None:
            unread = report is not None and report.status is not Status.MISSING
            score = "" if unread else 0.0
            line |= {"raw_score": score, "score": score, "late_submission_penalty": 0.0}
            line |= {"state": Status.MISSING} | dict(_said(report))
            return line
        penalty = submission.penalty or 0.0
        waits = submission.waits
        line |= {"timestamp": submission.timestamp, "late_submission_penalty": penalty}
        if waits and report is not None and _is_unmarked(report):
            line |= {"raw_score": "", "score": ""}
        else:
            line |= {"raw_score": submission.score, "score": max(0.0, submission.score - penalty)}
        line |= dict(_said(report)) | ({} if waits else {"waiting": 0})
        folder = directory.format_path(directory.submitted_directory, student.id, assignment.name)
        if report and (parts := stale_parts(report, _marked_file(report, Path(folder)), now)):
            stale = say(STALE, parts=", ".join(parts), name=assignment.name)
            line["message"] = str(say_all((stale, report.why)))
        return line


@dataclass(frozen=True, slots=True)
class _Submission:
    """The gradebook's row of one submission, with nbgrader's sums."""

    timestamp: datetime.datetime | None
    score: float
    penalty: float | None
    waits: bool


def _marked_file(report: ScoreReport, folder: Path) -> Path:
    """The file that a report is of; where it is gone, the one that took its place."""
    marked = Path(report.submission)
    is_there = os.path.isfile(marked)  # noqa: PTH113 (Path.is_file raises where one may not look)
    return marked if is_there else folder / f"{report.assignment}.ipynb"


def export_course(course: Path, assignments: Sequence[str], to: Path) -> None:
    """Write the gradebook as CSV, as `nbgrader export` does with the course's configuration.

    Raises:
        AssignmentError: the configuration is wrong.
        HostError: the gradebook cannot be used.
        OSError: the file cannot be written.
    """
    with configured(course):
        app = ExportApp(config=course_config(course))
        app.coursedir = course_directory(app.config, "", root=course)
        plugin = app.plugin_class(parent=app)
    plugin.assignment, plugin.to = list(assignments), str(to)
    with open_gradebook(app.coursedir) as gradebook:
        plugin.export(gradebook)


def _is_unmarked(report: ScoreReport) -> bool:
    """Whether automatic points are neither earned nor lost."""
    return any(row.outcome is Outcome.ERROR for row in report.criteria)


def _said(report: ScoreReport | None) -> Iterator[tuple[str, Any]]:
    """What the report adds; without one, nothing of ours marked this."""
    if report is not None:
        yield "state", report.status
        yield "waiting", report.pending
        yield "review", str(say_all(report.review))
        yield "repairs", " ".join(f"{str(line).rstrip('.')}." for line in report.repairs)
        yield "message", report.message


def safe_cell(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula, and no terminal for a command."""
    if value is None or not isinstance(value, str):
        return value
    text = " ".join(clean(str(value)).split())
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a table with these columns.

    Raises:
        OSError: the file cannot be written; what was there before still is.
    """
    with (
        written_whole(path) as beside,
        beside.open("w", encoding="utf-8", newline="") as stream,
    ):
        lines = csv.DictWriter(stream, columns)
        lines.writeheader()
        lines.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
