"""`autograder roster`: the class from a CSV file into nbgrader's gradebook, and nobody lost.

Everything is written in one transaction. A student who is not in the file any more is kept, with all marks, and
named; an empty cell leaves what the gradebook has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.api import Gradebook, Student
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import insert, update

from autograder.errors import AssignmentError
from autograder.lists import Line, Listing, letters, mangled, read_list, why_no_id, with_zeros
from autograder.nbgrader.gradebook import people_in, refusals_in_words
from autograder.nbgrader.host import course_config, course_directory, gradebook_file, open_gradebook
from autograder.platforms.class_list import ClassList, Person
from autograder.platforms.rosters import PlatformRoster, is_exported, read_roster
from autograder.sentences import Sentence, in_words, say

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
    rewritten: tuple[str, ...]  # ids whose letters the gradebook has in Unicode's other form
    unknown: tuple[str, ...]  # columns that were not read
    exported: PlatformRoster | None = None  # where a platform wrote the file


@refusals_in_words()
def enrol(course: Path, path: Path, id_column: str | None = None) -> Enrolment:
    """Import or update the students of a CSV file with the columns id and any of `DETAILS`.

    Or those of a table that a platform exported; `id_column` is the column of it that holds the ids.

    Raises:
        AssignmentError: a line of the file is wrong; nothing was written.
        HostError: the gradebook cannot be used; nothing was written.
    """
    directory = course_directory(course_config(course), "", root=course)
    known = _known(directory)
    exported = None
    if is_exported(path):
        exported = read_roster(path, ClassList(known), id_column)
    elif id_column:
        raise AssignmentError(
            say("{path}: no platform exported it, so its column id holds the ids; leave out --id.", path=path)
        )
    listing = exported.listing if exported else read_list(path, (ID,), DETAILS)
    listing.refuse(faults_of_ids(listing.lines, {person.id for person in known}))
    with open_gradebook(directory) as gradebook:
        try:
            found = _write(gradebook, listing)
            gradebook.db.commit()
        except BaseException:
            gradebook.db.rollback()
            raise
    return replace(found, exported=exported)


def _known(directory: CourseDirectory) -> tuple[Person, ...]:
    """Everyone in the gradebook; none is made to find out."""
    place = gradebook_file(directory.db_url)
    if place and not place.exists():
        return ()
    with open_gradebook(directory) as gradebook:
        return people_in(gradebook)


def _write(gradebook: Gradebook, listing: Listing) -> Enrolment:
    known = {person.id: person for person in people_in(gradebook)}
    alike = {letters(name): name for name in known}
    outcome: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": [], "rewritten": []}
    listed = set()
    added, updated = [], []
    for line in listing.lines:
        name = line.cells[ID]
        if name not in known:
            if letters(name) in alike:
                outcome["rewritten"].append(name)
            name = alike.get(letters(name), letters(name))
        listed.add(name)
        details = {key: line.cells[key] for key in DETAILS if line.cells.get(key)}
        student = known.get(name)
        if student is None:
            added.append({"id": name, **dict.fromkeys(DETAILS), **details})
            outcome["added"].append(name)
        elif all(getattr(student, key) == value for key, value in details.items()):
            outcome["unchanged"].append(name)
        else:
            updated.append({"id": name, **details})
            outcome["updated"].append(name)
    if added:
        gradebook.db.execute(insert(Student), added)
    if updated:
        gradebook.db.execute(update(Student), updated)
    return Enrolment(
        added=tuple(outcome["added"]),
        updated=tuple(outcome["updated"]),
        unchanged=tuple(outcome["unchanged"]),
        kept=tuple(sorted(known.keys() - listed)),
        rewritten=tuple(outcome["rewritten"]),
        unknown=listing.unknown,
    )


def faults_of_ids(lines: Sequence[Line], known: Collection[str]) -> list[tuple[int, Sentence]]:
    """What is wrong with ids and numbers, by line; the ids in `known`, the gradebook's, stay as they are."""
    faults: list[tuple[int, Sentence]] = []
    numbers = with_zeros(known)
    for line in lines:
        name, number = line.cells[ID], line.cells.get("lms_user_id", "")
        zeros = numbers.get(name)
        if not name:
            faults.append((line.number, say("it has no id.")))
        elif name not in known and why_no_id(name):
            faults.append((line.number, why_no_id(name)))
        elif name not in known and zeros:
            text = 'the id "{name}" is {zeros} without its zeros; write {zeros}.'
            faults.append((line.number, say(text, name=name, zeros=zeros)))
        if mangled(number):
            faults.append((line.number, say("the lms_user_id {fault}", fault=mangled(number))))
    for key in (ID, "lms_user_id"):
        times = Counter(letters(line.cells[key]) for line in lines if line.cells.get(key))
        for line in lines:
            name = line.cells.get(key, "")
            if times.get(letters(name), 0) > 1:
                text = 'the {key} "{name}" stands in {number} lines.'
                faults.append((line.number, say(text, key=key, name=name, number=times[letters(name)])))
    return faults


def enrolment_text(found: Enrolment) -> str:
    """What an import did, for the person who asked for it."""
    lines = [
        say(
            "{added} added, {updated} updated, {unchanged} as they were.",
            added=len(found.added),
            updated=len(found.updated),
            unchanged=len(found.unchanged),
        )
    ]
    if found.exported:
        name, column = found.exported.platform, found.exported.id_column
        text = "Read as a table of {name}; the id of a new student is its column {column}."
        lines.append(say(text, name=name, column=column))
        if found.exported.left_out:
            names = ", ".join(found.exported.left_out)
            lines.append(say("Left out: {names}, of {platform} itself.", names=names, platform=name))
    if found.kept:
        lines.append(say("Not in the file, and kept with their marks: {names}.", names=", ".join(found.kept)))
    if found.rewritten:
        text = "Written with other bytes than in the gradebook, and the same students: {names}."
        lines.append(say(text, names=", ".join(found.rewritten)))
    if found.unknown:
        text = "Columns that were not read: {names}. The gradebook knows: {known}."
        names = ", ".join(name or in_words("(empty)") for name in found.unknown)
        lines.append(say(text, names=names, known=", ".join((ID, *DETAILS))))
    return "\n".join(map(str, lines))


@refusals_in_words()
def people(course: Path) -> tuple[Person, ...]:
    """Everyone in the gradebook.

    Raises:
        HostError: the gradebook cannot be read.
    """
    with open_gradebook(course_directory(course_config(course), "", root=course)) as gradebook:
        return people_in(gradebook)
