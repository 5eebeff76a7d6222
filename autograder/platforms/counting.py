"""Which files of a download count, and for whom.

Files of which nobody knows whose they are, and those that give way to a later one, are named with the reason.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.errors import AssignmentError
from autograder.platforms.class_list import ClassList, Person
from autograder.platforms.gradebooks import CANVAS, MOODLE, platform_of
from autograder.platforms.handed_in import (
    HandedIn,
    Participants,
    is_other_name,
    read_path,
    whose,
    worksheet_moment,
)
from autograder.platforms.sheets import read_sheet
from autograder.sentences import Sentence, say
from autograder.submission.notebook import clean_text

WORK = (".ipynb", ".py")
"""Endings of files that are missed if nobody collects them."""


@dataclass(frozen=True, slots=True)
class Download:
    """What a platform gave: files by their paths, and the worksheets that lie beside them."""

    names: Sequence[str]  # with /
    content: Callable[[str], bytes]
    worksheets: Sequence[Participants] = ()
    unpacked: frozenset[str] = frozenset()  # folders that students' archives have become
    tell_apart: Callable[[str, frozenset[str]], frozenset[str]] = lambda name, students: students


@dataclass(frozen=True, slots=True)
class Counted:
    """A file that counts."""

    handed_in: HandedIn
    student: str
    file: str  # what it is to be called in the student's folder
    moment: datetime.datetime | None  # when it was handed in, in UTC
    unread: str = ""  # a time that is written in a way that is not known here

    @property
    def order(self) -> tuple[int, float]:
        """Of two files of a student the later one has the larger order."""
        return self.handed_in.attachment, self.moment.timestamp() if self.moment else 0.0


@dataclass(frozen=True, slots=True)
class Count:
    """What counts, by its path, and why other files do not."""

    files: Mapping[str, Counted]
    unknown: Mapping[str, Sentence]  # it is not known whose they are
    earlier: Mapping[str, Sentence]  # the same student has another one that counts
    remarks: Mapping[str, tuple[Sentence, ...]]  # what a person should know of files that count


def count(download: Download, assignment: str, students: ClassList, zone: datetime.tzinfo) -> Count:
    """Find the student of every file, and of several files of one name the latest.

    Raises:
        OSError: a file cannot be read.
    """
    found, unknown = _found(download, students, zone)
    files, earlier = {}, {}
    for same in _called_the_same(found, assignment):
        *others, last = sorted(same, key=lambda one: one.order)
        files[last.handed_in.path] = last
        for one in others:
            earlier[one.handed_in.path] = _gives_way(one, last, download)
    remarks = {}
    for name, one in files.items():
        remarks[name] = tuple(_remarks(one, students.person(one.student)))
    return Count(files, unknown, earlier, remarks)


def _found(
    download: Download, students: ClassList, zone: datetime.tzinfo
) -> tuple[list[Counted], dict[str, Sentence]]:
    """The files whose student is known, and why the student of others is not."""
    found: list[Counted] = []
    unknown: dict[str, Sentence] = {}
    for name in sorted(download.names):
        if _is_of_a_system(name):
            continue
        handed_in = read_path(name, download.unpacked)
        if handed_in is None:
            if PurePosixPath(name).suffix in WORK:
                unknown[name] = say("its path is none that Canvas, Moodle or Brightspace writes.")
            continue
        these = download.tell_apart(name, whose(handed_in, students, download.worksheets))
        if len(these) == 1:
            (student,) = these
            moment, unread = _moment(handed_in, download)
            in_utc = moment.replace(tzinfo=zone).astimezone(datetime.UTC) if moment else None
            found.append(Counted(handed_in, student, handed_in.file, in_utc, unread))
        else:
            unknown[name] = _nobody(handed_in, len(these))
    participants = defaultdict(set)
    for one in found:
        if one.handed_in.platform is MOODLE:
            participants[one.student].add(one.handed_in.number)
    for one in found:
        number = len(participants[one.student])
        if (
            number > 1 and one.handed_in.platform is MOODLE
        ):  # of whom the roster knows one, or two downloads were mixed
            unknown[one.handed_in.path] = _several(one, number)
    return [one for one in found if one.handed_in.path not in unknown], unknown


def _several(one: Counted, number: int) -> Sentence:
    """Why a file is nobody's for certain, though the roster has one student who fits."""
    return say(
        "{number} participants of the download fit {student}, of whom one may only have the name; put the"
        " grading worksheet beside the archive, or remove what is not by that student.",
        number=number,
        student=clean_text(one.student),
    )


