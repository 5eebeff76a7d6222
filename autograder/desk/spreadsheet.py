"""Tables as CSV: no cell that a spreadsheet takes for a formula, no file that is half there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.files import write_whole
from autograder.nbgrader.export import safe_cell


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a table with these columns.

    Raises:
        OSError: the file cannot be written; what was there before still is.
    """
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, columns)
    lines.writeheader()
    lines.writerows({name: safe_cell(value) for name, value in row.items()} for row in rows)
    write_whole(path, text.getvalue())
