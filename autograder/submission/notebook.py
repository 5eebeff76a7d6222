"""Read a submission: a notebook or a plain Python file, as bytes from somebody unknown.

Nothing is executed and nothing is believed: a size cap before reading, JSON only, every field checked.
What cannot be read ends in one sentence (`LoadError`), never in a traceback.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.errors import LoadError, refusal
from autograder.files import digest_of
from autograder.languages.work_language import language_in
from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.broken_file import Piece, pieces_of
from autograder.submission.ipython import MAX_CODE, parse
from autograder.submission.marimo_file import marimo_cells
from autograder.submission.other_files import is_neither, name_of_bytes, name_of_text

MAX_BYTES = 16 * 2**20
"""A notebook larger than this is not read; a course's own notebook with plots has well under 2 MB."""

MAX_PARTS = 1_000_000
"""Commas, colons and opening brackets of a notebook's JSON: more than its values, each of which takes a hundred
bytes or so in memory."""

LONGEST_KEPT = 2 * 2**20
"""Letters of a notebook that is kept for whoever asks next; what is larger is taken apart again."""

MAX_CELLS = 5_000
"""More cells than any person writes."""

MAX_LINES = 20_000
"""Lines of code in all cells."""

MAX_NAMED = 10
"""Damaged cells that are named one by one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: where it stands, what it is, its text, and nbgrader's name for it if there is one."""

    label: str  # "cell 5", counted from 1 over all cells, or the file's name
    kind: str  # "code", "markdown" or "raw"
    source: str
    id: str | None = None
    grade_id: str | None = None
    first_line: int = 1  # the number of its first line, where it is a part of a file


@dataclass(frozen=True, slots=True)
class Submission:
    """What a student handed in, in document order."""

    path: Path
    cells: tuple[Cell, ...]
    repairs: tuple[Sentence, ...] = ()
    is_notebook: bool = False
    damaged: tuple[str, ...] = ()  # cells of which nothing could be read
    python: str = ""  # the version with which the notebook was written, where it says so: "3.13"
    language: str = ""  # in which it was handed out, where it says so: "zh"
    digest: str = ""  # of the very bytes that were read: the file may be another one by now

    @property
    def code(self) -> tuple[Cell, ...]:
        """The code cells."""
        return tuple(cell for cell in self.cells if cell.kind == "code")


def read(path: Path) -> Submission:
    """Read a notebook or a Python file, whichever its name says; or the other one, where that is what it holds.

    Raises:
        LoadError: there is no such file, or it can be read as neither.
    """
    raw = _content(path)
    text = _text(raw)
    if not (is_notebook(path.name) or is_python(path.name)):
        raise LoadError(is_neither(path.name))
    submission = _limited(_notebook(path, _opened(text)) if _is_json(text) else _file(path, text))
    submission = replace(submission, digest=digest_of([raw]))
    if submission.is_notebook == is_notebook(path.name):
        return submission
    found = say("a notebook") if submission.is_notebook else say("Python code and no notebook")
    read_as = say("the file is {found}, and was read as that", found=found)
    return replace(submission, repairs=(read_as, *submission.repairs))


def is_notebook(name: str) -> bool:
    """Whether a file is called as a notebook; some programs add another ending, such as `.ipynb.txt`."""
    return ".ipynb" in name.lower()


def is_python(name: str) -> bool:
    """Whether a file is called as a Python file."""
    return name.lower().endswith(".py")


