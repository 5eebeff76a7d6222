"""`autograder grade`: every enrolled student marked into nbgrader's gradebook.

Rows and notebooks are what a typed `nbgrader autograde` writes: by our own writer (`nbgrader/fast`) where that
is known to leave the same, otherwise by nbgrader's steps (`one_by_one`). What fails for one student stays with
that student. A run that was killed leaves nothing half done that the next run trusts.
"""

from __future__ import annotations

import glob
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, HostError
from autograder.marking.rubric import Rubric, collect
from autograder.nbgrader.fast.whole_class import Progress, mark_class
from autograder.nbgrader.gradebook import (
    HOW_TO_ENROL,
    chosen_of,
    enrolled,
    interrupts_in_words,
    refusals_in_words,
    strays,
    strays_text,
)
from autograder.nbgrader.gradebook_cells import read_slots
from autograder.nbgrader.host import configured, course_config, course_directory, open_gradebook
from autograder.nbgrader.lateness import late_days_plugin
from autograder.nbgrader.one_by_one import grade_student
from autograder.release.release import register
from autograder.report import ScoreReport
from autograder.sentences import NOTHING, Sentence, in_words, say
from autograder.source import Role
from autograder.submission.beside import handed_in

if sys.platform != "win32":
    import fcntl

NOBODY_IS_ENROLLED = say(
    "Nobody is enrolled in this course. Import the class list: {how_to_enrol}", how_to_enrol=HOW_TO_ENROL
)


@interrupts_in_words()
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
        HostError: the gradebook or the disk refuses; those who were marked before stay marked. Or another run
            marks this assignment.
        ProcessesError: processes die as soon as they start, or the cluster cannot be used.
    """
    with no_other_run(assignment):
        return _grade_course(course, assignment, students, progress, jobs, force, scheduler, say)


@contextmanager
def no_other_run(assignment: Assignment) -> Iterator[None]:
    """No other run marks the assignment meanwhile: two would take each other's folders away.

    The system ends the hold when this process ends, however it does, and nothing is written for it.

    Raises:
        HostError: another run does.
    """
    if sys.platform == "win32":
        yield
        return
    folder = os.open(assignment.folder, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(folder)
        raise HostError(
            say(
                "Another run marks {name} just now, and two would undo each other's work; wait until"
                " it has ended, or end it.",
                name=assignment.name,
            )
        ) from error
    except OSError:  # some network drives know no such hold
        pass
    try:
        yield
    finally:
        os.close(folder)


def _grade_course(
    course: Path,
    assignment: Assignment,
    students: Sequence[str] | None,
    progress: Progress,
    jobs: int,
    force: bool,
    scheduler: str,
    say: Callable[[str], None],
) -> tuple[ScoreReport, ...]:
    config = course_config(course)
    directory = course_directory(config, assignment.name, root=course)
    with configured(course):
        late_days = late_days_plugin(config, directory.db_url)  # one that is wrong would fail for everyone
    rubric = collect(assignment)
    make_gradebook(directory)
    if not _is_registered(directory, assignment, rubric):
        register(assignment, course)
    known = enrolled(directory, assignment)
    if not known:
        raise AssignmentError(NOBODY_IS_ENROLLED)
    chosen = chosen_of(known, students)
    if late_days:
        late_days.demand_settings()
    for student in known:
        _give_folder_the_id(directory, assignment, student, say)
    reports = mark_class(
        config,
        directory,
        assignment,
        rubric,
        chosen,
        jobs=jobs,
        force=force,
        scheduler=scheduler,
        progress=progress,
        say=say,
    )
    if reports is not None:
        return reports
    one_by_one = []
    for done, student in enumerate(chosen):
        progress(done, len(chosen), student)
        one_by_one.append(grade_student(config, directory, assignment, rubric, student))
    return tuple(one_by_one)


def _give_folder_the_id(
    directory: CourseDirectory, assignment: Assignment, student: str, say: Callable[[str], None]
) -> None:
    """Rename a student's folder whose name has the letters of the id and other bytes; both look alike."""
    folder = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    if student.isascii() or handed_in(folder):
        return
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, student)
        other = Path(directory.format_path(directory.submitted_directory, name, assignment.name))
        if name == student or other.is_symlink() or not other.is_dir():
            continue
        folder.parent.mkdir(parents=True, exist_ok=True)
        other.rename(folder)
        with suppress(OSError):  # there is work for other assignments in it
            other.parent.rmdir()
        text = "{student}: the folder's name had other bytes for the same letters than the id; it was renamed."
        say(in_words(text, student=student))


@refusals_in_words()
def who_is_not_enrolled(course: Path, assignment: Assignment) -> Sentence:
    """The sentence about submissions of nobody who is enrolled; empty if there is none.

    Raises:
        HostError: the gradebook cannot be read.
    """
    directory = course_directory(course_config(course), assignment.name, root=course)
    known = enrolled(directory, assignment)
    found = strays(directory, assignment, known)
    return strays_text(found, known) if found else NOTHING


def _is_registered(directory: CourseDirectory, assignment: Assignment, rubric: Rubric) -> bool:
    """Whether the gradebook knows all cells of the assignment, with the points that it has now."""
    with open_gradebook(directory):  # makes tables where there are none
        pass
    try:
        slots = read_slots(assignment, directory.db_url)
    except AssignmentError:
        return False
    return {slot.grade_id: slot.points for slot in slots if slot.role in (Role.CHECK, Role.WRITTEN)} == {
        **{f"check_{row.name}": rubric.points(row.name) for row in assignment.exercises},
        **{row.name: row.points for row in assignment.questions},
    }


def make_gradebook(directory: CourseDirectory) -> None:
    """Make the gradebook if there is none: beside its place, for nbgrader makes it in several steps."""
    url = make_url(directory.db_url)
    if url.get_backend_name() != "sqlite" or not url.database or Path(url.database).exists():
        return
    place = Path(url.database)
    beside = place.with_name(f"{place.name}.{os.getpid()}.new")
    try:
        with open_gradebook(CourseDirectory(db_url=f"sqlite:///{beside}", course_id=directory.course_id)):
            pass
        if not place.exists():
            beside.replace(place)
    finally:
        for left in place.parent.glob(f"{glob.escape(place.name)}.*.new"):  # of runs that were killed here, too
            left.unlink(missing_ok=True)
