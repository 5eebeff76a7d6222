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
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.api import Assignment, Student, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.pool import NullPool
from traitlets import Float, Integer, Unicode
from traitlets.config.loader import Config

from autograder.errors import AssignmentError
from autograder.lists import letters, mangled, nearest, read_list
from autograder.nbgrader.gradebook import blocks, submitters
from autograder.nbgrader.host import gradebook_file
from autograder.sentences import Sentence, say
from autograder.submission.notebook import few

DAY = 24 * 60 * 60
"""Seconds."""

Extensions = Mapping[tuple[str, str], float]
"""Days, by student and assignment."""

Term = tuple[str, datetime.datetime, datetime.datetime | None, datetime.timedelta | None]
"""One assignment of a student: name, date due, the student's timestamp, the gradebook's extension."""


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
            say(
                'c.LateDays.timezone: "{name}" is no time zone here; write one such as Europe/Berlin.',
                name=name,
            )
        ) from error


def on_the_wall(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """What a clock in the zone shows at a moment that is given in UTC."""
    return moment.replace(tzinfo=datetime.UTC).astimezone(zone).replace(tzinfo=None)


def moved_due(
    due: datetime.datetime, granted: datetime.timedelta, days: float, zone: datetime.tzinfo
) -> datetime.datetime:
    """The date due of one student, in UTC: moved by the gradebook's extension, or by days of the wall's clock.

    The later one counts. The gradebook adds hours: over the end of summer time a day of its own is one short.
    """
    shown = on_the_wall(due, zone) + datetime.timedelta(days=days)
    by_the_wall = shown.replace(tzinfo=zone).astimezone(datetime.UTC).replace(tzinfo=None) if days else due
    return max(due + granted, by_the_wall)


def seconds_late(due: datetime.datetime, handed_in: datetime.datetime | None, zone: datetime.tzinfo) -> float:
    """By how much, as the clock on the wall counts; both moments are in UTC.

    In the hour that this clock shows twice, the time that has passed counts: what comes after the date due is
    late, and what comes before it is not.
    """
    passed = (handed_in - due).total_seconds() if handed_in else 0.0
    if handed_in is None or passed <= 0:
        return 0.0
    shown = (on_the_wall(handed_in, zone) - on_the_wall(due, zone)).total_seconds()
    return shown if shown > 0 else passed


def read_extensions(path: Path, students: Collection[str], assignments: Collection[str]) -> Extensions:
    """Read a CSV file with the columns student, assignment and days, for a course with these names.

    Raises:
        AssignmentError: the file cannot be read, or a line of it is wrong.
    """
    listing = read_list(path, ("student", "assignment", "days"), ("reason",))
    ids = {letters(name): name for name in students}
    found: dict[tuple[str, str], float] = {}
    faults: list[tuple[int, Sentence]] = []
    for line in listing.lines:
        student, name = line.cells["student"], line.cells["assignment"]
        who = student if student in students else ids.get(letters(student), "")
        days = _days(line.cells["days"])
        if not student or not name:
            faults.append((line.number, say("it needs a student and an assignment.")))
        elif not who:
            faults.append((line.number, mangled(student) or _unknown_student(student, students)))
        elif name not in assignments:
            there = nearest(name, assignments) or say(
                "there is: {names}.", names=few(sorted(assignments), 5) or say("none")
            )
            text = 'the course has no assignment "{name}"; {there}'
            faults.append((line.number, say(text, name=name, there=there)))
        elif days is None:
            text = '"{days}" is no number of days, such as 2 or 0.5.'
            faults.append((line.number, say(text, days=line.cells["days"])))
        elif (who, name) in found:
            text = "{student} has an extension for {name} in another line already."
            faults.append((line.number, say(text, student=who, name=name)))
        else:
            found[who, name] = days
    listing.refuse(faults)
    return found


def _unknown_student(name: str, names: Collection[str]) -> Sentence:
    what = nearest(name, names) or say("write another id, or enrol the student first.")
    return say('the course has no student "{name}"; {what}', name=name, what=what)


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

    _read: Extensions | None = None
    _engine: tuple[str, Engine] | None = None  # made once for all students, with the address that it is of

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """The points that lateness costs, or None.

        Raises:
            AssignmentError: the file of extensions is wrong, or nobody says which assignment is asked about.
        """
        name = getattr(self.parent, "assignment_id", "")
        if not name:
            raise AssignmentError(
                say(
                    "LateDays is not told which assignment it is asked about; it must be asked by"
                    " nbgrader's AssignLatePenalties (c.AssignLatePenalties.plugin_class)."
                )
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
        ((_, found),) = self.accounts_of([student], now)
        return found

    def accounts_of(
        self, students: Sequence[str], now: Mapping[str, float] | None = None
    ) -> Iterator[tuple[str, tuple[Account, ...]]]:
        """The same for each of these students, with `now` for all of them.

        Raises:
            AssignmentError: the file of extensions is wrong, or there is no such time zone.
        """
        extensions, told, zone = self._extensions(), now or {}, find_zone(self.timezone)
        for block in blocks(students):
            terms = self._terms(block)
            for student in block:
                delays = []
                for name, due, timestamp, granted in terms[student]:
                    granted = granted or datetime.timedelta()
                    if name in told:
                        timestamp = due + granted + datetime.timedelta(seconds=told[name])
                    moved = moved_due(due, granted, extensions.get((student, name), 0.0), zone)
                    delays.append(Delay(name, due, seconds_late(moved, timestamp, zone)))
                yield student, spend(delays, self.budget, self.grace_minutes * 60)

    def demand_settings(self) -> None:
        """Refuse a file of extensions or a time zone that cannot be used, before anybody is marked by them.

        Raises:
            AssignmentError: a line of the file is wrong, or there is no such time zone.
        """
        find_zone(self.timezone)
        self._extensions()

    def _extensions(self) -> Extensions:
        """What the file says; it is read once, for this plugin is made anew for each run or notebook."""
        if self.extensions and self._read is None:
            path = self._root() / Path(self.extensions).expanduser()
            self._read = read_extensions(path, *self._names())
        return self._read or {}

    def _root(self) -> Path:
        """The course's folder, wherever one stands."""
        root = self.config.CourseDirectory.get("root", "") or self.config.Ours.get("course", "")
        return Path(root or CourseDirectory(config=self.config).root)

    def _names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Students and assignments of the course: those of the gradebook, and those that have folders.

        A student may not be enrolled yet who is so by handing in, and an assignment not be released yet.
        """
        directory = CourseDirectory(config=self.config, root=str(self._root()))
        students: set[str] = set()
        assignments: set[str] = set()
        place = gradebook_file(self._url())
        if place is None or place.exists():  # a question would make an empty one
            with self._connection() as connection:
                students |= set(connection.scalars(select(Student.id)))
                assignments |= set(connection.scalars(select(Assignment.name)))
        assignments |= {path.parent.name for path in self._root().glob("solutions/*/assignment.toml")}
        for name in sorted(assignments):
            students |= submitters(directory, name)
        return frozenset(students), frozenset(assignments)

    def _url(self) -> str:
        return str(getattr(self.parent, "db_url", "") or CourseDirectory(config=self.config).db_url)

    def _connection(self) -> Connection:
        """One of its own, for whoever asks may be in the middle of writing."""
        url = self._url()
        if self._engine is None or self._engine[0] != url:
            self._engine = url, create_engine(url, poolclass=NullPool)
        return self._engine[1].connect()

    def _terms(self, students: Sequence[str]) -> Mapping[str, Sequence[Term]]:
        """For each of these students, every assignment with a date due."""
        dated = select(Assignment.id, Assignment.name, Assignment.duedate).where(
            Assignment.duedate.is_not(None)
        )
        handed_in = select(
            SubmittedAssignment.student_id,
            SubmittedAssignment.assignment_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
        ).where(SubmittedAssignment.student_id.in_(students))
        with self._connection() as connection:
            assignments = connection.execute(dated).all()
            found = {(who, what): (when, granted) for who, what, when, granted in connection.execute(handed_in)}
        return {
            student: [(name, due, *found.get((student, id_), (None, None))) for id_, name, due in assignments]
            for student in students
        }


def late_days_plugin(config: Config, db_url: str) -> LateDays | None:
    """The plugin as nbgrader makes it for this course; None where the course counts late days in another way.

    Raises:
        TraitError, ImportError: the configuration names something else than a plugin.
    """
    asker = AssignLatePenalties(config=config)
    asker.db_url = db_url
    asker.init_plugin()
    return asker.plugin_inst if isinstance(asker.plugin_inst, LateDays) else None
