"""A notebook as its file holds it: byte for byte what nbformat writes, without nbformat.

nbformat copies and checks every node, and Python's own encoder takes its slow way when it indents; on a class
that costs as much as marking. Notebooks that come here were made by `mended` and are sound.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
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
    parts: list[str] = []
    _encode(rows, "\n", parts)
    return "".join(parts) + "\n"


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


def _encode(value: Any, margin: str, parts: list[str]) -> None:
    """Append JSON indented by one, keys sorted; `margin` is a line's end and its indent."""
    inner = f"{margin} "
    if type(value) is str:
        parts.append(encode_basestring(value))
    elif type(value) is dict and value:
        opening = "{"
        for key in sorted(value):
            parts.append(f"{opening}{inner}{encode_basestring(key)}: ")
            _encode(value[key], inner, parts)
            opening = ","
        parts.append(f"{margin}}}")
    elif type(value) is list and value:
        if all(type(item) is str for item in value):
            parts.append(f"[{inner}" + f",{inner}".join(map(encode_basestring, value)) + f"{margin}]")
            return
        opening = "["
        for item in value:
            parts.append(f"{opening}{inner}")
            _encode(item, inner, parts)
            opening = ","
        parts.append(f"{margin}]")
    else:
        parts.append(json.dumps(value))
