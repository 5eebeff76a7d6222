"""The students in a table that a platform exported: its gradebook, or Moodle's list of participants.

The id is the login where the table has it, then the institution's number, then what else tells people apart.
Somebody whom the gradebook knows by one of the keys already keeps the id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AssignmentError
from autograder.lists import Line, Listing, wrong_cell
from autograder.platforms.class_list import ClassList
from autograder.platforms.gradebooks import (
    BRIGHTSPACE,
    CANVAS,
    MOODLE,
    Platform,
    demand_people,
    is_person,
    key_cell,
    platform_of,
)
from autograder.platforms.matching import students_with_key
from autograder.platforms.sheets import SheetLine, read_names, read_sheet
from autograder.sentences import Sentence, in_words, say

_IDS = {
    CANVAS.name: ("SIS Login ID", "SIS User ID", "ID"),
    MOODLE.name: ("Username", "ID number", "Email address"),
    BRIGHTSPACE.name: ("Username", "OrgDefinedId"),
}
"""The columns that may become the id; the first one that the table has."""

_NUMBERS = {CANVAS.name: "ID", MOODLE.name: "ID number", BRIGHTSPACE.name: "OrgDefinedId"}
"""The column that becomes the lms_user_id."""

_ADDRESSES = {CANVAS.name: "SIS Login ID", MOODLE.name: "Email address", BRIGHTSPACE.name: "Email"}

_SURNAMES = ("Last name", "Surname")
"""Moodle's word in American and in British English."""

_TEST_STUDENT = ("Test", "Student")
"""Canvas's own, with whose eyes teachers look at the course."""


@dataclass(frozen=True, slots=True)
class PlatformRoster:
    """The students of a platform's table as a list of our own."""

    listing: Listing
    platform: str
    id_column: str
    left_out: tuple[str, ...]  # lines that are of no student


def is_exported(path: Path) -> bool:
    """Whether a platform wrote the table, by the names of its columns."""
    return _platform(read_names(path)) is not None


def read_roster(path: Path, students: ClassList, id_column: str | None = None) -> PlatformRoster:
    """Read a platform's table. `students` are those of the gradebook.

    Raises:
        AssignmentError: a line of it is wrong, or it has no such column.
    """
    sheet = read_sheet(path)
    platform = _platform(sheet.names)
    assert platform is not None  # `is_exported` has said so
    column = id_column or next((name for name in _IDS[platform.name] if sheet.column(name)), "")
    if column not in sheet.names:
        wanted = column or in_words(" nor ").join(_IDS[platform.name])
        raise AssignmentError(
            say(
                "{path}: this table of {name} has no column {wanted} for the ids; it has: {names}.",
                path=path,
                name=platform.name,
                wanted=wanted,
                names=", ".join(sheet.names),
            )
        )
    demand_people(platform, sheet)
    lines, left_out, faults = [], [], []
    for row in sheet.lines:
        if not is_person(platform, row):
            continue
        if platform is CANVAS and _names(row) == _TEST_STUDENT:
            left_out.append(" ".join(_TEST_STUDENT))
            continue
        line = Line(row.number, _cells(platform, row, column, students))
        faults += [(row.number, fault) for fault in _faults(platform, row, line, students)]
        lines.append(line)
    listing = Listing(path, tuple(lines), ())
    listing.refuse(faults)
    return PlatformRoster(listing, platform.name, column, tuple(left_out))


def _platform(names: Sequence[str]) -> Platform | None:
    is_list = {"First name", "Email address"} <= set(names) and bool(set(_SURNAMES) & set(names))
    return MOODLE if is_list else platform_of(names)


def _cells(platform: Platform, row: SheetLine, column: str, students: ClassList) -> dict[str, str]:
    first, last = _names(row)
    address = row.cell(_ADDRESSES[platform.name])
    known = students_with_key(platform, row, students)
    return {
        "id": next(iter(known)) if len(known) == 1 else key_cell(row, column),
        "first_name": first,
        "last_name": last,
        "email": address if "@" in address else "",
        "lms_user_id": key_cell(row, _NUMBERS[platform.name]),
    }


def _names(row: SheetLine) -> tuple[str, str]:
    """First and last name. Where the platform writes them as one, nobody can say which word is which."""
    if row.cell("Student"):
        last, _, first = row.cell("Student").partition(",")
        return first.strip(), last.strip()
    for first, last in (
        ("FirstName", "LastName"),
        ("First Name", "Last Name"),
        *(("First name", s) for s in _SURNAMES),
    ):
        if row.cell(first) or row.cell(last):
            return row.cell(first), row.cell(last)
    return "", row.cell("Full name")


def _faults(platform: Platform, row: SheetLine, line: Line, students: ClassList) -> Iterator[Sentence]:
    known = sorted(students_with_key(platform, row, students))
    if len(known) > 1:
        text = "its keys are those of several students in the gradebook: {names}."
        yield say(text, names=", ".join(known))
    yield from filter(None, map(wrong_cell, line.cells.values()))
