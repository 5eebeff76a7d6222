"""What does the name of a file in an archive of submissions say? Read as the platforms write it, part by part.

    Canvas        lovelaceada_LATE_4711_90210_means-1.ipynb
    Moodle        Ada Lovelace_31415_assignsubmission_file/means.ipynb
    Brightspace   39787-640694 - Ada Lovelace - Oct 11, 2025 1130 AM/means.ipynb

docs/learning-platforms.md names the sources and the other forms.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from autograder.platforms.class_list import ClassList, Person, letters_of, plain_name
from autograder.platforms.gradebooks import BRIGHTSPACE, CANVAS, MOODLE, Platform
from autograder.platforms.matching import students_meant
from autograder.platforms.sheets import Sheet, SheetLine


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One file of a student, with what its path says."""

    path: str  # in the archive, with /
    platform: Platform
    file: str  # the end of the path: what the student called the file, in folders of the student's
    name: str = ""  # of the student or of a group, as the platform writes it
    number: str = ""  # Canvas's of the student, Moodle's of the participant
    attachment: int = 0  # Canvas's number of the file: a later one is larger
    moment: datetime.datetime | None = None  # when it was handed in, by a clock whose time zone is not said
    unread: str = ""  # a time that is written in a way that is not known here
    late: bool = False  # by the platform's own word
    is_anonymous: bool = False
    is_of_group: bool = False  # of which no member is named

    @property
    def before(self) -> str:
        """The path up to the file: what tells the platform whose it is."""
        return self.path[: len(self.path) - len(self.file)]


def read_path(path: str, unpacked: Collection[str] = ()) -> HandedIn | None:
    """What a path in an archive says; None if no platform of ours writes such paths.

    The outermost part that tells counts: what lies above it is a folder of somebody's own, and what lies below
    it a student may call as they like. `unpacked` are the folders that students' archives have become.
    """
    parts = path.split("/")
    at = 0
    for number, part in enumerate(parts):
        is_file = number == len(parts) - 1
        found = _moodle(path, at, part, is_file) or _brightspace(path, at, part, is_file)
        if is_file or path[: at + len(part)] in unpacked:  # Canvas makes no folders
            found = found or _canvas(path, at, part, is_file)
        if found:
            return replace(found, name=as_written(found.name))
        at += len(part) + 1
    return None


