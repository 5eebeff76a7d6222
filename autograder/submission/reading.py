"""What of a submission is run, and what is said of it before that? There are three readings.

The first takes what the functions need, by name. Where that loses points, another one
may find more, and then it counts: that of all cells, or that without the lines which stand in the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from autograder.assignment import Assignment, assignments_in
from autograder.errors import AssignmentError, LoadError
from autograder.sentences import Sentence, say
from autograder.submission.beside import MAX_MODULES, MAX_MODULES_BYTES, modules_beside
from autograder.submission.notebook import Cell, Submission, few, place_in_words, read
from autograder.submission.slicing import Slice, cut, is_disturbed, retyped, undisturbed, unreadable, whole

TOO_MANY_MODULES = (
    "Of the modules beside the notebook, {names} could not be read: {most} are read, with {size} KB in all."
)

_DYNAMIC = re.compile(r"\b(exec|eval|globals|locals|setattr|importlib|get_ipython|__import__|runpy)\b|%run")


class Reading(StrEnum):
    """Which statements of a submission are run."""

    NEEDED = "needed"  # by the functions
    EVERYTHING = "everything"  # that can be read
    UNDISTURBED = "undisturbed"  # needed, without what takes their place or their names further down


@dataclass(frozen=True, slots=True)
class Work:
    """What of a submission is run, and what was found out in reading it."""

    submission: Submission
    cells: tuple[Cell, ...]  # its code, and what is read as code
    reading: Reading
    code: Slice
    modules: Mapping[str, str]
    unwritten: Mapping[str, Sentence]
    notes: tuple[Sentence, ...]
    repairs: tuple[Sentence, ...]


def read_work(path: Path, assignment: Assignment, reading: Reading = Reading.NEEDED) -> Work:
    """Read a submission; where a function may be made in ways that no reading sees, all of its cells.

    Raises:
        LoadError: the file cannot be read, or is the work of another assignment.
    """
    submission = read(path)
    names = assignment.functions
    cells = submission.code
    code = cut(cells, names)
    lost_cells = retyped(submission.cells, code.missing) if code.missing else frozenset()
    if lost_cells:
        cells = tuple(cell for cell in submission.cells if cell.kind == "code" or cell.label in lost_cells)
        code = cut(cells, names)
    if len(code.missing) == len(names) and not code.unparsed:
        _demand_own(assignment, cells)
    unwritten = unreadable(code)
    notes = code.notes
    lost = [name for name in code.missing if name not in code.unparsed]
    if reading is Reading.NEEDED and any(_may_be_made(name, cells) for name in lost):
        reading = Reading.EVERYTHING
    if reading is Reading.EVERYTHING:
        code, unwritten = whole(cells), {}
        what = ", ".join(lost) or say("what the functions rest on")
        notes += (say("{what} could not be found by name, so all cells were run once", what=what),)
    if reading is Reading.UNDISTURBED:
        code = undisturbed(cells, names)
        notes += code.left_out
    uses = None if reading is Reading.EVERYTHING else code.uses
    notes += tuple(_leans(assignment, cells, uses))
    modules, left_out = modules_beside(path, code.imports, code.written)
    if left_out:
        names_of_some, size = few(left_out), MAX_MODULES_BYTES >> 10
        notes += (say(TOO_MANY_MODULES, names=names_of_some, most=MAX_MODULES, size=size),)
    repairs = submission.repairs
    repairs += tuple(
        say(
            "{cell} holds code and was no code cell any more; it was read as one",
            cell=place_in_words(label),
        )
        for label in (cell.label for cell in submission.cells)
        if label in lost_cells
    )
    return Work(submission, cells, reading, code, modules, unwritten, notes, repairs)


def other_readings(work: Work, names: Collection[str]) -> Iterator[Reading]:
    """The readings that may find more than the first one did."""
    if work.reading is not Reading.NEEDED:
        return
    if work.code.fills:
        yield Reading.EVERYTHING
    if is_disturbed(work.cells, names):
        yield Reading.UNDISTURBED


def _demand_own(assignment: Assignment, cells: Sequence[Cell]) -> None:
    """Refuse a file that holds no function of the assignment, and functions of another one.

    Raises:
        LoadError: so it is.
    """
    others: Sequence[Assignment] = ()
    with suppress(AssignmentError):  # what is wrong with another assignment is no matter here
        others = assignments_in(assignment.folder.parent)
    for other in others:
        if other.name == assignment.name:
            continue
        if len(cut(cells, other.functions).missing) < len(other.functions):
            raise LoadError(
                say(
                    "This is the work of the assignment {name}: no function of {name2} is in the file."
                    " Hand in {name2}.ipynb.",
                    name=other.name,
                    name2=assignment.name,
                )
            )


def _leans(assignment: Assignment, cells: Sequence[Cell], uses: Collection[str] | None) -> Iterator[Sentence]:
    """Warnings for functions that rest on others which the exercise asks to do without.

    `uses` are the names that all functions together look up, if they are known.
    """
    for exercise in assignment.exercises:
        for avoided in exercise.avoids:
            if uses is not None and avoided not in uses:
                continue
            if avoided in cut(cells, exercise.functions).uses:
                yield say(
                    "{functions} seems to call {avoided}; the exercise asks for a derivation of its own."
                    " This costs no points.",
                    functions=", ".join(exercise.functions),
                    avoided=avoided,
                )


def _may_be_made(name: str, cells: tuple[Cell, ...]) -> bool:
    """Whether running everything could bring a name to life that no statement binds."""
    return any(name in cell.source and _DYNAMIC.search(cell.source) for cell in cells)
