"""A submission mended: a notebook in which nbgrader finds every cell that it knows, once, as it was given.

The student's own cells, their order and their outputs stay. Marks on cells (ids, grade ids, tags) are not
believed: Colab and VS Code lose them, people copy cells, some forge them. A cell is recognised by its id, by
its grade id, or by what stands in it. What had to be mended is said in a list, which changes no marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder.errors import LoadError
from autograder.languages.engine_words import ENGLISH, engine_words
from autograder.nbgrader.gradebook_cells import KERNEL, Slot
from autograder.nbgrader.outputs import Output, clean, joined, kept, left_out, pictures, stream
from autograder.sentences import Sentence, in_words, say, speaking
from autograder.source import Role, first_heading
from autograder.submission.deadline import in_time
from autograder.submission.notebook import raw_cells

Notebook = dict[str, Any]
"""A notebook, or one of its cells, as nbformat 4 writes it; nodes that check themselves would cost the most."""

NOT_FOUND = "*This answer was not found in the submission. Please look through the student's own cells.*"

SEE_BELOW = "*(The student wrote in the next cell.)*"

MAX_CELL_TEXT = 200_000
"""Characters of one text cell; a page of text has about 3000."""

MAX_ALL_TEXT = 1_000_000
"""Characters of all text cells together, and of all outputs together."""

MAX_ALL_OUTPUTS = 1_000
"""Outputs of all cells together."""

NOT_SHOWN = "(left out: the notebook holds more than a person can look through)"


@dataclass(slots=True)
class _Cell:
    """One cell of the submission, cleaned; `slot` once it is recognised."""

    kind: str
    text: str
    id: str
    grade_id: str
    outputs: list[Output] = field(default_factory=list)
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)
    slot: Slot | None = None


class _Repairs:
    """What was mended: one sentence for each reason, with all names."""

    def __init__(self) -> None:
        self._names: dict[Sentence, list[str]] = {}

    def note(self, name: str, reason: Sentence) -> None:
        self._names.setdefault(reason, []).append(name)

    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(
            say("{names}: {reason}", names=", ".join(names), reason=reason)
            for reason, names in self._names.items()
        )


def mended_file(path: Path, slots: Sequence[Slot]) -> tuple[Notebook, tuple[Sentence, ...]]:
    """What `mended` gives for a file; where it cannot be read in time, an empty submission, mended.

    The score report says why; a person who grades sees the cells as they were given out.

    Raises:
        OSError: the file is not there, or may not be read.
    """
    try:
        with in_time():
            return mended(*raw_cells(path), slots)
    except LoadError:
        return mended([], "", slots)


def mended(rows: Sequence[Any], language: str, slots: Sequence[Slot]) -> tuple[Notebook, tuple[Sentence, ...]]:
    """The notebook to be marked, from the raw cells of a submission, and what was mended.

    What is written into its cells is in its language, for the student reads it on the page of feedback.
    """
    with speaking(engine_words(language or ENGLISH)):
        return _mended(rows, slots)


def _mended(rows: Sequence[Any], slots: Sequence[Slot]) -> tuple[Notebook, tuple[Sentence, ...]]:
    cells = [_read(row) for row in rows if isinstance(row, dict)]
    _leave_out(cells)
    repairs = _Repairs()
    for slot in slots:
        _seat(slot, cells, repairs)
    _fill_gaps(cells, slots, repairs)
    _point_to_answers_below(cells, slots)
    notebook = {
        "cells": _nodes(cells),
        "metadata": {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return notebook, repairs.sentences()


def _read(row: dict[str, Any]) -> _Cell:
    marks = row.get("metadata")
    marks = marks.get("nbgrader") if isinstance(marks, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    kind = row.get("cell_type")
    text = joined(row.get("source", row.get("input")))
    if len(text) > MAX_CELL_TEXT:
        text = f"{text[:MAX_CELL_TEXT]}\n\n{left_out(len(text) - MAX_CELL_TEXT)}"
    return _Cell(
        kind="code" if kind == "code" else "markdown",  # a page shows the text of a raw cell as its own HTML
        text=clean(text),
        id=row["id"] if isinstance(row.get("id"), str) else "",
        grade_id=grade_id if isinstance(grade_id, str) else "",
        outputs=kept(row.get("outputs")) if kind == "code" else [],
        pictures=pictures(row.get("attachments")),
    )


def _leave_out(cells: Iterable[_Cell]) -> None:
    """Leave out what is beyond the bounds: all that stays becomes a page, and is copied on the way."""
    words, printed, outputs = MAX_ALL_TEXT, MAX_ALL_TEXT, MAX_ALL_OUTPUTS
    for cell in cells:
        if cell.kind == "markdown":
            words -= len(cell.text)
            if words < 0:
                cell.text = in_words(NOT_SHOWN)
        outputs -= len(cell.outputs)
        printed -= sum(len(output.get("text", "")) for output in cell.outputs)
        if cell.outputs and (outputs < 0 or printed < 0):
            cell.outputs = [stream(f"{in_words(NOT_SHOWN)}\n")]


def _seat(slot: Slot, cells: list[_Cell], repairs: _Repairs) -> None:
    """Find the slot's cell, mark it, and set copies aside."""
    marked = [cell for cell in cells if not cell.slot and slot.grade_id in (cell.id, cell.grade_id)]
    found = _choose(slot, marked)
    if found is None:
        found = _recognise(slot, [cell for cell in cells if not cell.slot and not cell.grade_id])
        if found is None:
            return
        repairs.note(slot.grade_id, say("the cell had lost its marks and was recognised by what stands in it"))
    if len(marked) > 1:
        repairs.note(
            slot.grade_id, say("there are copies of the cell; one was taken, the others stay as they are")
        )
    if found.kind != slot.kind:
        repairs.note(
            slot.grade_id,
            say("the cell had become {kind} and is {due} again", kind=found.kind, due=slot.kind),
        )
        found.kind = slot.kind
    if slot.role is Role.CHECK:
        if found.text.strip() not in (slot.shown.strip(), ""):
            repairs.note(
                slot.grade_id, say("the check had been changed and was put back below what stood there")
            )
            cells.insert(cells.index(found), _Cell(slot.kind, found.text, "", ""))
        found.text, found.outputs = slot.text, []
    if slot.role is Role.WRITTEN:
        found.outputs = []
    found.slot = slot