def as_written(name: str) -> str:
    """A name, where an archive did not say that it is UTF-8 and so it was read as code page 437."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>[0-9]+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?")


def _moodle(path: str, at: int, part: str, is_file: bool) -> HandedIn | None:
    """A folder, with an underscore at its end before Moodle 4.1; or the file's name in one with it.

    The words for nobody's name are the English ones.
    """
    found = _MOODLE.fullmatch(part)
    if not found or (is_file and not found["file"]):
        return None
    inside = found["file"] if is_file else path[at + len(part) + 1 :]
    return HandedIn(
        path,
        MOODLE,
        inside,
        found["name"],
        found["number"],
        is_anonymous=found["name"] == "Participant",
        is_of_group=found["name"] == "Group",
    )


_BRIGHTSPACE_IDS = re.compile(r"[0-9]+-[0-9]+")


def _brightspace(path: str, at: int, part: str, is_file: bool) -> HandedIn | None:
    """A folder, or the file's name in one with it; the numbers in front are not known to mean anybody.

    A name may hold the sign that stands between the parts, so the time is looked for first.
    """
    pieces = part.split(" - ")
    if len(pieces) < (4 if is_file else 3) or not _BRIGHTSPACE_IDS.fullmatch(pieces[0]):
        return None
    times = [number for number in range(2, len(pieces)) if _moment(pieces[number])]
    place = times[0] if times else 2 if is_file else len(pieces) - 1
    own = " - ".join(pieces[place + 1 :])
    if bool(own) != is_file:
        return None
    inside = own if is_file else path[at + len(part) + 1 :]
    moment, said = _moment(pieces[place]), pieces[place]
    name = " - ".join(pieces[1:place])
    return HandedIn(path, BRIGHTSPACE, inside, name, moment=moment, unread="" if moment else said)


def _moment(text: str) -> datetime.datetime | None:
    """A time as Brightspace writes it in English (Oct 11, 2025 1130 AM); None for any other text."""
    found = re.fullmatch(r"([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{4}) ([0-9]{1,2})([0-9]{2}) ([AP]M)", text)
    try:
        return datetime.datetime.strptime(" ".join(found.groups()), "%b %d %Y %I %M %p") if found else None
    except ValueError:
        return None


_CANVAS = (
    re.compile(r"(?P<name>.*?)_(?P<late>LATE_)?(?P<number>[0-9]+)_(?P<attachment>[0-9]+)_(?P<file>.+)"),
    re.compile(r"(?P<name>.*?)_(?P<late>LATE_)?(?P<number>[0-9]+)_(?P<file>(?:text|link)\.html)"),
)

_CANVAS_HIDDEN = re.compile(
    r"(?P<late>LATE_)?anon_(?:LATE_)?(?P<name>[^_]+)_(?P<attachment>[0-9]+)_(?P<file>.+)"
)


def _canvas(path: str, at: int, part: str, is_file: bool) -> HandedIn | None:
    """The numbers of the student and of the attachment; a folder is an archive of the student's, unpacked."""
    hidden = _CANVAS_HIDDEN.fullmatch(part)
    found = hidden or next(filter(None, (form.fullmatch(part) for form in _CANVAS)), None)
    if not found:
        return None
    said = found.groupdict()
    return HandedIn(
        path,
        CANVAS,
        said["file"] if is_file else path[at + len(part) + 1 :],
        said["name"],
        said.get("number") or "",
        int(said.get("attachment") or 0),
        late="LATE_" in part[: found.start("file")],
        is_anonymous=bool(hidden),
    )


@dataclass(frozen=True, slots=True)
class Participants:
    """Moodle's grading worksheet: who a participant is, whom the names of files only number."""

    sheet: Sheet

    def line(self, handed_in: HandedIn) -> SheetLine | None:
        """The line of the participant, if the name is the file's as well: groups have numbers, too."""
        for line in self.sheet.lines:
            number = re.search(r"([0-9]+)$", line.cell("Identifier"))
            if number and number[1] == handed_in.number:
                return line if plain_name(line.cell("Full name")) == plain_name(handed_in.name) else None
        return None


def worksheet_moment(line: SheetLine) -> tuple[datetime.datetime | None, str]:
    """When a participant handed in, as a time and as Moodle writes it: Thursday, 15 October 2026, 2:30 PM.

    Other languages than British and American English are not read.
    """
    said = line.cell("Last modified (submission)").strip("-")
    for form in ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p"):
        with suppress(ValueError):
            return datetime.datetime.strptime(said, form), said
    return None, said


def whose(handed_in: HandedIn, students: ClassList, worksheets: Sequence[Participants] = ()) -> frozenset[str]:
    """The ids of the students whose file it may be."""
    if handed_in.is_anonymous or handed_in.is_of_group:
        return frozenset()
    if handed_in.platform is CANVAS:
        return students.by(("lms_user_id", "id"), handed_in.number)
    for worksheet in worksheets:
        line = worksheet.line(handed_in) if handed_in.platform is MOODLE else None
        if line:
            return students_meant(MOODLE, line, students)
    return students.named(handed_in.name) | students.by(("id",), handed_in.name)


def is_other_name(handed_in: HandedIn, student: Person) -> bool:
    """Whether Canvas wrote the name of somebody else, or of a group, before the student's number."""
    names = (student.first_name, student.last_name)
    if handed_in.platform is not CANVAS or not all(names):
        return False
    return letters_of(handed_in.name) not in (letters_of("".join(names)), letters_of("".join(reversed(names))))
