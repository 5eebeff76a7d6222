"""Marks for Canvas, Moodle and Brightspace: the file that the platform exported, with one column filled in.

Platforms tell students and assignments by what stands in their own export, so that file is the template. What
an import does not need is left out of it: an import changes all that it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.files import write_whole
from autograder.instructor.roster import people
from autograder.instructor.standing import Standing, final_mark, is_complete, standings
from autograder.platforms.class_list import ClassList
from autograder.platforms.gradebooks import (
    MOODLE,
    Platform,
    demand_platform,
    find_column,
    kept_columns,
    mark_columns,
    most_points,
    takes_marks,
)
from autograder.platforms.matching import match_lines
from autograder.platforms.sheets import Sheet, SheetLine, as_cell, as_number, read_sheet, writes_decimal_comma
from autograder.sentences import in_words
from autograder.submission.notebook import few

NAMED_AT_MOST = 30
"""Students who are named in one sentence."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What went into the file, for the person who imports it."""

    platform: str
    column: str
    filled: int
    waiting: tuple[str, ...]  # students whose mark is not complete: their cells are as they were
    strangers: tuple[str, ...]  # lines that no student of the gradebook fits
    doubtful: tuple[str, ...]  # lines that several students fit, or several for one student
    locked: tuple[str, ...]  # students whose mark the platform does not take
    above: tuple[str, ...]  # students with more points than the platform gives
    left_over: tuple[str, ...]  # students who handed in and whom the file does not have
    possible: tuple[str, float]  # the platform's most points, and the gradebook's

    @property
    def text(self) -> str:
        """The same in sentences."""
        name = self.platform
        text = "{column}: 1 mark." if self.filled == 1 else "{column}: {number} marks."
        lines = [in_words(text, column=self.column, number=self.filled)]
        for who, text in (
            (self.waiting, "Not marked yet, so their cells are as they were: {who}."),
            (self.strangers, "In {platform}, and not in the gradebook: {who}."),
            (
                self.doubtful,
                "Fits several students, or a student with several lines, so nothing is filled in: {who}.",
            ),
            (self.locked, "Locked or excused in {platform}, so their cells are as they were: {who}."),
            (self.above, "With more points than {platform} has, where it may take fewer or none: {who}."),
            (self.left_over, "Handed in, and not in {platform}'s file: {who}."),
        ):
            if who:
                lines.append(in_words(text, platform=name, who=few(who, NAMED_AT_MOST)))
        there, most = self.possible
        if there and as_number(there) != most:
            lines.append(
                in_words(
                    '{platform} has "{there}" points possible, and the gradebook {most:g}: set {most:g} in'
                    " {platform}.",
                    platform=name,
                    there=there,
                    most=most,
                )
            )
        return "\n".join(lines)


def fill_marks(
    course: Path,
    assignment: Assignment,
    platform: Platform,
    template: Path,
    to: Path,
    column: str | None = None,
) -> Filled:
    """Write `to` from the platform's export `template`. Marks that still wait for a person are left out.

    Raises:
        AssignmentError: the template is no export of the platform, or has no column for the assignment.
        HostError: the gradebook cannot be read.
        OSError: the file cannot be written.
    """
    sheet = read_sheet(template)
    demand_platform(sheet, platform)
    column = find_column(platform, sheet, (assignment.title, assignment.name), column)
    everyone = {row.student: _mark_of(row) for row in standings(course, assignment)}
    whose = match_lines(platform, sheet, ClassList(people(course)))
    comma = writes_decimal_comma(_numbers(platform, sheet))
    said = most_points(platform, sheet, column)
    most = as_number(said)
    done, waiting, locked, above, lines = [], [], [], [], []
    for line in sheet.lines:
        cells = dict(line.cells)
        cells.setdefault("Student", _name_in_one(line))
        student = whose.students.get(line.number, "")
        known = everyone.get(student)
        mark = known.complete if known else None
        if mark is None and known and known.is_there:
            waiting.append(student)
        elif mark is not None and not takes_marks(platform, line, column):
            locked.append(student)
        elif mark is not None:
            cells[column] = as_cell(mark, comma=comma)
            done.append(student)
            if most is not None and mark > most:
                above.append(student)
        lines.append(cells)
    write_whole(to, sheet.written(kept_columns(platform, sheet, column), lines, platform.keys))
    return Filled(
        platform.name,
        column,
        len(done),
        tuple(waiting),
        whose.strangers,
        whose.doubtful,
        tuple(locked),
        tuple(above),
        tuple(name for name, row in everyone.items() if row.is_there and name not in whose.met),
        (said, max((row.most for row in everyone.values()), default=0.0)),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """All that the file needs of a student's standing."""

    is_there: bool  # in the gradebook
    complete: float | None  # what goes into the file; None for a mark of which a part waits for a person
    most: float


def _mark_of(row: Standing) -> _Mark:
    return _Mark(row.mark is not None, final_mark(row) if is_complete(row) else None, row.max_score)


def _name_in_one(line: SheetLine) -> str:
    """What Canvas writes in the column Student, where it was asked for two columns."""
    last, first = line.cells.get("LastName", ""), line.cell("FirstName")
    return f"{last}, {first}" if first else last


def _numbers(platform: Platform, sheet: Sheet) -> list[str]:
    columns = [*mark_columns(platform, sheet), *(["Maximum Grade"] if platform is MOODLE else [])]
    return [cell for name in columns for cell in sheet.column(name)]
