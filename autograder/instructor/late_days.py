"""`autograder late`: who has spent which late days, and whose penalty is not what it would be now."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from nbgrader.api import Assignment as Row
from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from sqlalchemy import func, select

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.nbgrader.gradebook import refusals_in_words
from autograder.nbgrader.host import configured, course_config, course_directory, open_gradebook
from autograder.nbgrader.lateness import Account, late_days_plugin
from autograder.submission.notebook import clean_text
from autograder.tables import Lateness, points

LINE = 'c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"'


@dataclass(frozen=True, slots=True)
class Late:
    """One late submission: its days, the penalty in the gradebook and the one that marking would write now."""

    student: str
    account: Account
    in_gradebook: float
    due: float

    @property
    def is_stale(self) -> bool:
        """Whether marking again would write another penalty."""
        return abs(self.in_gradebook - self.due) > 1e-6


@refusals_in_words()
def late_days(course: Path) -> tuple[Late, ...]:
    """Every submission that is late or has a penalty, by student and date due; nothing is written.

    Raises:
        AssignmentError: the course does not count late days, or its file of extensions is wrong.
        HostError: the gradebook cannot be read.
    """
    config = course_config(course)
    directory = course_directory(config, "", root=course)
    with configured(course):
        plugin = late_days_plugin(config, directory.db_url)
    if plugin is None:
        raise AssignmentError(f"This course counts no late days; add to its nbgrader_config.py:\n    {LINE}")
    rows = []
    with open_gradebook(directory) as gradebook:
        plugin.demand_settings()
        for student in gradebook.students:
            submissions = {row.name: row for row in student.submissions}
            for account in plugin.accounts(student.id):
                submission = submissions.get(account.assignment)
                if submission is None:
                    continue
                penalty = float(submission.late_submission_penalty or 0.0)
                if account.days or penalty:
                    due = plugin.penalty(submission.score, account.charged)
                    rows.append(Late(student.id, account, penalty, due))
    return tuple(rows)


@refusals_in_words()
def who_is_late(course: Path, assignment: Assignment) -> Mapping[str, Lateness]:
    """Whoever was late with one assignment, or pays for it, as the gradebook has it; by student.

    Raises:
        AssignmentError: the file of extensions is wrong, or the configuration.
        HostError: the gradebook cannot be read.
    """
    config = course_config(course)
    directory = course_directory(config, assignment.name, root=course)
    with configured(course):
        plugin = late_days_plugin(config, directory.db_url)
    found = {}
    with open_gradebook(directory) as gradebook:
        for student, late, penalty in _late_rows(gradebook, assignment.name):
            said = _hours(late)
            if plugin:
                days = {row.assignment: row.days for row in plugin.accounts(student)}.get(assignment.name, 0)
                said = f"{days} day{'' if days == 1 else 's'}" if days else ""
            if said or penalty:
                found[student] = Lateness(said or "-", penalty)
    return found


def _late_rows(gradebook: Gradebook, name: str) -> Iterator[tuple[str, float, float]]:
    """Students with the seconds by which nbgrader calls them late, and their penalties; those that have any."""
    rows = (
        select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
            Row.duedate,
            func.sum(SubmittedNotebook.late_submission_penalty),
        )
        .join(Row, Row.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .where(Row.name == name)
        .group_by(SubmittedAssignment.id, Row.id)
    )
    for student, timestamp, extension, due, penalty in gradebook.db.execute(rows):
        after = timestamp - due - (extension or timedelta()) if timestamp and due else timedelta()
        if after > timedelta() or penalty:
            yield student, after.total_seconds(), float(penalty or 0.0)


def _hours(seconds: float) -> str:
    """A delay that nobody counts in days, in hours and minutes."""
    minutes = math.ceil(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02} h" if minutes > 0 else ""


def late_table(rows: Sequence[Late]) -> RenderableType:
    """The same for a person."""
    if not rows:
        return Text("Nothing is late.")
    table = Table("student", "assignment", box=None)
    for name in ("days late", "from the budget", "charged", "penalty"):
        table.add_column(name, justify="right")
    for row in rows:
        penalty = points(row.in_gradebook) + (f" (now: {points(row.due)})" if row.is_stale else "")
        days = (str(n) for n in (row.account.days, row.account.free, row.account.charged))
        table.add_row(Text(clean_text(row.student)), row.account.assignment, *days, penalty)
    stale = dict.fromkeys(row.account.assignment for row in rows if row.is_stale)
    again = [Text(f"To write the penalty of now: autograder grade {name}") for name in stale]
    return Group(table, *again)
