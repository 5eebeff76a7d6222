"""A notebook as its file holds it: byte for byte what nbformat writes, without nbformat.

nbformat copies and checks every node; on a class that costs as much as marking. Notebooks that come here were
made by `mended` and are sound. Most cells of a notebook are those that everybody got: each is laid out once.
"""

from __future__ import annotations

import json
import marshal
from functools import lru_cache
from typing import Any

from autograder.nbgrader.mend import Notebook

TRUNCATED = "... Output truncated ..."

MAX_LAID_OUT = 512
"""Cells that are kept as they are laid out; a course's notebook has less than a hundred that all share."""

LONGEST_LAID_OUT = 10_000
"""Bytes of a cell that is kept: the longest that students get has some 5,000."""


def limit_lines(notebook: Notebook, most: int) -> None:
    """Cut what each code cell printed to so many lines, as `nbgrader.preprocessors.LimitOutput` does."""
    for cell in notebook["cells"]:
        if most == -1 or cell["cell_type"] != "code":
            continue
        length, kept = 0, []
        for output in cell["outputs"]:
            if output["output_type"] == "stream":
                if length == most:
                    continue
                lines = output["text"].split("\n")
                if length + len(lines) > most:
                    lines = [*lines[: most - length - 1], TRUNCATED]
                length += len(lines)
                output = {**output, "text": "\n".join(lines)}
            kept.append(output)
        cell["outputs"] = kept


def as_json(notebook: Notebook) -> str:
    """The text of the notebook's file."""
    frame = json.dumps({**notebook, "cells": []}, ensure_ascii=False, indent=1, sort_keys=True)
    if notebook["cells"]:
        cells = ",\n  ".join(map(_laid_out, notebook["cells"]))
        # No name of a notebook comes before this one, so the first list is that of the cells.
        frame = frame.replace('"cells": []', f'"cells": [\n  {cells}\n ]', 1)
    return f"{frame}\n"


def _laid_out(cell: Notebook) -> str:
    """A cell as it stands in the file, but for the blanks before its first line."""
    content = marshal.dumps(cell)  # the quickest way to bytes that differ where cells do
    return _known_cell(content) if len(content) <= LONGEST_LAID_OUT else _with_lines(cell)


@lru_cache(MAX_LAID_OUT)
def _known_cell(content: bytes) -> str:
    return _with_lines(marshal.loads(content))


def _with_lines(cell: Notebook) -> str:
    text = json.dumps(_split(cell), ensure_ascii=False, indent=1, sort_keys=True)
    return text.replace("\n", "\n  ")  # within a text, the end of a line is written as two letters


def _split(cell: Notebook) -> Notebook:
    """The cell with its long texts as lists of lines."""
    cell = {**cell, "source": cell["source"].splitlines(keepends=True)}
    if "outputs" in cell:
        cell["outputs"] = [_split_output(output) for output in cell["outputs"]]
    return cell


def _split_output(output: dict[str, Any]) -> dict[str, Any]:
    if output["output_type"] == "stream":
        return {**output, "text": output["text"].splitlines(keepends=True)}
    data = output["data"]
    if "text/plain" in data:
        data = {**data, "text/plain": data["text/plain"].splitlines(keepends=True)}
    return {**output, "data": data}
