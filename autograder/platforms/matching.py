"""Which student does a line of a platform's table mean? One, or nobody who is then named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.platforms.class_list import ClassList
from autograder.platforms.gradebooks import Platform, full_name, is_person, key_cell
from autograder.platforms.sheets import Sheet, SheetLine


def called(platform: Platform, line: SheetLine) -> str:
    """What a person reads of a line: the name, or else the first key that it has."""
    keys = (key_cell(line, column) for column in platform.keys)
    return full_name(platform, line) or next(filter(None, keys), "") or line.cell("Identifier")


def students_with_key(platform: Platform, line: SheetLine, students: ClassList) -> frozenset[str]:
    """The ids of the students who have a key of the line; several if the keys contradict each other."""
    found = [students.by(keys, key_cell(line, column)) for column, keys in platform.keys.items()]
    told = [these for these in found if these]
    if not told:
        return frozenset()
    return frozenset.intersection(*told) or frozenset.union(*told)


def students_meant(platform: Platform, line: SheetLine, students: ClassList) -> frozenset[str]:
    """The ids of the students whom a line may mean; several if its keys contradict each other.

    The name counts only if no key could have told: a student whose address is known is not somebody of the same
    name with another address.
    """
    found = students_with_key(platform, line, students)
    if found:
        return found
    told = [keys[0] for column, keys in platform.keys.items() if key_cell(line, column)]
    return frozenset(
        student
        for student in students.named(full_name(platform, line))
        if not any(getattr(students.person(student), key) for key in told)
    )


@dataclass(frozen=True, slots=True)
class Matched:
    """Which student each line of a table means, and the lines that mean nobody for certain."""

    students: Mapping[int, str]  # by the number of the line; each student once
    strangers: tuple[str, ...]  # lines that nobody fits
    doubtful: tuple[str, ...]  # lines that several students fit, or that are one of several for a student
    met: frozenset[str]  # students whom some line fits


def match_lines(platform: Platform, sheet: Sheet, students: ClassList) -> Matched:
    """Find the student of each line; where there is more than one way, none is taken."""
    found: dict[int, str] = {}
    strangers, doubtful = [], []
    met: set[str] = set()
    fitting = {
        line.number: students_meant(platform, line, students)
        for line in sheet.lines
        if is_person(platform, line)
    }
    people = [line for line in sheet.lines if line.number in fitting]
    for line in people:
        these = fitting[line.number]
        met |= these
        if not these:
            strangers.append(called(platform, line))
        elif len(these) == 1:
            (found[line.number],) = these
    times = Counter(found.values())
    for line in people:
        is_one_of_several = times[found.get(line.number, "")] > 1
        if is_one_of_several or len(fitting[line.number]) > 1:
            doubtful.append(called(platform, line))
    once = {number: student for number, student in found.items() if times[student] == 1}
    return Matched(once, tuple(strangers), tuple(doubtful), frozenset(met))
