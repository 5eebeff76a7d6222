"""`autograder grade`: every enrolled student marked into nbgrader's gradebook, and marks read back.

The rows and notebooks are written by nbgrader's own `autograde`, one student after the other in this process,
so that they are what a typed `nbgrader autograde` writes. What fails for one student stays with that student.
A run that was killed leaves nothing that the next run trusts: it marks everyone anew.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from traitlets.config.loader import Config

from autograder.assignment import Assignment, AssignmentError
from autograder.marking.rubric import Rubric, collect
from autograder.nbgrader.exporter import leave_pending
from autograder.nbgrader.host import HostError, course_config, course_directory, open_gradebook, run
from autograder.nbgrader.release import register
from autograder.nbgrader.reports import fetch, not_marked, report_path, store
from autograder.nbgrader.slots import read_slots
from autograder.nbgrader.source import Role
from autograder.report import ScoreReport, Status

Progress = Callable[[int, int, str], None]
"""Told before each student how many are done, how many there are, and who comes next."""

NO_TEXT = "The folder's name is no text (UTF-8), so no gradebook can hold it; rename it to the student's id."

TWO_LINES = "The folder's name breaks a line, and nbgrader reads no such id; rename it to the student's id."

ROOM = 2**20
"""Bytes that must be left on the disk after a failure: a disk that is full would fail everyone else too."""


@dataclass(frozen=True, slots=True)
class Score:
    """One row of the gradebook: what nbgrader would export for a student."""

    student: str
    score: float  # before the late penalty
    max_score: float
    late_penalty: float
    needs_manual_grade: bool


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """What the gradebook or the disk refuses, as a sentence for the operator."""
    saved = "Marks that are saved stay; the next run marks everyone anew."
    try:
        yield
    except OperationalError as error:
        why = f"The gradebook cannot be used: {error.orig}."
        if "locked" in str(error.orig):
            others = "formgrader, another run or a database browser"
            why = f"The gradebook is locked by another program ({others}); end it first."
        raise HostError(f"{why} {saved}") from error
    except OSError as error:
        raise HostError(f"The course's files cannot be used: {error}. {saved}") from error


@refusals_in_words()
def grade_course(
    course: Path,
    assignment: Assignment,
    students: Sequence[str] | None = None,
    progress: Progress = lambda done, total, student: None,
) -> tuple[ScoreReport, ...]:
    """Mark the collected submissions of the named students, or of all who are enrolled.

    Each student has exactly one report: `graded`, `load-error`, `missing` or `error`.

    Raises:
        AssignmentError: a named student is not enrolled, or the assignment cannot be marked at all.
        HostError: the gradebook or the disk refuses; those who were marked before stay marked.
    """
    config = course_config(course)
    directory = course_directory(config, assignment.name, root=course)
    rubric = collect(assignment)
    _make_gradebook(directory)
    if not _is_registered(directory, assignment, rubric):
        register(assignment, course)
    known = enrolled(directory, assignment)
    for student in students or ():
        if student not in known:
            raise AssignmentError(not_enrolled(student))
    chosen = known if students is None else list(dict.fromkeys(students))
    reports = []
    for done, student in enumerate(chosen):
        progress(done, len(chosen), student)
        reports.append(_grade_student(config, directory, assignment, rubric, student))
    return tuple(reports)


def scores(course: Path, assignment: Assignment) -> tuple[Score, ...]:
    """The gradebook's rows for an assignment, by student; those who submitted nothing have none."""
    directory = course_directory(course_config(course), assignment.name, root=course)
    with open_gradebook(directory) as gradebook:
        try:
            rows = gradebook.assignment_submissions(assignment.name)
        except MissingEntry:
            return ()
        found = [
            Score(
                student=row.student.id,
                score=float(row.score),
                max_score=float(row.max_score),
                late_penalty=float(row.late_submission_penalty or 0.0),
                needs_manual_grade=bool(row.needs_manual_grade),
            )
            for row in rows
        ]
    return tuple(sorted(found, key=lambda row: row.student))


def enrolled(directory: CourseDirectory, assignment: Assignment) -> list[str]:
    """Students of the gradebook, and whoever has a folder among the submissions."""
    with open_gradebook(directory) as gradebook:
        names = {student.id for student in gradebook.students}
    step = directory.submitted_directory
    pattern = directory.format_path(step, "*", glob.escape(assignment.name))
    name = re.compile(
        directory.format_path(step, "(?P<student>[^/]+)", re.escape(assignment.name), escape=True)
    )
    for folder in glob.iglob(pattern, include_hidden=True):  # noqa: PTH207 (the course chooses the structure of its folders)
        found = name.fullmatch(folder)
        if found and Path(folder).is_dir():
            names.add(found["student"])
    return sorted(names)


