"""One student marked by nbgrader's own `autograde`, in this process.

What fails for one student stays with that student. This is what `autograder grade` does for everyone where its
own writer may not stand for nbgrader's steps (`may_run_fast`), and for whoever could not be marked that way.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config

from autograder.assignment import Assignment
from autograder.errors import HostError, refusal
from autograder.files import demand_room
from autograder.marking.rubric import Rubric
from autograder.nbgrader.exporter import leave_pending
from autograder.nbgrader.host import course_directory, run
from autograder.nbgrader.stored_reports import fetch, not_marked, report_path, store
from autograder.report import ScoreReport, Status
from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.beside import handed_in, why_unfit
from autograder.submission.notebook import clean_text, not_to_copy

NO_TEXT = say(
    "The folder's name is no text (UTF-8), so no gradebook can hold it; rename it to the student's id."
)

TWO_LINES = say(
    "The folder's name breaks a line, and nbgrader reads no such id; rename it to the student's id."
)

IS_MARKUP = say(
    r"""The folder's name holds <, >, " or \, which formgrader would read as a part of its own pages;"""
    " rename it to the student's id."
)


def grade_student(
    config: Config, directory: CourseDirectory, assignment: Assignment, rubric: Rubric, student: str
) -> ScoreReport:
    """Mark one student; the report that was there before is gone first.

    Raises:
        OSError: the disk is full.
        OperationalError: the gradebook is locked.
    """
    folder = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    root = Path(directory.root)
    path = folder / f"{assignment.name}.ipynb"
    written = Path(directory.format_path(directory.autograded_directory, student, assignment.name))
    try:
        report_path(root, assignment.name, student).unlink(missing_ok=True)
        if not handed_in(folder):
            return not_marked(
                assignment, None, Status.MISSING, say("Nothing was submitted."), path=path, student=student
            )
        why = no_id(student)
        if why:
            unnamed = not_marked(assignment, rubric, Status.LOAD_ERROR, why, path=path, student=student)
            store(unnamed, root)
            return unnamed
        why = why_unfit(folder)
        if why:
            unread = not_marked(assignment, rubric, Status.LOAD_ERROR, why, path=path, student=student)
            leave_to_person(directory, unread)
            return unread
        failure = _autograde(config, assignment, root, student, written)
    except OSError as error:
        failure = why_unusable(error, root, written)
    report = fetch(root, assignment.name, student)
    if report is not None and not failure:
        return report
    report = not_marked(assignment, rubric, Status.ERROR, failure, path=path, student=student)
    try:
        leave_to_person(directory, report)
        demand_room(root / "reports")  # a disk that is full would fail everyone else too
    except OSError as error:
        why_unusable(error, root, written)  # the report that is printed says so
    return report


EVERYBODYS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""What the system refuses to all when it refuses it to one."""


def why_unusable(error: OSError, root: Path, written: Path) -> Sentence:
    """What the system refuses of the files of one student, as a sentence.

    A name without a folder is of one in `written`: Python names so what it cannot remove with a folder.

    Raises:
        OSError: it is nothing of one student's, and would end as badly for everybody.
    """
    if error.errno in EVERYBODYS or not isinstance(error.filename, str):
        raise error
    name = clean_text(os.path.relpath(written / error.filename, root))
    return say(
        "{name} cannot be used ({strerror}); make it usable or move it away, and mark again.",
        name=name,
        strerror=refusal(error),
    )


def leave_to_person(directory: CourseDirectory, report: ScoreReport) -> None:
    """Keep the report of a student who could not be marked; what the gradebook has of it waits for a person."""
    leave_pending(
        {
            "db_url": directory.db_url,
            "assignment": report.assignment,
            "notebook": report.assignment,
            "student": report.student or "",
        }
    )
    store(report, Path(directory.root))


class OneStudent(BaseConverter):
    """nbgrader finds what it converts by glob, and misses a student called `s[1]`; this converter is told.

    It is told the name that the notebook should have: our exporter reads the file that was meant.
    """

    def init_notebooks(self) -> None:
        """The one notebook of the one student."""
        names = self.coursedir.student_id, self.coursedir.assignment_id
        folder = self.coursedir.format_path(self._input_directory, *names)
        self.assignments = {folder: [str(Path(folder) / f"{self.coursedir.assignment_id}.ipynb")]}
        self.notebooks: list[str] = []


class _AutogradeOne(OneStudent, Autograde):
    """Marks the submission of one student."""


def _autograde(config: Config, assignment: Assignment, root: Path, student: str, written: Path) -> Sentence:
    """Let nbgrader autograde one student, into the folder `written`; the cause if it fails."""
    directory = course_directory(config, assignment.name, root=root, student=student)
    submitted = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    directory.ignore = [*directory.ignore, *not_to_copy(submitted)]
    try:
        run(_AutogradeOne(coursedir=directory, config=config, force=True))
    except HostError as error:
        cause = error.__cause__
        return why_unusable(cause, root, written) if isinstance(cause, OSError) else error.said
    return NOTHING


def no_id(student: str) -> Sentence:
    """Why the name of a student's folder cannot be an id; empty if it can."""
    if student != student.encode("utf-8", "replace").decode("utf-8"):
        return NO_TEXT
    if "\n" in student:
        return TWO_LINES
    # formgrader writes ids into its pages and programs as they are.
    return IS_MARKUP if set('<>"\\') & set(student) else NOTHING
