"""`autograder grade`: every enrolled student marked into nbgrader's gradebook, and marks read back.

Rows and notebooks are what a typed `nbgrader autograde` writes: by our own writer (`whole_class`) where that is
known to leave the same, otherwise by nbgrader's steps (`one_by_one`). What fails for one student stays with
that student. A run that was killed leaves nothing half done that the next run trusts.
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
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from autograder.assignment import Assignment, AssignmentError
from autograder.marking.rubric import Rubric, collect
from autograder.nbgrader.held import read_slots
from autograder.nbgrader.host import HostError, course_config, course_directory, open_gradebook
from autograder.nbgrader.ledger import open_ledger
from autograder.nbgrader.one_by_one import grade_student
from autograder.nbgrader.release import register
from autograder.nbgrader.source import Role
from autograder.nbgrader.stock import why_not
from autograder.nbgrader.whole_class import Progress, WholeClass
from autograder.report import ScoreReport


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
    saved = "Marks that are saved stay; the next run goes on from there."
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
    *,
    jobs: int = 1,
    force: bool = False,
    scheduler: str = "",
    say: Callable[[str], None] = lambda sentence: None,
) -> tuple[ScoreReport, ...]:
    """Mark the collected submissions of the named students, or of all who are enrolled, in `jobs` processes.

    With the address of a dask.distributed scheduler, its cluster marks, and this machine writes.

    Each student has exactly one report: `graded`, `load-error`, `missing` or `error`. Whose marks would rest on
    what they rested on before keeps them, unless all are marked by `force`. `say` is told what the operator
    should know.

    Raises:
        AssignmentError: a named student is not enrolled, or the assignment cannot be marked at all.
        HostError: the gradebook or the disk refuses; those who were marked before stay marked.
        CrewError: processes die as soon as they start, or the cluster cannot be used.
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
    with open_gradebook(directory) as gradebook:
        why = why_not(config, directory, gradebook, assignment.name)
        if not why:
            with open_ledger(gradebook, config, assignment) as ledger:
                run = WholeClass(
                    config, directory, assignment, rubric, ledger, force, jobs, progress, scheduler
                )
                return run.marked(chosen)
    say(f"nbgrader's own steps mark the class, one student after the other, because {why}.")
    reports = []
    for done, student in enumerate(chosen):
        progress(done, len(chosen), student)
        reports.append(grade_student(config, directory, assignment, rubric, student))
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
