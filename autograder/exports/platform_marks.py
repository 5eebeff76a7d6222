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
from autograder.submission.notebook import clean_text, few

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
        lines = [f"{self.column}: {self.filled} mark{'' if self.filled == 1 else 's'}."]
        for who, said in (
            (self.waiting, "Not marked yet, so their cells are as they were"),
            (self.strangers, f"In {name}, and not in the gradebook"),
            (
                self.doubtful,
                "Fits several students, or a student with several lines, so nothing is filled in",
            ),
            (self.locked, f"Locked or excused in {name}, so their cells are as they were"),
            (self.above, f"With more points than {name} has, where it may take fewer or none"),
            (self.left_over, f"Handed in, and not in {name}'s file"),
        ):
            if who:
                lines.append(f"{said}: {clean_text(few(who, NAMED_AT_MOST))}.")
        there, most = self.possible
        if there and as_number(there) != most:
            lines.append(
                f'{name} has "{there}" points possible, and the gradebook {most:g}: set {most:g} in {name}.'
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
    everyone = {row.student: row for row in standings(course, assignment)}
    whose = match_lines(platform, sheet, ClassList(people(course)))
    comma = writes_decimal_comma(_numbers(platform, sheet))
    said = most_points(platform, sheet, column)
    most = as_number(said)
    done, waiting, locked, above, lines = [], [], [], [], []
    for line in sheet.lines:
        cells = dict(line.cells)
        cells.setdefault("Student", _name_in_one(line))
        student = whose.students.get(line.number, "")
        mark = _mark(everyone.get(student))
        if mark is None and student in everyone and everyone[student].mark is not None:
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
        tuple(name for name, row in everyone.items() if row.mark is not None and name not in whose.met),
        (said, max((row.max_score for row in everyone.values()), default=0.0)),
    )


def _mark(standing: Standing | None) -> float | None:
    """What goes into the file: nothing for a mark of which a part waits for a person."""
    return final_mark(standing) if standing and is_complete(standing) else None


def _name_in_one(line: SheetLine) -> str:
    """What Canvas writes in the column Student, where it was asked for two columns."""
    last, first = line.cells.get("LastName", ""), line.cell("FirstName")
    return f"{last}, {first}" if first else last


def _numbers(platform: Platform, sheet: Sheet) -> list[str]:
    columns = [*mark_columns(platform, sheet), *(["Maximum Grade"] if platform is MOODLE else [])]
    return [cell for name in columns for cell in sheet.column(name)]
