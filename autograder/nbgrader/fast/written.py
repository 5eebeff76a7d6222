"""A notebook as its file holds it: byte for byte what nbformat writes, without nbformat.

nbformat copies and checks every node; on a class that costs as much as marking. Notebooks that come here were
made by `mended` and are sound.
"""

from __future__ import annotations

import json
from typing import Any

from autograder.nbgrader.mend import Notebook

TRUNCATED = "... Output truncated ..."


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
    rows = {**notebook, "cells": [_split(cell) for cell in notebook["cells"]]}
    return json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


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
