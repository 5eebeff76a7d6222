"""Marks for Canvas: its own gradebook export comes back with one column filled in.

Canvas tells assignments and students by the numbers in its export, so that file is the template. Only the
columns that Canvas demands and the assignment's are written: an import changes nothing else.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.files import write_whole
from autograder.instructor.roster import Person, people
from autograder.instructor.standing import Standing, final_mark, is_complete, standings
from autograder.nbgrader.export import safe_cell

DEMANDED = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
"""Canvas's columns before the assignments; the SIS ones are there where the institution has such ids."""

KEYS = ("ID", "SIS Login ID", "SIS User ID")

NUMBER = re.compile(r"\s*\(\d+\)\s*$")
"""What Canvas writes after an assignment's title."""

POSSIBLE = "points possible"


@dataclass(frozen=True, slots=True)
class Filled:
    """What went into the file, for the person who imports it."""

    column: str
    filled: int
    waiting: tuple[str, ...]  # students whose mark is not complete: their cells are as they were
    strangers: tuple[str, ...]  # lines of Canvas that no student of the gradebook fits
    left_over: tuple[str, ...]  # students with a mark whom Canvas's file does not have
    possible: tuple[str, float]  # Canvas's points possible, and the gradebook's

    @property
    def text(self) -> str:
        """The same in sentences."""
        lines = [f"{self.column}: {self.filled} mark{'' if self.filled == 1 else 's'}."]
        if self.waiting:
            lines.append(f"Not complete, so their cells are as they were: {', '.join(self.waiting)}.")
        if self.strangers:
            lines.append(f"In Canvas, and not in the gradebook: {', '.join(self.strangers)}.")
        if self.left_over:
            lines.append(f"With a mark, and not in Canvas's file: {', '.join(self.left_over)}.")
        said, most = self.possible
        if not _is_number(said, most):
            lines.append(
                f'Canvas has "{said}" points possible, and the gradebook {most:g}: set {most:g} in Canvas.'
            )
        return "\n".join(lines)


def export_canvas(
    course: Path, assignment: Assignment, template: Path, to: Path, column: str | None = None
) -> Filled:
    """Write `to` from Canvas's export `template`. Marks that still wait for a person are left out.

    Raises:
        AssignmentError: the template is no export of Canvas, or has no column for the assignment.
        HostError: the gradebook cannot be read.
        OSError: the file cannot be written.
    """
    rows = _read(template)
    column = _column(template, rows[0], assignment, column)
    everyone = {row.student: row for row in standings(course, assignment)}
    text = io.StringIO(newline="")
    kept = [name for name in rows[0] if name in DEMANDED] + [column]
    lines = csv.DictWriter(text, kept, extrasaction="ignore")
    lines.writeheader()
    found = _Filling(everyone, list(people(course)))
    said = ""
    for cells in rows[1:]:
        line = dict(zip(rows[0], cells, strict=False))
        if line["Student"].strip().casefold() == POSSIBLE:
            said = line.get(column, "").strip()
        elif line["ID"].strip():
            line[column] = found.mark(line, line.get(column, ""))
        lines.writerow({name: _cell(line.get(name, "")) for name in kept})
    write_whole(to, text.getvalue())
    return Filled(
        column,
        len(found.done),
        tuple(found.waiting),
        tuple(found.strangers),
        tuple(name for name, row in everyone.items() if row.mark is not None and name not in found.seen),
        (said, max((row.max_score for row in everyone.values()), default=0.0)),
    )


class _Filling:
    """Looks up marks by what Canvas calls a student, and remembers what it met."""

    def __init__(self, standings: Mapping[str, Standing], class_list: Sequence[Person]) -> None:
        self.standings = standings
        self.people = class_list
        self.done: list[str] = []
        self.waiting: list[str] = []
        self.strangers: list[str] = []

    @property
    def seen(self) -> set[str]:
        return {*self.done, *self.waiting}

    def mark(self, line: Mapping[str, str], before: str) -> str:
        """The cell of one student: the mark, or what stood there."""
        student = self._student(line)
        standing = self.standings.get(student)
        if not student or student in self.seen:
            self.strangers.append(line["Student"].strip())
            return before
        if standing is None or standing.mark is None:
            return before
        if not is_complete(standing):
            self.waiting.append(student)
            return before
        self.done.append(student)
        return f"{final_mark(standing):g}"

    def _student(self, line: Mapping[str, str]) -> str:
        """The id of the one student who fits: by Canvas's number, or else the login, or else the SIS id."""
        for key in KEYS:
            value = line.get(key, "").strip().casefold()
            fits = {person.id for person in self.people if value and value in _keys(person, key)}
            if len(fits) == 1:
                return fits.pop()
        return ""


def _keys(person: Person, key: str) -> set[str]:
    known = (person.lms_user_id,) if key == "ID" else (person.id, person.email)
    return {value.casefold() for value in known}


def _read(template: Path) -> list[list[str]]:
    try:
        text = template.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AssignmentError(f"{template} cannot be read as the CSV that Canvas exports ({error}).") from error
    head = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count)))
    if not rows or not {"Student", "ID"} <= set(rows[0]):
        raise AssignmentError(
            f"{template} is no gradebook of Canvas: its first line has no columns Student and ID. In Canvas:"
            " Grades, Export, Export Entire Gradebook."
        )
    return [row for row in rows if any(row)]


def _column(template: Path, names: Sequence[str], assignment: Assignment, wanted: str | None) -> str:
    own = [name for name in names if name not in DEMANDED and NUMBER.search(name)]
    if wanted in own:
        return str(wanted)
    titles = (
        {assignment.title.casefold(), assignment.name.casefold()} if wanted is None else {wanted.casefold()}
    )
    fits = [name for name in own if NUMBER.sub("", name).strip().casefold() in titles]
    if len(fits) == 1:
        return fits[0]
    asked = f'called "{wanted}"' if wanted else f'called "{assignment.title}" or "{assignment.name}"'
    raise AssignmentError(
        f"{template} has {len(fits) or 'no'} assignment{'s' if len(fits) > 1 else ''} {asked}; name the column"
        f" with --column. There is: {', '.join(own) or 'none'}."
    )


def _is_number(text: str, number: float) -> bool:
    try:
        return abs(float(text) - number) < 1e-6
    except ValueError:
        return False


def _cell(value: str) -> str:
    """The cell as it was, unless a spreadsheet would take it for a formula."""
    guarded = str(safe_cell(value))
    return value if guarded == " ".join(value.split()) else guarded
