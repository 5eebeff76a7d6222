"""What is tried on bytes that nobody chose: five readers, and the laws that each must keep.

A reader may refuse, with its own error and in plain words. Any other exception is a fault, and so is a
`BrokenLawError`: what was read is not what the reader promises.
"""

from __future__ import annotations

import ast
import atexit
import functools
import json
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgpack

from autograder.errors import AssignmentError, LoadError
from autograder.instructor import roster
from autograder.lists import MAX_CELL, read_list
from autograder.nbgrader.fast.written import as_json, limit_lines
from autograder.nbgrader.gradebook_cells import HIDDEN, Slot
from autograder.nbgrader.lateness import read_extensions
from autograder.nbgrader.mend import mended
from autograder.nbgrader.pages.cell_text import cell_text
from autograder.nbgrader.pages.harmless import harmless
from autograder.sandbox import protocol
from autograder.sandbox.protocol import Frame, ProtocolError, decode, digest, encode
from autograder.sandbox.steps import DTYPES
from autograder.source import Role
from autograder.submission.notebook import Cell, raw_cells, read, unix_lines
from autograder.submission.slicing import Slice, cut, whole

from . import frames
from .chosen import Bytes
from .markup import faults_of_markup, structure
from .submissions import faults_of_sentence
from .words import FIELDS, PIECES, VALUES, WORDS

SEEDS = Path(__file__).parent / "seeds"
"""Inputs that found something once, or that lead far into a reader: a folder for each target."""

SECONDS = 2.0
"""Processor time that an input of this size may take; ordinary ones take a thousandth of it."""


class BrokenLawError(AssertionError):
    """A reader did not keep what it promises."""


@dataclass(frozen=True)
class Target:
    """A reader and how it is tried: `attempt` raises where it is wrong."""

    name: str
    what: str
    share: float  # of the executions; those that take longer get fewer
    largest: int  # bytes of an input: what a few hundred cannot say, more seldom do
    attempt: Callable[[bytes], None]

    @property
    def seeds(self) -> list[Path]:
        """The inputs that are kept."""
        return sorted((SEEDS / self.name).iterdir())


def try_one(target: Target, data: bytes) -> None:
    """Try an input on its target.

    Raises:
        BrokenLawError: a law of the reader is broken, or it took too long.
        Exception: the reader failed in a way that it must not.
    """
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python's own, about what stands in cells
        target.attempt(data)
    seconds = time.process_time() - start
    _demand(seconds < SECONDS, f"it took {seconds:.1f} seconds")


def _demand(holds: bool, law: str) -> None:
    if not holds:
        raise BrokenLawError(law)


# Frames: what a worker that was taken over may send.


class _Channel:
    """What a reader asks of a socket: it brings bytes in parts, and ends."""

    def __init__(self, data: bytes) -> None:
        self._parts = [data[at : at + 100] for at in range(0, len(data), 100)]

    def settimeout(self, _seconds: float | None) -> None:
        """Nothing here waits."""

    def recv(self, _size: int) -> bytes:
        """The next part."""
        return self._parts.pop(0) if self._parts else b""


def _try_frame(data: bytes) -> None:
    given = Bytes(data)
    try:
        frame = given.pick((_raw_frame, _built_frame, _built_frame, _received_frame))(given)
        digest(5, frame)
        value = decode(frame)
    except (ProtocolError, EOFError):
        return
    wrong = frames.within_bounds(value, len(frame.header), len(frame.body))
    _demand(not wrong, wrong)
    once = encode(value)
    again = encode(decode(once))
    same = (once.header, bytes(once.body)) == (again.header, bytes(again.body))
    _demand(same, "a value that is sent on is another one")


def _raw_frame(given: Bytes) -> Frame:
    return Frame(given.take(given.number()), given.rest())


def _received_frame(given: Bytes) -> Frame:
    channel: Any = _Channel(given.rest())
    return protocol.Reader(channel, max_header=2**16, max_body=2**16).receive(time.monotonic() + 5)


def _built_frame(given: Bytes) -> Frame:
    header = msgpack.packb(_header(given, 30), use_bin_type=given.number() % 16 == 0)
    return Frame(header, given.rest())