def read_worksheets(folder: Path) -> tuple[Participants, ...]:
    """The grading worksheets of Moodle that lie in a folder; other tables are passed over."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        with suppress(AssignmentError):  # a table of somebody's own
            sheet = read_sheet(path)
            if platform_of(sheet.names) is MOODLE:
                found.append(Participants(sheet))
    return tuple(found)


def _moment(handed_in: HandedIn, download: Download) -> tuple[datetime.datetime | None, str]:
    """When a file was handed in, so far as anything says it; and a time that is written in another way."""
    moment, unread = handed_in.moment, handed_in.unread
    for worksheet in download.worksheets if handed_in.platform is MOODLE else ():
        line = worksheet.line(handed_in)
        if line:
            moment, said = worksheet_moment(line)
            unread = "" if moment else said
    return moment, unread


def _called_the_same(found: Sequence[Counted], assignment: str) -> Iterable[list[Counted]]:
    """The files of each student, those together that are called the same."""
    names = {(one.student, one.file) for one in found}
    groups = defaultdict(list)
    for one in found:
        file = _without_number(one.file)
        is_numbered = one.handed_in.platform is CANVAS and PurePosixPath(one.file).stem != assignment
        if is_numbered and (PurePosixPath(file).stem == assignment or (one.student, file) in names):
            one = replace(one, file=file)
        groups[one.student, one.file].append(one)
    return groups.values()


def _without_number(file: str) -> str:
    """The name that a file had before Canvas told it from another of that name: means for means-1."""
    return re.sub(r"-[0-9]+(\.[^./]*)?$", r"\1", file)


def _gives_way(one: Counted, last: Counted, download: Download) -> Sentence:
    """Why a file gives way to another one of the same student and name."""
    name, other = one.handed_in.path, last.handed_in.path
    if download.content(name) == download.content(other):
        return say("it is the same file as {other}.", other=clean_text(other))
    if one.order == last.order:
        return say(
            "the same student handed in {other}, which counts, and nothing says which is the later one; if"
            " it is this one, remove the other.",
            other=clean_text(other),
        )
    return say("the same student handed in {other} later.", other=clean_text(other))


def _nobody(handed_in: HandedIn, number: int) -> Sentence:
    """Why nobody's file it is, or which of several students' is not known; and what to do."""
    if handed_in.is_anonymous:
        text = "it is anonymous; download the submissions again when {platform} shows the names."
        return say(text, platform=handed_in.platform.name)
    if handed_in.is_of_group:
        return say(
            "it is the work of a group of which no member is named; rename the folder so that it begins with"
            " the id of a member, and copy it for the others."
        )
    text = '{number} students of the roster are called "{called}"; {advice}'
    if not number:
        text = 'nobody in the roster is called "{called}"; {advice}'
    called = handed_in.number if handed_in.platform is CANVAS else handed_in.name
    if handed_in.platform is CANVAS:
        advice = say("add the number to the roster as the lms_user_id of the student.")
    elif handed_in.platform is MOODLE:
        advice = say(
            "put the grading worksheet beside the archive, or rename the folder so that it begins with the id"
            " of the student."
        )
    else:
        advice = say("rename the folder so that it has the id of the student in place of the name.")
    return say(text, number=number, called=clean_text(called), advice=advice)


def _remarks(one: Counted, student: Person) -> Iterator[Sentence]:
    id_ = clean_text(student.id)
    if one.handed_in.late and one.moment is None:
        yield say(
            "Canvas calls it late, and its name holds no time; without one in the file timestamp.txt of"
            " {student} it costs no late penalty.",
            student=id_,
        )
    if one.unread:
        yield say(
            '{platform} says "{unread}", which is no time in English; without one in the file timestamp.txt of'
            " {student} it costs no late penalty.",
            platform=one.handed_in.platform.name,
            unread=clean_text(one.unread),
            student=id_,
        )
    if is_other_name(one.handed_in, student):
        yield say(
            "it counts for {student}, who is called {name}; if it is the work of a group, copy the submission's"
            " folder for the other members.",
            student=id_,
            name=clean_text(student.name),
        )


def _is_of_a_system(name: str) -> bool:
    """Whether a file is what a Mac or another system puts beside the files of people."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")


def in_folder(name: str) -> str:
    """A file with the folder that it lies in, which is enough to find it; fit for a terminal."""
    return clean_text("/".join(name.split("/")[-2:]))
