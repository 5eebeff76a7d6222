"""What a submission's folder holds: the notebook's cells as JSON has them, links, and what nobody can copy."""

from __future__ import annotations

import glob
import json
from pathlib import Path
from typing import Any

from autograder.submission.notebook import LoadError, read

A_LINK = "The notebook is a link to another file; submit the notebook itself."


def raw_cells(path: Path) -> list[Any]:
    """The cells of a notebook as JSON has them, of format 4 or 3.

    Raises:
        LoadError: the file cannot be read as a notebook, or is a link to some other file.
    """
    if is_link(path):
        raise LoadError(A_LINK)
    read(path)  # the limits and refusals of every submission
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    if isinstance(data.get("cells"), list):
        return list(data["cells"])
    sheets = (sheet.get("cells") for sheet in data["worksheets"] if isinstance(sheet, dict))
    return [row for rows in sheets if isinstance(rows, list) for row in rows]


def is_link(path: Path) -> bool:
    """Whether the notebook, its folder or the student's folder leads somewhere else."""
    return any(place.is_symlink() for place in (path, *list(path.parents)[:2]))


def not_to_copy(folder: Path) -> list[str]:
    """Names (as globs) that nbgrader would stumble over: pipes, sockets, devices, links that lead nowhere."""
    return [glob.escape(path.name) for path in folder.rglob("*") if not (path.is_file() or path.is_dir())]
