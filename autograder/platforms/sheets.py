"""A table that a platform exported, kept so that it can be written back in the same form.

The form is the separator, the byte order mark, the ends of lines and the sign in front of decimals.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AssignmentError, refusal
from autograder.sentences import say

MAX_SHEET_BYTES = 64 * 2**20
"""A table larger than this is no gradebook: a thousand students with a hundred columns have one megabyte."""

SEPARATORS = ",;\t"

_MARK = "\ufeff"

_NUMBER = re.compile(r"[-+]?[0-9.,]*")
"""What begins with a sign and is no formula: a number, or the dash that stands for nothing."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line with the number that an editor gives it, and its cells by the name of their column."""

    number: int
    cells: Mapping[str, str]
    length: int  # how many cells there are

    def cell(self, name: str) -> str:
        """The text of a cell without blanks around it; empty where there is none."""
        return self.cells.get(name, "").strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table whose first line names the columns."""

    path: Path
    names: tuple[str, ...]  # a name may stand there twice; then a cell is that of the first column
    lines: tuple[SheetLine, ...]
    separator: str = ","
    marked: bool = False  # with a byte order mark
    end: str = "\r\n"

    def column(self, name: str) -> tuple[str, ...]:
        """The cells of a column that hold something."""
        return tuple(cell for line in self.lines if (cell := line.cell(name)))

    def demand_whole(self, lines: Iterable[SheetLine]) -> None:
        """Do nothing if these lines have as many cells as there are columns.

        Raises:
            AssignmentError: one has not; a file that ends too early may end in the middle of a number.
        """
        for line in lines:
            if line.length != len(self.names):
                raise AssignmentError(
                    say(
                        "{path}: line {number} has {length} cells, and the first line names {number2}"
                        " columns; export the file again.",
                        path=self.path,
                        number=line.number,
                        length=line.length,
                        number2=len(self.names),
                    )
                )

    def demand_once(self, names: Iterable[str]) -> None:
        """Do nothing if none of these columns stands there twice.

        Raises:
            AssignmentError: one does.
        """
        for name in names:
            if self.names.count(name) > 1:
                raise AssignmentError(
                    say("{path}: the first line names the column {name} twice.", path=self.path, name=name)
                )

    def written(
        self,
        columns: Mapping[str, str],
        lines: Iterable[Mapping[str, str]],
        verbatim: Collection[str] = (),
    ) -> str:
        """A table in this one's form; `columns` says which of its columns are written, and as what.

        Cells of the columns `verbatim` stay as they are, even if a spreadsheet takes them for formulas.
        """
        text = io.StringIO(newline="")
        rows = csv.writer(text, delimiter=self.separator, lineterminator=self.end)
        rows.writerow(columns.values())
        for line in lines:
            cells = ((name, line.get(name, "")) for name in columns)
            rows.writerow([cell if name in verbatim else harmless_cell(cell) for name, cell in cells])
        return (_MARK if self.marked else "") + text.getvalue()


def harmless_cell(text: str) -> str:
    """The cell as it was, unless a spreadsheet would take it for a formula."""
    if text.startswith(("=", "+", "-", "@")) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def read_sheet(path: Path) -> Sheet:
    """Read a table.

    Raises:
        AssignmentError: the file cannot be read.
    """
    text = _text(path)
    marked = text.startswith(_MARK)
    text = text.removeprefix(_MARK)
    head = text.split("\n", 1)[0]
    separator = _separator(head)
    rows = _rows(path, text, separator)
    if not rows:
        raise AssignmentError(say("{path} is empty; its first line should name the columns.", path=path))
    names = tuple(cell.strip() for cell in rows[0][1])
    lines = []
    for number, cells in rows[1:]:
        first_of_a_name = dict(reversed(list(zip(names, cells, strict=False))))
        lines.append(SheetLine(number, first_of_a_name, len(cells)))
    end = "\r\n" if head.endswith("\r") else "\n"
    return Sheet(path, names, tuple(lines), separator, marked, end)


def read_names(path: Path) -> tuple[str, ...]:
    """The names of the columns in the first line; none where it cannot be read as such."""
    try:
        head = _text(path).removeprefix(_MARK).split("\n", 1)[0]
        cells = next(csv.reader([head], delimiter=_separator(head)), ())
    except (AssignmentError, csv.Error):
        return ()
    return tuple(cell.strip() for cell in cells)


def _separator(head: str) -> str:
    """What stands between the cells: the sign that the first line has most of."""
    return max(SEPARATORS, key=head.count)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_SHEET_BYTES + 1)
    except OSError as error:
        raise AssignmentError(
            say("{path} cannot be read ({strerror}).", path=path, strerror=refusal(error))
        ) from error
    if len(raw) > MAX_SHEET_BYTES:
        raise AssignmentError(
            say(
                "{path} has more than {number} MB; it is no list of a class.",
                path=path,
                number=MAX_SHEET_BYTES // 2**20,
            )
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise AssignmentError(
            say(
                "{path}: line {line} is not UTF-8; export the file again as UTF-8, and do not save it"
                " elsewhere.",
                path=path,
                line=line,
            )
        ) from error


def _rows(path: Path, text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Each row that holds something, with the number of the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows, begins = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise AssignmentError(
            say(
                "{path}: line {begins} cannot be read: a quote is open at its end, or text follows a"
                " closing quote ({error}).",
                path=path,
                begins=begins,
                error=error,
            )
        ) from error
    return rows


def writes_decimal_comma(cells: Sequence[str]) -> bool:
    """Whether the numbers in these cells have a comma where others have a point: 7,5 and nowhere 7.5."""
    with_comma = [cell for cell in cells if re.fullmatch(r"-?\d+,\d+", cell.strip())]
    with_point = [cell for cell in cells if re.fullmatch(r"-?\d+\.\d+", cell.strip())]
    return bool(with_comma) and not with_point


def as_number(text: str) -> float | None:
    """The number that a cell holds, with a point or a comma in front of its decimals; None if it is none."""
    found = re.fullmatch(r"\s*(-?\d+)(?:[.,](\d+))?\s*", text)
    return float(f"{found[1]}.{found[2] or 0}") if found else None


def as_cell(number: float, *, comma: bool) -> str:
    """A number as it stands in a cell, without needless zeros: 7, 6.5; or 6,5."""
    text = f"{number:.6f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text
