"""The columns of the platforms' gradebooks, and those of them that an import needs.

docs/learning-platforms.md names the sources of all this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import AssignmentError
from autograder.platforms.sheets import Sheet, SheetLine
from autograder.sentences import Sentence, one_of, say

CANVAS_PEOPLE = ("Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account", "Section")
"""Canvas's columns before the assignments, which an import demands as they were exported."""

CANVAS_TITLE = re.compile(r"(.*\S)\s*\(\d+\)\s*")
"""A title and Canvas's number of the assignment."""

BRIGHTSPACE_END = "End-of-Line Indicator"

BRIGHTSPACE_TITLE = re.compile(r"(.*\S) Points Grade(?:\s*<.*>)?\s*")
"""An item; in angle brackets the export says its kind, its points, its category and its weight."""

_MOODLE_TEXTS = ("Feedback comments", "Online text")
"""What a worksheet holds of texts. An import with an empty comment erases the comment that is there."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What is the same in all files of one platform."""

    name: str
    keys: Mapping[str, tuple[str, ...]]  # a column about a person, and which of our keys may hold the same
    names: tuple[str, ...]  # the columns that hold the full name together, the first name first
    export: Sentence  # how a person gets the file


CANVAS = Platform(
    "Canvas",
    {
        "ID": ("lms_user_id",),
        "SIS Login ID": ("id", "email"),
        "SIS User ID": ("id", "email"),
    },
    ("Student",),
    say("Grades, Export, Export Entire Gradebook"),
)

MOODLE = Platform(
    "Moodle",
    {
        "Email address": ("email", "id"),
        "ID number": ("lms_user_id", "id"),
        "Username": ("id",),
    },
    ("Full name",),
    say("the assignment, Submissions, Download grading worksheet, with Moodle's language set to English"),
)

BRIGHTSPACE = Platform(
    "Brightspace",
    {
        "Username": ("id", "email"),
        "OrgDefinedId": ("lms_user_id", "id"),
        "Email": ("email", "id"),
    },
    ("First Name", "Last Name"),
    say("Grades, Enter Grades, Export, with Points grade and both keys"),
)

PLATFORMS = {"canvas": CANVAS, "moodle": MOODLE, "brightspace": BRIGHTSPACE}
"""All of them, by the name that one types."""


def platform_of(columns: Sequence[str]) -> Platform | None:
    """Whose gradebook it is, by the names of its columns; None for any other table."""
    names = set(columns)
    if {"ID", "Section"} <= names and ("Student" in names or {"LastName", "FirstName"} <= names):
        return CANVAS
    if {"Identifier", "Grade"} <= names:
        return MOODLE
    if names & {"OrgDefinedId", "Username"} and BRIGHTSPACE_END in names:
        return BRIGHTSPACE
    return None


def demand_platform(sheet: Sheet, platform: Platform) -> None:
    """Do nothing if the table is the platform's gradebook.

    Raises:
        AssignmentError: it is not.
    """
    found = platform_of(sheet.names)
    if found is platform:
        demand_people(platform, sheet)
        return
    other = say("its first line names: {names}", names=", ".join(sheet.names))
    if found:
        other = say("it is one of {name}", name=found.name)
    raise AssignmentError(
        say(
            "{path} is no gradebook of {name}: {other}. In {name}: {export}.",
            path=sheet.path,
            name=platform.name,
            other=other,
            export=platform.export,
        )
    )


def demand_people(platform: Platform, sheet: Sheet) -> None:
    """Do nothing if the lines about people are whole, and what tells people apart stands there once.

    Canvas's lines about assignments may be shorter.

    Raises:
        AssignmentError: they are not.
    """
    sheet.demand_once((*platform.keys, *platform.names))
    sheet.demand_whole(line for line in sheet.lines if is_person(platform, line))


def is_person(platform: Platform, line: SheetLine) -> bool:
    """Whether a line is about somebody; Canvas has lines about the assignments, too."""
    return platform is not CANVAS or bool(line.cell("ID"))


def full_name(platform: Platform, line: SheetLine) -> str:
    """The name in a line, the first name first; empty where there is none."""
    if line.cell("Student"):
        last, _, first = line.cell("Student").partition(",")
        return f"{first.strip()} {last.strip()}".strip()
    columns = ("FirstName", "LastName") if platform is CANVAS else platform.names
    return " ".join(line.cell(column) for column in columns).strip()


def key_cell(line: SheetLine, column: str) -> str:
    """The value of a key; Brightspace writes a # in front, so that spreadsheets leave it alone."""
    return line.cell(column).removeprefix("#")