def not_enrolled(student: str) -> str:
    """The sentence for a student whom nobody knows."""
    return f'"{student}" is not enrolled: the gradebook does not know the name, and nothing is submitted.'


def _grade_student(
    config: Config, directory: CourseDirectory, assignment: Assignment, rubric: Rubric, student: str
) -> ScoreReport:
    folder = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    path = folder / f"{assignment.name}.ipynb"
    root = Path(directory.root)
    report_path(root, assignment.name, student).unlink(missing_ok=True)
    if not folder.is_dir():
        return not_marked(
            assignment, None, Status.MISSING, "Nothing was submitted.", path=path, student=student
        )
    why = no_id(student)
    if why:
        unnamed = not_marked(assignment, rubric, Status.LOAD_ERROR, why, path=path, student=student)
        store(unnamed, root)
        return unnamed
    failure = _autograde(config, assignment, root, student)
    report = fetch(root, assignment.name, student)
    if report is not None and not failure:
        return report
    leave_pending(
        {
            "db_url": directory.db_url,
            "assignment": assignment.name,
            "notebook": assignment.name,
            "student": student,
        }
    )
    status, message = Status.ERROR, failure
    if not path.is_file():
        status, message = Status.LOAD_ERROR, nothing_to_read(path)
    report = not_marked(assignment, rubric, status, message, path=path, student=student)
    store(report, root)
    _demand_room(root)
    return report


class _AutogradeOne(Autograde):
    """nbgrader finds submissions by glob, and misses a student called `s[1]`; this one is told."""

    def init_notebooks(self) -> None:
        """The one submission of the one student."""
        names = self.coursedir.student_id, self.coursedir.assignment_id
        folder = self.coursedir.format_path(self.coursedir.submitted_directory, *names)
        self.assignments = {folder: [str(path) for path in Path(folder).glob("*.ipynb")]}
        self.notebooks: list[str] = []


def _autograde(config: Config, assignment: Assignment, root: Path, student: str) -> str:
    """Let nbgrader autograde one student; the cause if it fails."""
    directory = course_directory(config, assignment.name, root=root, student=student)
    submitted = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    directory.ignore = [*directory.ignore, *_not_to_copy(submitted)]
    try:
        run(_AutogradeOne(coursedir=directory, config=config, force=True))
    except HostError as error:
        return str(error)
    return ""


def _not_to_copy(folder: Path) -> list[str]:
    """Names that nbgrader would stumble over: pipes, sockets, devices, links that lead nowhere."""
    return [glob.escape(path.name) for path in folder.rglob("*") if not (path.is_file() or path.is_dir())]


def no_id(student: str) -> str:
    """Why the name of a student's folder cannot be an id; empty if it can."""
    if student != student.encode("utf-8", "replace").decode("utf-8"):
        return NO_TEXT
    return TWO_LINES if "\n" in student else ""


def nothing_to_read(path: Path) -> str:
    """The sentence for a submission without its notebook: what lies there instead."""
    others = sorted(other.name for other in path.parent.glob("*.ipynb"))
    there = f"there is {', '.join(others)}" if others else "there is no notebook at all"
    return f"The submission has no {path.name}; {there}."


def _is_registered(directory: CourseDirectory, assignment: Assignment, rubric: Rubric) -> bool:
    """Whether the gradebook knows all cells of the assignment, with the points that it has now."""
    open_gradebook(directory).close()  # makes tables where there are none
    try:
        slots = read_slots(assignment, directory.db_url)
    except AssignmentError:
        return False
    return {slot.grade_id: slot.points for slot in slots if slot.role in (Role.CHECK, Role.WRITTEN)} == {
        **{f"check_{row.name}": rubric.points(row.name) for row in assignment.exercises},
        **{row.name: row.points for row in assignment.questions},
    }


def _make_gradebook(directory: CourseDirectory) -> None:
    """Make the gradebook if there is none: beside its place, for nbgrader makes it in several steps."""
    url = make_url(directory.db_url)
    if url.get_backend_name() != "sqlite" or not url.database or Path(url.database).exists():
        return
    place = Path(url.database)
    beside = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        open_gradebook(CourseDirectory(db_url=f"sqlite:///{beside}", course_id=directory.course_id)).close()
        if not place.exists():
            beside.replace(place)
    finally:
        for left in place.parent.glob(f"{glob.escape(place.name)}.*.new"):  # of runs that were killed here, too
            left.unlink(missing_ok=True)


def _demand_room(root: Path) -> None:
    """Raise the OSError that every further student would meet, before they all do."""
    beside = root / "reports" / f"room.{os.getpid()}.tmp"
    try:
        beside.write_bytes(bytes(ROOM))
    finally:
        beside.unlink(missing_ok=True)
