"""`autograder roster`: the class from a CSV file into nbgrader's gradebook, and nobody lost.

Everything is written in one transaction. A student who is not in the file any more is kept, with all marks, and
named; an empty cell leaves what the gradebook has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, Student

from autograder.lists import Line, Listing, read_list
from autograder.nbgrader.gradebook import refusals_in_words
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

ID = "id"

DETAILS = ("first_name", "last_name", "email", "lms_user_id")
"""What the gradebook knows about a student besides the id."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an import did: students by id, in the order of the file."""

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]  # in the gradebook and not in the file
    unknown: tuple[str, ...]  # columns that were not read


@refusals_in_words()
def enrol(course: Path, path: Path) -> Enrolment:
    """Import or update the students of a CSV file with the columns id and any of `DETAILS`.

    Raises:
        AssignmentError: a line of the file is wrong; nothing was written.
        HostError: the gradebook cannot be used; nothing was written.
    """
    listing = read_list(path, (ID,), DETAILS)
    listing.refuse(_faults(listing.lines))
    with open_gradebook(course_directory(course_config(course), "", root=course)) as gradebook:
        try:
            found = _write(gradebook, listing)
            gradebook.db.commit()
        except BaseException:
            gradebook.db.rollback()
            raise
    return found


def _write(gradebook: Gradebook, listing: Listing) -> Enrolment:
    known = {student.id: student for student in gradebook.students}
    outcome: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
    for line in listing.lines:
        name = line.cells[ID]
        details = {key: line.cells[key] for key in DETAILS if line.cells.get(key)}
        student = known.get(name)
        if student is None:
            gradebook.db.add(Student(id=name, **details))
            outcome["added"].append(name)
        elif all(getattr(student, key) == value for key, value in details.items()):
            outcome["unchanged"].append(name)
        else:
            for key, value in details.items():
                setattr(student, key, value)
            outcome["updated"].append(name)
    listed = {line.cells[ID] for line in listing.lines}
    return Enrolment(
        **{key: tuple(names) for key, names in outcome.items()},
        kept=tuple(sorted(known.keys() - listed)),
        unknown=listing.unknown,
    )


def _faults(lines: Sequence[Line]) -> list[tuple[int, str]]:
    faults = [(line.number, fault) for line in lines if (fault := _wrong_id(line.cells[ID]))]
    for key, what in ((ID, "the id"), ("lms_user_id", "the lms_user_id")):
        times = Counter(line.cells[key] for line in lines if line.cells.get(key))
        faults += [
            (line.number, f'{what} "{line.cells[key]}" stands in {times[line.cells[key]]} lines.')
            for line in lines
            if times.get(line.cells.get(key, ""), 0) > 1
        ]
    return faults


def _wrong_id(name: str) -> str:
    """Why a name cannot be the name of a student's folder; empty if it can."""
    if not name:
        return "it has no id."
    if "/" in name or "\\" in name or name in (".", ".."):
        return f'the id "{name}" cannot be the name of a folder, and nbgrader makes one for each student.'
    return ""


def enrolment_text(found: Enrolment) -> str:
    """What an import did, for the person who asked for it."""
    lines = [f"{len(found.added)} added, {len(found.updated)} updated, {len(found.unchanged)} as they were."]
    if found.kept:
        lines.append(f"Not in the file, and kept with their marks: {', '.join(found.kept)}.")
    if found.unknown:
        names = ", ".join(name or "(empty)" for name in found.unknown)
        lines.append(f"Columns that were not read: {names}. The gradebook knows: {', '.join((ID, *DETAILS))}.")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Person:
    """A student of the gradebook; what it does not know is empty."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@refusals_in_words()
def people(course: Path) -> tuple[Person, ...]:
    """Everyone in the gradebook.

    Raises:
        HostError: the gradebook cannot be read.
    """
    with open_gradebook(course_directory(course_config(course), "", root=course)) as gradebook:
        return tuple(
            Person(row.id, **{key: getattr(row, key) or "" for key in DETAILS}) for row in gradebook.students
        )