def clean_text(text: str) -> str:
    """The text without control characters and lone surrogates, fit for any page or terminal."""
    kept = (
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return "".join(kept)


def few(names: Sequence[str], most: int = 3) -> Sentence:
    """The first of the names, fit for any page, and how many more there are; empty if there are none."""
    first, more = clean_text(", ".join(names[:most])), len(names) - most
    if more > 0:
        return say("{names} and {number} more", names=first, number=more)
    return say("{names}", names=first) if first else NOTHING


_PLACE = re.compile(r"(?:cell (?P<number>\d+)|(?P<file>.+?))(?:, line (?P<line>\d+))?")


def place_in_words(place: str) -> Sentence:
    """A label as people read it, such as "cell 5" or a file's name, with or without a line of it."""
    found = _PLACE.fullmatch(place)
    if not found:
        return say("{place}", place=place) if place else NOTHING
    number, line = found["number"], found["line"]
    label = say("cell {number}", number=number) if number else say("{file}", file=found["file"])
    return say("{label}, line {line}", label=label, line=line) if line else label


def _limited(submission: Submission) -> Submission:
    """The submission, if it holds no more code than can be read in a moment."""
    texts = [cell.source for cell in submission.code]
    letters, lines = sum(map(len, texts)), sum(text.count("\n") + 1 for text in texts)
    if letters > MAX_CODE or lines > MAX_LINES:
        raise LoadError(
            say(
                "The file holds {lines:,} lines of code with {letters:,} characters; {max_lines:,}"
                " lines and {max_code:,} characters are read. Keep data in files of their own.",
                lines=lines,
                letters=letters,
                max_lines=MAX_LINES,
                max_code=MAX_CODE,
            )
        )
    return submission


def _content(path: Path) -> bytes:
    try:
        if path.is_symlink():  # to a file that the grader may read and the student may not
            raise LoadError(say("The file is a link to another file; submit the file itself."))
        if path.exists() and not path.is_file():  # a named pipe would never end
            raise LoadError(say("It is no ordinary file."))
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise LoadError(say("The file cannot be read ({strerror}).", strerror=refusal(error))) from error


def _text(raw: bytes) -> str:
    if why := name_of_bytes(raw):
        raise LoadError(why)
    if len(raw) > MAX_BYTES:
        raise LoadError(
            say(
                "The file is larger than {most} MB; clear its outputs and submit again.",
                most=MAX_BYTES // 2**20,
            )
        )
    if not raw.strip():
        raise LoadError(say("The file is empty."))
    try:
        return unix_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LoadError(
            say("The file is not UTF-8 text (byte {start} cannot be read).", start=error.start)
        ) from error


_DEFINES = re.compile(r"^(?:async[ ]+)?(?:def|class)[ ]+\w", re.MULTILINE)
"""What a Python file holds that is called a notebook and is read all the same."""


def _is_json(text: str) -> bool:
    """Whether a notebook was meant, and no Python."""
    return text.lstrip()[:1] in ("{", "[")


def _json_of(text: str) -> Any:
    """What stands in a notebook's file.

    Raises:
        LoadError: it is no JSON, or more than is read.
    """
    parts = sum(map(text.count, ",:[{")) if len(text) > MAX_PARTS else 0
    if parts > MAX_PARTS:
        raise LoadError(
            say(
                "The notebook holds about {parts:,} values, more than the {max_parts:,} that are"
                " read; clear its outputs and submit again.",
                parts=parts,
                max_parts=MAX_PARTS,
            )
        )
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        damaged = say("The notebook is damaged: it is not JSON from line {lineno} on.", lineno=error.lineno)
        raise LoadError(name_of_text(text) or damaged) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise LoadError(
            say("The notebook is damaged: its JSON is nested too deeply or holds impossible numbers.")
        ) from error


def _file(path: Path, text: str) -> Submission:
    """The file as one cell; where it is broken, one for each piece, and where the broken ones begin.

    Raises:
        LoadError: it is something else, or is called a notebook and defines nothing.
    """
    label = clean_text(path.name)
    whole = Submission(path, (Cell(label, "code", text),))
    if is_notebook(path.name) and not _DEFINES.search(text):
        raise LoadError(name_of_text(text) or say("The notebook is damaged: it is not JSON from line 1 on."))
    if len(text) > MAX_CODE:
        return whole
    try:
        cells = marimo_cells(text, parse(text).tree)
        return replace(whole, cells=tuple(_part(label, cell) for cell in cells) or whole.cells)
    except SyntaxError as error:
        if why := name_of_text(text):
            raise LoadError(why) from error
    pieces = pieces_of(text)
    broken = [piece for piece in pieces if not piece.is_python]
    where = few([str(piece.first_line) for piece in broken], MAX_NAMED)
    said = say(
        "what begins at line {where} is no Python and was left out; the rest was read"
        if len(broken) == 1
        else "what begins at lines {where} is no Python and was left out; the rest was read",
        where=where,
    )
    readable = "".join(piece.text if piece.is_python else "\n" * piece.text.count("\n") for piece in pieces)
    with suppress(SyntaxError):
        cells = marimo_cells(readable, parse(readable).tree)
        pieces = (*cells, *broken) if cells else pieces
    return Submission(path, tuple(_part(label, piece) for piece in pieces), (said,))


def _part(label: str, piece: Piece) -> Cell:
    return Cell(label, "code", piece.text, first_line=piece.first_line)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A notebook taken apart: its cells as JSON has them, and as they are read; None for a damaged one."""

    rows: Sequence[Any]
    cells: tuple[Cell | None, ...]
    python: str
    language: str


def _taken_apart(text: str) -> _Opened:
    data = _json_of(text)
    rows = _demand_rows(data)
    cells = tuple(_cell(number, row) for number, row in enumerate(rows, start=1))
    return _Opened(rows, cells, _python_of(data), language_in(data))


_last_one = lru_cache(1)(_taken_apart)


def _opened(text: str) -> _Opened:
    """The notebook of a file; it is asked for to be mended and to be marked, one time after the other.

    Raises:
        LoadError: it is none, or more than is read.
    """
    return _last_one(text) if len(text) <= LONGEST_KEPT else _taken_apart(text)


def _notebook(path: Path, found: _Opened) -> Submission:
    damaged = [number for number, cell in enumerate(found.cells, start=1) if cell is None]
    labels = tuple(f"cell {number}" for number in damaged[:MAX_NAMED])
    repairs = [
        say("cell {number} was damaged and could not be read", number=number) for number in damaged[:MAX_NAMED]
    ]
    if len(damaged) > MAX_NAMED:
        repairs.append(
            say("{number} more cells were damaged and could not be read", number=len(damaged) - MAX_NAMED)
        )
    cells = tuple(cell for cell in found.cells if cell is not None)
    return Submission(
        path,
        cells,
        tuple(repairs),
        is_notebook=True,
        damaged=labels,
        python=found.python,
        language=found.language,
    )


def _demand_rows(data: Any) -> Sequence[Any]:
    """The list of cells of a notebook in format 4, or of the older format 3 with its worksheets.

    Raises:
        LoadError: there is none, or it is too long.
    """
    rows = _rows(data)
    if rows is None:
        raise LoadError(say("The file is JSON but no notebook: it has no list of cells."))
    if len(rows) > MAX_CELLS:
        raise LoadError(
            say(
                "The notebook has {number} cells, more than the {max_cells} that are read.",
                number=len(rows),
                max_cells=MAX_CELLS,
            )
        )
    return rows


_VERSION = re.compile(r"3\.\d{1,2}(?=\.|$)")


def _python_of(data: Any) -> str:
    """The version of Python that a notebook names, as `3.13`; empty if none."""
    for key in ("metadata", "language_info", "version"):
        data = data.get(key) if isinstance(data, dict) else None
    found = _VERSION.match(data) if isinstance(data, str) else None
    return found[0] if found else ""


def _rows(data: Any) -> Sequence[Any] | None:
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("cells"), list):
        return list(data["cells"])
    if isinstance(data.get("worksheets"), list):
        sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
        return [row for sheet in sheets if isinstance(sheet.get("cells"), list) for row in sheet["cells"]]
    return None


def _cell(number: int, row: Any) -> Cell | None:
    if not isinstance(row, dict):
        return None
    source = _joined(row.get("source", row.get("input")))
    if source is None or row.get("cell_type") not in ("code", "markdown", "raw", "heading"):
        return None
    metadata = row.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return Cell(
        label=f"cell {number}",
        kind="markdown" if row["cell_type"] == "heading" else row["cell_type"],
        source=source,
        id=row["id"] if isinstance(row.get("id"), str) else None,
        grade_id=grade_id if isinstance(grade_id, str) else None,
    )


def _joined(source: Any) -> str | None:
    """Notebooks store a cell's text as one string or as a list of lines; lines end as Python sees them end."""
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return unix_lines(source) if isinstance(source, str) else None


def unix_lines(text: str) -> str:
    """The text with the line ends of other systems made our own: statements are cut out by their lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


A_LINK = say("The notebook is a link to another file; submit the notebook itself.")


def raw_cells(path: Path) -> tuple[list[Any], str]:
    """The cells of a notebook as JSON has them, of format 4 or 3; and its language, where it says one.

    Raises:
        LoadError: the file cannot be read as a notebook, or is a link to some other file.
    """
    if is_link(path):
        raise LoadError(A_LINK)
    found = _opened(_text(_content(path)))
    _limited(_notebook(path, found))
    return list(found.rows), found.language


def is_link(path: Path) -> bool:
    """Whether the notebook, its folder or the student's folder leads somewhere else."""
    return any(place.is_symlink() for place in (path, *list(path.parents)[:2]))


def not_to_copy(folder: Path) -> list[str]:
    """Names (as globs) that nbgrader would stumble over: pipes, sockets, devices, links that lead nowhere."""
    return [glob.escape(path.name) for path in folder.rglob("*") if not (path.is_file() or path.is_dir())]
