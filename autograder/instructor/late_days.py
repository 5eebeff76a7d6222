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
from autograder.nbgrader.gradebook import blocks, people_in, refusals_in_words
from autograder.nbgrader.host import configured, course_config, course_directory, open_gradebook
from autograder.nbgrader.lateness import Account, late_days_plugin
from autograder.sentences import in_words, say
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
        raise AssignmentError(
            say("This course counts no late days; add to its nbgrader_config.py:\n    {line}", line=LINE)
        )
    rows = []
    with open_gradebook(directory) as gradebook:
        plugin.demand_settings()
        for block in blocks([person.id for person in people_in(gradebook)]):
            marks = _marks(gradebook, block)
            gradebook.db.rollback()  # the plugin reads by a connection of its own
            for student, accounts in plugin.accounts_of(block):
                for account in accounts:
                    score, penalty = marks.get((student, account.assignment), (None, 0.0))
                    if score is not None and (account.days or penalty):
                        rows.append(Late(student, account, penalty, plugin.penalty(score, account.charged)))
    return tuple(rows)


def _marks(gradebook: Gradebook, students: Sequence[str]) -> Mapping[tuple[str, str], tuple[float, float]]:
    """The scores of these students and their penalties, as nbgrader adds them up; by student and assignment."""
    rows = (
        select(
            SubmittedAssignment.student_id,
            Row.name,
            SubmittedAssignment.score,
            SubmittedAssignment.late_submission_penalty,
        )
        .join(Row, Row.id == SubmittedAssignment.assignment_id)
        .where(SubmittedAssignment.student_id.in_(students))
    )
    found = gradebook.db.execute(rows)
    return {(student, name): (score, float(penalty or 0.0)) for student, name, score, penalty in found}


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
        late_rows = list(_late_rows(gradebook, assignment.name))
        accounts = dict(plugin.accounts_of([student for student, *_ in late_rows]) if plugin else ())
        for student, late, penalty in late_rows:
            said = _hours(late)
            if plugin:
                days = {row.assignment: row.days for row in accounts[student]}.get(assignment.name, 0)
                text = "1 day" if days == 1 else "{days} days"
                said = in_words(text, days=days) if days else ""
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
    return in_words("{hours}:{minutes:02} h", hours=minutes // 60, minutes=minutes % 60) if minutes > 0 else ""


def late_table(rows: Sequence[Late]) -> RenderableType:
    """The same for a person."""
    if not rows:
        return Text(in_words("Nothing is late."))
    table = Table(in_words("student"), in_words("assignment"), box=None)
    for name in (in_words("days late"), in_words("from the budget"), in_words("charged"), in_words("penalty")):
        table.add_column(name, justify="right")
    for row in rows:
        text = "{written} (now: {due})" if row.is_stale else "{written}"
        penalty = in_words(text, written=points(row.in_gradebook), due=points(row.due))
        days = (str(n) for n in (row.account.days, row.account.free, row.account.charged))
        table.add_row(Text(clean_text(row.student)), row.account.assignment, *days, penalty)
    stale = dict.fromkeys(row.account.assignment for row in rows if row.is_stale)
    again = [
        Text(in_words("To write the penalty of now: autograder grade {name}", name=name)) for name in stale
    ]
    return Group(table, *again)