def _header(given: Bytes, depth: int) -> Any:
    kind = given.number() % 8
    if kind < 3 or not depth:
        return given.pick((*frames.TOKENS, *frames.NUMBERS))
    if kind == 3:
        return given.text(given.number() % 8).encode("utf-8", "replace").decode()
    if kind == 4:  # an array that may well be right
        shape = [given.number() % 5 for _ in range(given.number() % 4)]
        return ["a", given.pick(DTYPES), given.pick(protocol.ORDERS), *shape]
    if kind == 5:
        return ["f", "raised", "E", "why", "cell 1", "x = 1", given.number()]
    tag = given.pick(("t", "l", "d", "o", "f", "a", "r", "x"))
    return [tag, *(_header(given, depth - 1) for _ in range(given.number() % 9))]


# Notebooks: files of students.


SLOTS = (
    Slot(Role.ANSWER, "f", "f", "def f(x):\n    pass", "1", 0.0, functions=("f", "g")),
    Slot(Role.CHECK, "f", "check_f", f'check("f"){HIDDEN}', "2", 3.0),
    Slot(Role.WRITTEN, "why", "why", "### Why\n\n*Your answer.*", "3", 2.0, heading="Why"),
)
"""The cells that a gradebook would know."""


@functools.cache
def _file(suffix: str) -> Path:
    """A file that is written to be read, anew each time; in memory where the system has a place for that."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="tried-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / f"a{suffix}"


def _try_notebook(data: bytes) -> None:
    given = Bytes(data)
    kind = given.number() % 8
    path = _file(".py" if kind == 0 else ".ipynb")
    path.write_bytes(given.rest() if kind < 3 else json.dumps(_notebook(given)).encode())
    try:
        found = read(path)
    except LoadError as error:
        wrong = faults_of_sentence(str(error))
        _demand(not wrong, "; ".join(wrong))
        return
    for cell in found.cells:
        _demand(type(cell.source) is str and "\r" not in cell.source, "a source is no text with lines")
        _demand(cell.kind in ("code", "markdown", "raw"), f"a cell is of the kind {cell.kind}")
    if path.suffix == ".ipynb" and found.is_notebook:
        _mend(path)


def _mend(path: Path) -> None:
    """Mend the notebook as marking does, write it, and read it again."""
    notebook, _ = mended(*raw_cells(path), SLOTS)
    limit_lines(notebook, 1000)
    path.write_text(as_json(notebook), encoding="utf-8")
    again = read(path)
    _demand(not again.repairs, "a mended notebook needs more mending")
    _demand(
        [cell.source for cell in again.cells] == [cell["source"] for cell in notebook["cells"]],
        "a mended notebook is read as another one",
    )
    names = [cell.id for cell in again.cells]
    _demand(len(set(names)) == len(names), "two cells of a mended notebook have one id")
    for slot in SLOTS[1:]:
        _demand(
            [cell.grade_id for cell in again.cells].count(slot.grade_id) == 1,
            f"{slot.grade_id} is not there once",
        )


def _notebook(given: Bytes) -> Any:
    """A notebook, or what looks like one."""
    cells = [_object(given, 4, cell=True) for _ in range(given.number() % 12)]
    return given.pick(
        (
            {"cells": cells, "metadata": {}, "nbformat": 4},
            {"cells": cells, "nbformat_minor": 5},
            {"worksheets": [{"cells": cells}, *cells]},
            cells,
        )
    )


def _object(given: Bytes, depth: int, *, cell: bool = False) -> Any:
    found: dict[str, Any] = {}
    if cell and given.number() % 8:
        found = {"cell_type": given.pick(VALUES[:4]), "source": _field(given, depth), "metadata": {}}
    for _ in range(given.number() % 5):
        found[given.pick(FIELDS)] = _field(given, depth - 1)
    return found


def _field(given: Bytes, depth: int) -> Any:
    kind = given.number() % 8
    if kind < 4 or not depth:
        return given.pick(VALUES)
    if kind == 4:
        return given.text(given.number())
    if kind == 5:
        return [_field(given, depth - 1) for _ in range(given.number() % 5)]
    return _object(given, depth)


# Code: what stands in the cells.


BREAK = "\n#-----\n"
"""Where one cell ends and the next begins."""


def _try_code(data: bytes) -> None:
    given = Bytes(data)
    if given.number() % 4 == 0:
        text = given.rest().decode("utf-8", "surrogateescape")
    else:
        text = given.phrases((*WORDS, BREAK), most=400)
    parts = unix_lines(text).split(BREAK)  # as cells are when they are read
    cells = [Cell(f"cell {number}", "code", part) for number, part in enumerate(parts, 1)]
    try:
        found = cut(cells, ("f", "g"))
        everything = whole(cells)
    except LoadError as error:
        wrong = faults_of_sentence(str(error))
        _demand(not wrong, "; ".join(wrong))
        return
    written = {row for cell in everything.chunks for row in _statements(cell[1])}
    for label, chunk in found.chunks:
        rows = _statements(chunk)
        _demand(rows <= written, f"{label}: a chunk holds a statement that nobody wrote")
    _demand(set(found.missing) <= {"f", "g"} and set(found.unparsed) <= {"f", "g"}, "it misses other names")
    _demand(_as_before(found), "cut again, the chunks lose something")


def _statements(text: str) -> set[str]:
    """The statements of a text, however they are laid out."""
    return {ast.dump(node) for node in ast.parse(text).body}


def _as_before(found: Slice) -> bool:
    """Whether nothing is lost when the chunks are all that there is."""
    cells = [Cell(label, "code", text) for label, text in found.chunks]
    again = cut(cells, ("f", "g"))
    return [text.strip() for _, text in again.chunks] == [text.strip() for _, text in found.chunks]


# Pages: Markdown and HTML in cells.


def _try_page(data: bytes) -> None:
    given = Bytes(data)
    kind = given.number() % 6
    text = given.rest().decode("utf-8", "surrogateescape") if kind < 2 else given.phrases(PIECES, most=200)
    if kind % 2:
        once = harmless(text, _no_picture)
        again = harmless(once, _no_picture)
        # A paragraph may be divided anew, but nothing may come to life that was not there.
        new = set(structure(again)) - set(structure(once))
        _demand(not new, f"what is harmless has {new} when it is read again")
        pages = [once]
    else:
        attachments = {"a.png": {given.pick(("image/png", "text/html", text[:9])): text[:50]}}
        context: Any = {"cell": {"attachments": attachments}, "resources": {"metadata": {"path": ""}}}
        pages = [cell_text(context, text)]
    for page in pages:
        wrong = faults_of_markup(page)
        _demand(not wrong, "; ".join(wrong))


def _no_picture(_: str) -> None:
    """No address is that of a picture."""


# Lists: spreadsheets of a class.


def _try_list(data: bytes) -> None:
    given = Bytes(data)
    reader = given.pick((_read_students, _read_days, _read_any))
    path = _file(".csv")
    path.write_bytes(given.rest())
    try:
        reader(path)
    except AssignmentError as error:
        said = str(error)
        _demand(said.startswith(str(path)) and said.endswith((".", "?")), f"no plain sentence: {said!r}")


def _read_days(path: Path) -> None:
    found = read_extensions(path, ("ann", "zoë"), ("means",))
    _demand(all(0 <= days < 1000 for days in found.values()), "an extension of no number of days")


def _read_students(path: Path) -> None:
    listing = read_list(path, (roster.ID,), roster.DETAILS)
    listing.refuse(roster.faults_of_ids(listing.lines, ()))
    ids = [line.cells[roster.ID] for line in listing.lines]
    _demand(all(ids) and len(set(ids)) == len(ids), "a student has no id, or two have one")


def _read_any(path: Path) -> None:
    listing = read_list(path, ("a",), ("b",))
    numbers = [line.number for line in listing.lines]
    _demand(
        numbers == sorted(set(numbers)) and all(number > 1 for number in numbers), "lines are numbered wrongly"
    )
    for line in listing.lines:
        for cell in line.cells.values():
            _demand(
                cell.isprintable() and cell == cell.strip() and len(cell) <= MAX_CELL, f"a cell is {cell!r}"
            )


TARGETS = {
    target.name: target
    for target in (
        Target("frames", "frames of a worker", 0.65, 160, _try_frame),
        Target("lists", "lists of a class", 0.29, 300, _try_list),
        Target("code", "code of cells, cut", 0.03, 600, _try_code),
        Target("notebooks", "notebooks, read and mended", 0.025, 1000, _try_notebook),
        Target("pages", "Markdown and HTML for pages", 0.005, 400, _try_page),
    )
}
"""The readers, those with most executions first."""
