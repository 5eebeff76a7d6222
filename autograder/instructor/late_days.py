"""`autograder late`: who has spent which late days, and whose penalty is not what it would be now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.errors import AssignmentError
from autograder.nbgrader.gradebook import refusals_in_words
from autograder.nbgrader.host import configured, course_config, course_directory, open_gradebook
from autograder.nbgrader.lateness import Account, LateDays
from autograder.tables import points

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
        asker = AssignLatePenalties(config=config)
        asker.db_url = directory.db_url
        asker.init_plugin()
    plugin = asker.plugin_inst
    if not isinstance(plugin, LateDays):
        raise AssignmentError(f"This course counts no late days; add to its nbgrader_config.py:\n    {LINE}")
    rows = []
    with open_gradebook(directory) as gradebook:
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
        table.add_row(row.student, row.account.assignment, *days, penalty)
    stale = dict.fromkeys(row.account.assignment for row in rows if row.is_stale)
    again = [Text(f"To write the penalty of now: autograder grade {name}") for name in stale]
    return Group(table, *again)