def _choose(slot: Slot, marked: Sequence[_Cell]) -> _Cell | None:
    """Among copies: the last that defines a function, as marking does; the written answer that has words."""
    if slot.role is Role.CHECK:
        untouched = (cell for cell in marked if cell.text.strip() == slot.shown.strip())
        return next(untouched, next(iter(marked), None))
    if slot.role is Role.ANSWER:
        return next((cell for cell in reversed(marked) if _defines(cell, slot)), next(reversed(marked), None))
    written = (cell for cell in marked if cell.text.strip() not in ("", slot.shown.strip()))
    return next(written, next(iter(marked), None))


def _recognise(slot: Slot, cells: Sequence[_Cell]) -> _Cell | None:
    """The cell by its content, when no mark is left."""
    looks: dict[Role, Callable[[_Cell], bool]] = {
        Role.ANSWER: lambda cell: cell.kind == "code" and _defines(cell, slot),
        Role.CHECK: lambda cell: cell.text.strip() == slot.shown.strip(),
        Role.WRITTEN: lambda cell: bool(slot.heading) and first_heading(cell.text) == slot.heading,
    }
    return _choose(slot, [cell for cell in cells if looks[slot.role](cell)])


def _defines(cell: _Cell, slot: Slot) -> bool:
    # Blanks, not any space: empty lines would be tried from each of them.
    return any(
        re.search(rf"^[ \t]*(def|class)[ \t]+{name}\b|^{name}[ \t]*=", cell.text, re.M)
        for name in slot.functions
    )


def _fill_gaps(cells: list[_Cell], slots: Sequence[Slot], repairs: _Repairs) -> None:
    """Put missing grade cells back, each behind the slot before it."""
    place = 0
    for slot in slots:
        at = next((index for index, cell in enumerate(cells) if cell.slot is slot), None)
        if at is None and slot.role is not Role.ANSWER:
            text = slot.text
            if slot.role is Role.WRITTEN:
                # Not the stub: nbgrader gives zero to an answer that is the stub, and nobody would look.
                text = "\n\n".join(filter(None, (slot.heading and f"### {slot.heading}", in_words(NOT_FOUND))))
            cells.insert(place, _Cell(slot.kind, text, slot.grade_id, slot.grade_id, slot=slot))
            repairs.note(slot.grade_id, say("the cell was missing and was put back"))
            at = place
        place = place if at is None else at + 1


def _point_to_answers_below(cells: Sequence[_Cell], slots: Sequence[Slot]) -> None:
    """An untouched answer followed by the student's own text is no missing answer: let a person look."""
    given = {slot.shown.strip() for slot in slots}
    for cell, below in pairwise(cells):
        slot = cell.slot
        if slot and slot.role is Role.WRITTEN and cell.text == slot.text and _own(below, given):
            cell.text = f"{cell.text}\n\n{in_words(SEE_BELOW)}"


def _own(cell: _Cell, given: set[str]) -> bool:
    return (
        cell.slot is None
        and cell.kind == "markdown"
        and not re.fullmatch(r"cell-\d+", cell.id)  # a cell of the release
        and cell.text.strip() not in {"", *given}
    )


def _nodes(cells: Iterable[_Cell]) -> list[Notebook]:
    """The cells as nbformat has them, with ids that are valid and used once."""
    cells = list(cells)
    taken = {cell.slot.grade_id for cell in cells if cell.slot}
    nodes = []
    for number, cell in enumerate(cells, start=1):
        name = cell.slot.grade_id if cell.slot else cell.id
        if not cell.slot and (name in taken or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name)):
            name = f"own-{number}"
            while name in taken:
                name += "-"
        taken.add(name)
        nodes.append(_node(cell, name))
    return nodes


def _node(cell: _Cell, name: str) -> Notebook:
    metadata = {"nbgrader": cell.slot.metadata} if cell.slot else {}
    node: Notebook = {"cell_type": cell.kind, "id": name, "metadata": metadata, "source": cell.text}
    if cell.kind == "code":
        node |= {"execution_count": None, "outputs": cell.outputs}
    elif cell.pictures:
        node["attachments"] = cell.pictures
    return node
