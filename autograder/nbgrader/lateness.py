"""Late days: a budget for each student over the term, extensions from a file, and a penalty per day after that.

The rule, in full: a day that has begun counts, by the clock on the wall of the course's time zone, so that the
day on which summer time ends is one day. A student's late days are taken from the budget in the order of
the dates due; what the budget does not cover costs `per_day` of the points earned, each day, and never more
than those points. An extension moves the date due of one student. nbgrader asks the plugin wherever it marks;
the course adds to its nbgrader_config.py

    c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.api import Assignment, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool
from traitlets import Float, Integer, Unicode

from autograder.errors import AssignmentError
from autograder.lists import read_list

DAY = 24 * 60 * 60
"""Seconds."""

Extensions = Mapping[tuple[str, str], float]
"""Days, by student and assignment."""


@dataclass(frozen=True, slots=True)
class Delay:
    """How late one assignment of one student was, after any extension."""

    assignment: str
    due: datetime.datetime  # of the class, in UTC
    seconds: float


@dataclass(frozen=True, slots=True)
class Account:
    """One delay, in days: those that the budget covered and those that cost points."""

    assignment: str
    days: int
    free: int
    charged: int


def spend(delays: Iterable[Delay], budget: int, grace: float = 0.0) -> tuple[Account, ...]:
    """Take late days from a budget in the order of the dates due; `grace` are seconds that count as none."""
    accounts = []
    for delay in sorted(delays, key=lambda row: (row.due, row.assignment)):
        days = math.ceil(delay.seconds / DAY) if delay.seconds > grace else 0
        free = min(days, budget)
        budget -= free
        accounts.append(Account(delay.assignment, days, free, days - free))
    return tuple(accounts)


def find_zone(name: str) -> datetime.tzinfo:
    """The time zone of a name.

    Raises:
        AssignmentError: there is none.
    """
    if name == "UTC":  # which needs no table of zones
        return datetime.UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AssignmentError(
            f'c.LateDays.timezone: "{name}" is no time zone here; write one such as Europe/Berlin.'
        ) from error


def on_the_wall(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """What a clock in the zone shows at a moment that is given in UTC."""
    return moment.replace(tzinfo=datetime.UTC).astimezone(zone).replace(tzinfo=None)


def read_extensions(path: Path) -> Extensions:
    """Read a CSV file with the columns student, assignment and days.

    Raises:
        AssignmentError: the file cannot be read, or a line of it is wrong.
    """
    listing = read_list(path, ("student", "assignment", "days"), ("reason",))
    found: dict[tuple[str, str], float] = {}
    faults = []
    for line in listing.lines:
        who = line.cells["student"], line.cells["assignment"]
        days = _days(line.cells["days"])
        if not all(who):
            faults.append((line.number, "it needs a student and an assignment."))
        elif who in found:
            faults.append((line.number, f"{who[0]} has an extension for {who[1]} in another line already."))
        elif days is None:
            faults.append((line.number, f'"{line.cells["days"]}" is no number of days, such as 2 or 0.5.'))
        else:
            found[who] = days
    listing.refuse(faults)
    return found


def _days(text: str) -> float | None:
    try:
        days = float(text.replace(",", "."))
    except ValueError:
        return None
    return days if 0 <= days < 1000 else None


class LateDays(LateSubmissionPlugin):
    """nbgrader's late-submission plugin with a budget of days for each student."""

    budget = Integer(0, min=0, help="Late days that each student may take over the term.").tag(config=True)
    per_day = Float(0.1, min=0.0, max=1.0, help="Part of the points earned that each further day costs.").tag(
        config=True
    )
    grace_minutes = Float(0.0, min=0.0, help="Lateness up to this counts as none.").tag(config=True)
    timezone = Unicode(
        "UTC", help="The time zone in which days are counted, such as Europe/Berlin; see IANA's list."
    ).tag(config=True)
    extensions = Unicode(
        "",
        help="A CSV file with the columns student, assignment, days; empty for none. Relative to the course.",
    ).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points that lateness costs, or None.

        Raises:
            AssignmentError: the file of extensions is wrong, or nobody says which assignment is asked about.
        """
        name = getattr(self.parent, "assignment_id", "")
        if not name:
            raise AssignmentError(
                "LateDays is not told which assignment it is asked about; it must be asked by"
                " nbgrader's AssignLatePenalties (c.AssignLatePenalties.plugin_class)."
            )
        accounts = self.accounts(student_id, {name: total_seconds_late})
        account = next((row for row in accounts if row.assignment == name), None)
        return self.penalty(score, account.charged) if account and account.charged else None

    def penalty(self, score: float, charged: int) -> float:
        """The points that so many days cost of a score."""
        part: float = min(1.0, self.per_day * charged)
        return round(part * max(0.0, score), 6)

    def accounts(self, student: str, now: Mapping[str, float] | None = None) -> tuple[Account, ...]:
        """A student's late days over the term, in the order of the dates due.

        `now` are seconds late, by assignment, that the gradebook is just being told.

        Raises:
            AssignmentError: the file of extensions is wrong, or there is no such time zone.
        """
        extensions, told, zone = self._extensions(), now or {}, find_zone(self.timezone)
        delays = []
        for name, due, timestamp, granted in self._terms(student):
            granted = granted or datetime.timedelta()
            handed_in = due + granted + datetime.timedelta(seconds=told[name]) if name in told else timestamp
            after = on_the_wall(handed_in, zone) - on_the_wall(due, zone) if handed_in else datetime.timedelta()
            longer = max(granted, datetime.timedelta(days=extensions.get((student, name), 0.0)))
            delays.append(Delay(name, due, max(0.0, (after - longer).total_seconds())))
        return spend(delays, self.budget, self.grace_minutes * 60)

    def _extensions(self) -> Extensions:
        if not self.extensions:
            return {}
        return read_extensions(Path(CourseDirectory(config=self.config).root) / self.extensions)

    def _terms(self, student: str) -> Sequence[Any]:
        """Every assignment with a date due: name, date, the student's timestamp and the gradebook's extension.

        Read over a connection of its own, for whoever asks may be in the middle of writing.
        """
        url = getattr(self.parent, "db_url", "") or CourseDirectory(config=self.config).db_url
        rows = (
            select(
                Assignment.name,
                Assignment.duedate,
                SubmittedAssignment.timestamp,
                SubmittedAssignment.extension,
            )
            .outerjoin(
                SubmittedAssignment,
                (SubmittedAssignment.assignment_id == Assignment.id)
                & (SubmittedAssignment.student_id == student),
            )
            .where(Assignment.duedate.is_not(None))
        )
        with create_engine(url, poolclass=NullPool).connect() as connection:
            return list(connection.execute(rows))