def mark_columns(platform: Platform, sheet: Sheet) -> Mapping[str, str]:
    """The columns that hold marks of one assignment, and the title of each."""
    if platform is MOODLE:
        return {"Grade": "Grade"}
    title = CANVAS_TITLE if platform is CANVAS else BRIGHTSPACE_TITLE
    found = {}
    for name in sheet.names:
        match = title.fullmatch(name)
        if match and name not in CANVAS_PEOPLE:
            found[name] = match[1]
    return found


def find_column(platform: Platform, sheet: Sheet, titles: Sequence[str], wanted: str | None) -> str:
    """The column of an assignment: the one that is `wanted`, or the one with one of the titles.

    Raises:
        AssignmentError: there is none, or more than one; or the platform reads no marks from it.
    """
    column = _find_column(platform, sheet, titles, wanted)
    sheet.demand_once([column])
    return column


def _find_column(platform: Platform, sheet: Sheet, titles: Sequence[str], wanted: str | None) -> str:
    there = mark_columns(platform, sheet)
    if platform is MOODLE:
        return _moodle_column(sheet, wanted)
    if wanted in there:
        return _open_column(sheet, str(wanted))
    asked = {title.casefold() for title in ([wanted] if wanted else titles)}
    found = [name for name, title in there.items() if title.casefold() in asked]
    if len(found) == 1:
        return _open_column(sheet, found[0])
    so_called = [say('"{title}"', title=title) for title in ([wanted] if wanted else titles)]
    raise AssignmentError(
        say(
            "{path} has {number} called {so_called}; name the column with --column. There is: {there}.",
            path=sheet.path,
            number=say("{number} assignments", number=len(found)) if found else say("no assignment"),
            so_called=one_of(so_called),
            there=", ".join(there) or say("none"),
        )
    )


def _open_column(sheet: Sheet, column: str) -> str:
    """The column, unless Canvas says of it that it is read only and passes it over."""
    if any("(read only)" in line.cell(column) for line in sheet.lines if not line.cell("ID")):
        raise AssignmentError(
            say(
                "{path}: Canvas takes no marks for {column}, which is read only there.",
                path=sheet.path,
                column=column,
            )
        )
    return column


def _moodle_column(sheet: Sheet, wanted: str | None) -> str:
    if wanted:
        raise AssignmentError(
            say("{path} is a worksheet of one assignment; leave out --column.", path=sheet.path)
        )
    if "Scale" in sheet.names:
        raise AssignmentError(
            say(
                "{path} is of an assignment with a scale; in Moodle, set its grade type to Point, and"
                " download the worksheet again.",
                path=sheet.path,
            )
        )
    return "Grade"


def kept_columns(platform: Platform, sheet: Sheet, column: str) -> dict[str, str]:
    """The columns of the file that goes back, and what each is called in it.

    An import changes what it is given: so it is given one assignment, and what tells students apart.
    """
    if platform is MOODLE:
        return {name: name for name in sheet.names if name not in _MOODLE_TEXTS}
    if platform is CANVAS:
        people = [name for name in sheet.names if name in CANVAS_PEOPLE]
        if "Student" not in people:  # exported with two columns for a name, which an import does not know
            people.insert(0, "Student")
        return {name: name for name in (*people, column)}
    keys = [name for name in ("OrgDefinedId", "Username") if name in sheet.names]
    title = mark_columns(platform, sheet)[column]
    return {**{name: name for name in keys}, column: f"{title} Points Grade", BRIGHTSPACE_END: BRIGHTSPACE_END}


def most_points(platform: Platform, sheet: Sheet, column: str) -> str:
    """The most that the platform gives, as it says it; empty where it does not."""
    if platform is MOODLE:
        return next(iter(sheet.column("Maximum Grade")), "")
    if platform is CANVAS:
        heading = sheet.names[0]
        said = (line.cell(column) for line in sheet.lines if "Points Possible" in line.cell(heading))
        return next(said, "")
    found = re.search(r"MaxPoints:\s*([0-9.,]+)", column)
    return found[1] if found else ""


def takes_marks(platform: Platform, line: SheetLine, column: str) -> bool:
    """Whether a mark belongs into this line.

    Moodle locks a mark that was changed in its own gradebook. In Canvas a student can be excused (EX), or not
    be among those who have the assignment (N/A).
    """
    if platform is CANVAS:
        return line.cell(column).casefold() not in ("ex", "n/a")
    return platform is not MOODLE or line.cell("Grade can be changed").casefold() in ("", "yes")
