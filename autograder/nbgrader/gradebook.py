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
from nbgrader.api import (
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import distinct, func, select

from autograder.assignment import Assignment
from autograder.errors import AssignmentError, HostError
from autograder.lists import letters, nearest
from autograder.nbgrader.host import SAVED, course_config, course_directory, gradebook_in_words, open_gradebook
from autograder.platforms.class_list import Person
from autograder.sentences import Sentence, in_words, say, say_all
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
        raise HostError(
            say("The course's files cannot be used: {error}. {saved}", error=error, saved=SAVED)
        ) from error


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
            return in_words("no answer waits for a person")
        if self.answers == 1:
            return in_words("1 answer of 1 student waits for a person: mark by hand in formgrader")
        text = "{answers} answers of {students} students wait for a person: mark by hand in formgrader"
        if self.students == 1:
            text = "{answers} answers of 1 student wait for a person: mark by hand in formgrader"
        return in_words(text, answers=self.answers, students=self.students)


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


BLOCK = 500
"""Students whose rows are asked for at once: few questions for many, and the rows of few in memory."""


def blocks(students: Sequence[str]) -> Iterator[Sequence[str]]:
    """The students, in their order, so many at a time."""
    for first in range(0, len(students), BLOCK):
        yield students[first : first + BLOCK]


def people_in(gradebook: Gradebook) -> tuple[Person, ...]:
    """Everyone whom the gradebook knows, in the order in which nbgrader lists them."""
    known = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    rows = gradebook.db.execute(select(*known).order_by(Student.last_name, Student.first_name))
    return tuple(Person(*(cell or "" for cell in row)) for row in rows)


CREATE = "c.Autograde.create_student = True"
"""nbgrader's own setting, which we ask an instructor to write; it is nbgrader's default."""

HOW_TO_ENROL = say(
    "autograder roster FILE; or let whoever hands in be enrolled: {create} in nbgrader_config.py.",
    create=CREATE,
)

MAX_STRAYS_SAID = 5
"""Folders that are named in a sentence."""


def enrolled(directory: CourseDirectory, assignment: Assignment) -> list[str]:
    """Students of the gradebook; and whoever has handed in, where the course says that this enrols."""
    with open_gradebook(directory) as gradebook:
        names = set(gradebook.db.scalars(select(Student.id)))
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


def strays_text(names: Sequence[str], students: Collection[str]) -> Sentence:
    """The sentence about folders of nobody who is enrolled."""
    said = []
    for name in names[:MAX_STRAYS_SAID]:
        meant = nearest(name, map(clean_text, students))
        text = "{name} ({meant})" if meant else "{name}"
        said.append(say(text, name=clean_text(name), meant=meant))
    there, more = say_all(said, "{one}, {other}"), len(names) - len(said)
    return say(
        "Not enrolled, and so not marked: {names}. If a folder bears a wrong id, rename it. To enrol the"
        " others: {how_to_enrol}",
        names=say("{names} and {number} more", names=there, number=more) if more else there,
        how_to_enrol=HOW_TO_ENROL,
    )


def chosen_of(known: Sequence[str], students: Sequence[str] | None) -> list[str]:
    """The named students, each once; or all who are known, where none are named.

    Raises:
        AssignmentError: a named student is not enrolled.
    """
    for student in students or ():
        if student not in known:
            raise AssignmentError(not_enrolled(student, known))
    return list(known) if students is None else list(dict.fromkeys(students))


def not_enrolled(student: str, students: Iterable[str]) -> Sentence:
    """The sentence for a student whom nobody knows."""
    meant = nearest(student, map(clean_text, students))
    name = clean_text(student)
    if meant:
        text = '"{name}" is not enrolled: the gradebook does not know the name; {meant}'
        return say(text, name=name, meant=meant)
    return say('"{name}" is not enrolled: the gradebook does not know the name.', name=name)


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
