"""Lists that a person keeps in a spreadsheet (students, extensions), read with care.

A file with one bad line is refused as a whole, and every bad line is named by its number. What other programs
write is understood: UTF-8 with or without a byte order mark, commas, semicolons or tabs, quotes.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from autograder.errors import AssignmentError, refusal
from autograder.sentences import NOTHING, Sentence, in_words, say

MAX_LIST_BYTES = 8 * 2**20
"""A list larger than this is no list of a class."""

MAX_CELL = 128
"""Letters that the gradebook keeps of a name or an address."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line with the number that an editor gives it; empty cells are empty texts."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Listing:
    """The lines of a file, and the columns that nobody asked for."""

    path: Path
    lines: tuple[Line, ...]
    unknown: tuple[str, ...]

    def refuse(self, faults: Sequence[tuple[int, Sentence]]) -> None:
        """Do nothing if there are no faults.

        Raises:
            AssignmentError: there are; each of them stands in a line of the message.
        """
        if faults:
            said = "\n".join(
                in_words("  line {number}: {fault}", number=number, fault=fault)
                for number, fault in sorted(faults, key=itemgetter(0))
            )
            raise AssignmentError(
                say(
                    "{path}: nothing was read, for this line is wrong:\n{said}"
                    if len(faults) == 1
                    else "{path}: nothing was read, for these lines are wrong:\n{said}",
                    path=self.path,
                    said=said,
                )
            )


def read_list(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Listing:
    """Read a CSV file whose first line names the columns, in any order.

    Raises:
        AssignmentError: the file cannot be read, lacks a column, or has a line of another length.
    """
    rows = list(_rows(path))
    if not rows:
        raise AssignmentError(
            say(
                "{path} is empty; its first line names the columns: {needed}.",
                path=path,
                needed=", ".join(needed),
            )
        )
    names = [cell.strip().casefold() for cell in rows[0][1]]
    _demand_columns(path, names, needed)
    lines: list[Line] = []
    faults: list[tuple[int, Sentence]] = []
    for number, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        stripped = [cell.strip() for cell in cells]
        if len(cells) != len(names):
            text = "it has {number} cells, and the first line names {named}."
            faults.append((number, say(text, number=len(cells), named=len(names))))
        elif wrong := next(filter(None, map(wrong_cell, stripped)), NOTHING):
            faults.append((number, wrong))
        lines.append(Line(number, dict(zip(names, stripped, strict=False))))
    known = {*needed, *optional}
    listing = Listing(path, tuple(lines), tuple(name for name in names if name not in known))
    listing.refuse(faults)
    return listing


def letters(name: str) -> str:
    """A name in one of the two forms that Unicode has for letters with marks: those who look alike are equal.

    Source: Unicode Standard Annex #15, form NFC. Files that come from macOS often bear the other one, NFD.
    """
    return unicodedata.normalize("NFC", name)


_SHORTENED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{2,3}")
_DECIMAL = re.compile(r"(\d+)[.,]0+")
_FORMULA = re.compile(r"""=\s*"(.*)"|'([^']*)""")
_ERROR = re.compile(r"#(?:N/A|NAME\?|REF!|VALUE!|DIV/0!|NUM!|NULL!|#+)")


def mangled(name: str) -> Sentence:
    """What a spreadsheet did to a number or a name, and what to write; empty where nothing shows."""
    if _SHORTENED.fullmatch(name):
        return say(
            '"{name}" is a number as a spreadsheet shortens it, and its last digits are lost; take it from'
            " where the list comes from, and format the column as text.",
            name=name,
        )
    if _ERROR.fullmatch(name):
        return say('"{name}" is the error of a spreadsheet and no id.', name=name)
    found = _DECIMAL.fullmatch(name)
    if found:
        text = '"{name}" is a number as a spreadsheet writes it; write {number}.'
        return say(text, name=name, number=found[1])
    found = _FORMULA.fullmatch(name)
    if found:
        return say("{name} is written for a spreadsheet; write {id}.", name=name, id=found[1] or found[2])
    return NOTHING


MARKUP = frozenset("<>&\"'")
"""Letters that a page may take for its own."""


def why_no_id(name: str) -> Sentence:
    """Why nobody should be enrolled by this name, as the end of a line's sentence; empty if it is an id."""
    if "/" in name or "\\" in name or name in (".", ".."):
        text = 'the id "{name}" cannot be the name of a folder, and nbgrader makes one for each student.'
        return say(text, name=name)
    wrong = mangled(name)
    if wrong:
        return say("the id {fault}", fault=wrong)
    if "+" in name:
        return say(
            'the id "{name}" holds a "+", at which nbgrader\'s exchange cuts the names of submissions; take one'
            " without.",
            name=name,
        )
    markup = [letter for letter in name if letter in MARKUP]
    if markup:
        text = 'the id "{name}" holds a {letter}, which a page would take for markup; take one without.'
        return say(text, name=name, letter=markup[0])
    return NOTHING


def with_zeros(names: Iterable[str]) -> Mapping[str, str]:
    """The numbers among the names that begin with zeros, by what a spreadsheet leaves of them."""
    return {name.lstrip("0"): name for name in names if name.isdecimal() and name.startswith("0")}


def nearest(name: str, names: Iterable[str]) -> Sentence:
    """The question whether the most alike of these names was meant; empty where none is alike."""
    known = {letters(one).casefold(): one for one in names}
    meant = with_zeros(known).get(name)
    near = [meant] if meant else difflib.get_close_matches(letters(name).casefold(), known, n=1)
    return say('did you mean "{name}"?', name=known[near[0]]) if near else NOTHING


def _demand_columns(path: Path, names: Sequence[str], needed: Sequence[str]) -> None:
    missing = [name for name in needed if name not in names]
    if missing:
        there = ", ".join(name or in_words("(empty)") for name in names)
        raise AssignmentError(
            say(
                "{path}: the first line names no column {missing}; it names: {there}.",
                path=path,
                missing=in_words(" and no column ").join(missing),
                there=there,
            )
        )
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise AssignmentError(
            say("{path}: the first line names the column {twice} twice.", path=path, twice=twice)
        )


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line on which it begins."""
    text = _text(path)
    head = text.split("\n", 1)[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True, quotechar='"'
    )
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise AssignmentError(
            say(
                "{path}: nothing was read, for this line is wrong:\n  line {begins}: a quote is open"
                " at its end, or text follows a closing quote ({error}).",
                path=path,
                begins=begins,
                error=error,
            )
        ) from error


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AssignmentError(
            say("{path} cannot be read ({strerror}).", path=path, strerror=refusal(error))
        ) from error
    if len(raw) > MAX_LIST_BYTES:
        raise AssignmentError(
            say(
                "{path} has more than {number} MB; it is no list of a class.",
                path=path,
                number=MAX_LIST_BYTES // 2**20,
            )
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise AssignmentError(
            say(
                '{path}: line {line} is not UTF-8; save it as "CSV UTF-8" (in a spreadsheet: Save As)'
                " and try again.",
                path=path,
                line=line,
            )
        ) from error


def wrong_cell(cell: str) -> Sentence:
    """Why the gradebook cannot hold a cell; empty if it can."""
    if len(cell) > MAX_CELL:
        text = '"{start}..." has {number} letters; the gradebook keeps {most}.'
        return say(text, start=cell[:20], number=len(cell), most=MAX_CELL)
    if not cell.isprintable():
        return say("it holds a line break or a control character.")
    return NOTHING
