"""What the gradebook holds: marks read back, who is enrolled, and what it refuses, in words."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment as Row
from nbgrader.api import Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import distinct, func, select

from autograder.assignment import Assignment
from autograder.errors import HostError
from autograder.lists import letters, nearest
from autograder.nbgrader.host import SAVED, course_config, course_directory, gradebook_in_words, open_gradebook
from autograder.platforms.class_list import Person
from autograder.submission.notebook import clean_text


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


@dataclass(frozen=True, slots=True)
class WaitingAnswers:
    """What of an assignment waits for a person: written answers, and exercises that could not be marked."""

    answers: int
    students: int

    @property
    def text(self) -> str:
        """The same in a sentence."""
        if not self.answers:
            return "no answer waits for a person"
        answers = "1 answer" if self.answers == 1 else f"{self.answers} answers"
        students = "1 student" if self.students == 1 else f"{self.students} students"
        waits = "waits" if self.answers == 1 else "wait"
        return f"{answers} of {students} {waits} for a person: mark by hand in formgrader"


@refusals_in_words()
def waiting_answers(course: Path, assignment: Assignment) -> WaitingAnswers:
    """How many answers of the whole class have no mark yet, or ask for a second look.

    Raises:
        HostError: the gradebook cannot be read.
    """
    answers = (
        select(func.count(Grade.id), func.count(distinct(SubmittedAssignment.student_id)))
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Row, SubmittedAssignment.assignment_id == Row.id)
        .where(Row.name == assignment.name, Grade.needs_manual_grade)
    )
    with open_gradebook(course_directory(course_config(course), assignment.name, root=course)) as gradebook:
        return WaitingAnswers(*gradebook.db.execute(answers).one())


def people_in(gradebook: Gradebook) -> tuple[Person, ...]:
    """Everyone whom the gradebook knows."""
    return tuple(
        Person(row.id, row.first_name or "", row.last_name or "", row.email or "", row.lms_user_id or "")
        for row in gradebook.students
    )


CREATE = "c.Autograde.create_student = True"
"""nbgrader's own setting, which we ask an instructor to write; it is nbgrader's default."""

HOW_TO_ENROL = f"autograder roster FILE; or let whoever hands in be enrolled: {CREATE} in nbgrader_config.py."

MAX_STRAYS_SAID = 5
"""Folders that are named in a sentence."""


def enrolled(directory: CourseDirectory, assignment: Assignment) -> list[str]:
    """Students of the gradebook; and whoever has handed in, where the course says that this enrols."""
    with open_gradebook(directory) as gradebook:
        names = {student.id for student in gradebook.students}
    if directory.config.Autograde.get("create_student", False):
        alike = set(map(letters, names))
        for name in sorted(submitters(directory, assignment.name)):
            if letters(name) not in alike:
                names.add(name)
                alike.add(letters(name))
    return sorted(names)


def strays(directory: CourseDirectory, assignment: Assignment, students: Collection[str]) -> list[str]:
    """Whose folders lie among the submissions though none of these students is called so."""
    return sorted(submitters(directory, assignment.name) - set(students))


def strays_text(names: Sequence[str], students: Collection[str]) -> str:
    """The sentence about folders of nobody who is enrolled."""
    said = []
    for name in names[:MAX_STRAYS_SAID]:
        meant = nearest(name, students)
        said.append(clean_text(f"{name} ({meant})" if meant else name))
    more = len(names) - len(said)
    return (
        f"Not enrolled, and so not marked: {', '.join(said)}{f' and {more} more' if more else ''}. If a folder"
        f" bears a wrong id, rename it. To enrol the others: {HOW_TO_ENROL}"
    )


def not_enrolled(student: str, students: Iterable[str]) -> str:
    """The sentence for a student whom nobody knows."""
    meant = nearest(student, students)
    said = f'"{clean_text(student)}" is not enrolled: the gradebook does not know the name'
    return f"{said}; {meant}" if meant else f"{said}."


def submitters(directory: CourseDirectory, assignment: str) -> set[str]:
    """Whoever has a folder among the submissions."""
    step, names = directory.submitted_directory, set()
    pattern = directory.format_path(step, "*", glob.escape(assignment))
    name = re.compile(directory.format_path(step, "(?P<student>[^/]+)", re.escape(assignment), escape=True))
    for folder in glob.iglob(pattern, include_hidden=True):  # noqa: PTH207 (the course chooses the structure of its folders)
        found = name.fullmatch(folder)
        if found and os.path.isdir(folder):  # noqa: PTH112 (Path.is_dir raises where one may not look)
            names.add(found["student"])
    return names
