"""What the gradebook holds: marks read back, who is enrolled, and what it refuses, in words."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from autograder.assignment import Assignment
from autograder.errors import HostError
from autograder.nbgrader.host import SAVED, course_config, course_directory, gradebook_in_words, open_gradebook
from autograder.platforms.class_list import Person


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
    try:
        with gradebook_in_words():
            yield
    except OSError as error:
        raise HostError(f"The course's files cannot be used: {error}. {SAVED}") from error


@contextmanager
def interrupts_in_words() -> Iterator[None]:
    """Ctrl-C while marks are written, with what it leaves."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(SAVED) from stop


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


def people_in(gradebook: Gradebook) -> tuple[Person, ...]:
    """Everyone whom the gradebook knows."""
    return tuple(
        Person(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms_user_id or "")
        for row in gradebook.students
    )


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
