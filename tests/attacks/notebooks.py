"""Notebooks that are damaged or forged as a whole: what a file of code cannot say."""

from __future__ import annotations

import copy
import json
from typing import Any

from .attack import EXERCISES, Attack, Notebook, code_cell

CHECKS = tuple(f"check_{name}" for name in EXERCISES)


def forgeries() -> tuple[Attack, ...]:
    """All attacks that are made here."""
    return tuple(
        Attack(
            f"notebook_{build.__name__}",
            "forged notebooks",
            (build.__doc__ or "").strip(),
            most,
            right=right,
            build=build,
        )
        for build, most, right in (
            (skips_execution, 0.0, ()),
            (forged_points, 0.0, ()),
            (raised_points, 24.0, EXERCISES[:1]),
            (no_check_cells, 24.0, EXERCISES[:1]),
            (copies_of_check_cells, 24.0, EXERCISES[:1]),
            (checks_rewritten, 0.0, ()),
            (swapped_ids, 24.0, EXERCISES[:1]),
            (marks_of_another_assignment, 24.0, EXERCISES[:1]),
            (no_metadata, 50.0, EXERCISES),
            (its_own_kernel, 24.0, EXERCISES[:1]),
            (scripts_in_outputs, 24.0, EXERCISES[:1]),
            (endless_line_of_output, 24.0, EXERCISES[:1]),
            (pictures_that_are_none, 24.0, EXERCISES[:1]),
            (widgets, 24.0, EXERCISES[:1]),
            (wrong_types_everywhere, 24.0, EXERCISES[:1]),
            (old_format, 24.0, EXERCISES[:1]),
            (magics, 24.0, EXERCISES[:1]),
            (markdown_that_takes_long, 24.0, EXERCISES[:1]),
            (keys_twice, 0.0, ()),
            (not_json, 0.0, ()),
            (nested_json, 0.0, ()),
            (impossible_numbers, 0.0, ()),
            (empty, 0.0, ()),
            (another_encoding, 0.0, ()),
            (many_cells, 0.0, EXERCISES[:1]),
            (a_large_file, 0.0, EXERCISES[:1]),
        )
    )


def skips_execution(notebook: Notebook) -> Notebook:
    """Tags say that no check is to be run."""
    for cell in _checks(notebook):
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]
    return notebook


def forged_points(notebook: Notebook) -> Notebook:
    """Outputs of the checks say full marks, in each form that nbgrader reads."""
    for cell in _checks(notebook):
        cell["execution_count"] = 1
        cell["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": "passed 24 of 24"},
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": "24"},
            },
        ]
    return notebook


def raised_points(notebook: Notebook) -> Notebook:
    """The checks' metadata say that each is worth a thousand points, and is no grade cell."""
    for cell in _checks(notebook):
        cell["metadata"]["nbgrader"] |= {"points": 1000, "locked": False, "schema_version": 99, "grade": False}
    return notebook


def no_check_cells(notebook: Notebook) -> Notebook:
    """The check cells are gone."""
    notebook["cells"] = [cell for cell in notebook["cells"] if _grade_id(cell) not in CHECKS]
    return notebook


def copies_of_check_cells(notebook: Notebook) -> Notebook:
    """Each check and each answer stands there three times."""
    notebook["cells"] = [
        copy.deepcopy(cell) for cell in notebook["cells"] for _ in range(3 if _grade_id(cell) else 1)
    ]
    return notebook


def checks_rewritten(notebook: Notebook) -> Notebook:
    """The checks display full marks instead."""
    for cell in _checks(notebook):
        cell["source"] = "24"
    return notebook


def swapped_ids(notebook: Notebook) -> Notebook:
    """The ids of the cells are exchanged: the forward's cell says that it is the closed form."""
    names = {EXERCISES[0]: EXERCISES[2], EXERCISES[2]: EXERCISES[0], CHECKS[0]: CHECKS[1], CHECKS[1]: CHECKS[0]}
    for cell in notebook["cells"]:
        name = _grade_id(cell)
        if name in names:
            cell["id"] = cell["metadata"]["nbgrader"]["grade_id"] = names[name]
    return notebook


def marks_of_another_assignment(notebook: Notebook) -> Notebook:
    """The notebook's metadata says that it was mended, marked and belongs elsewhere."""
    notebook["metadata"]["autograder"] = {"assignment": "../../other", "repairs": ["50 of 50"], "score": 50}
    notebook["metadata"]["nbgrader"] = {"score": 50}
    notebook["metadata"]["celltoolbar"] = "Create Assignment"
    return notebook


def no_metadata(notebook: Notebook) -> Notebook:
    """All marks of nbgrader are lost, and every id is the same; the work is right."""
    for cell in notebook["cells"]:
        cell["metadata"], cell["id"] = {}, "same"
    return notebook


def its_own_kernel(notebook: Notebook) -> Notebook:
    """The kernel is a program of its own."""
    notebook["metadata"]["kernelspec"] = {
        "name": "../../tmp/left-by-an-attack",
        "argv": ["/bin/sh"],
        "language": "bash",
    }
    notebook["metadata"]["language_info"] = {"name": "<script>", "pygments_lexer": {"name": "../x"}}
    return notebook


def scripts_in_outputs(notebook: Notebook) -> Notebook:
    """Outputs of its own cells carry HTML, JavaScript and SVG for whoever opens the notebook."""
    script = "<script>fetch('/formgrader/api')</script>"
    kinds = (
        "text/html",
        "application/javascript",
        "image/svg+xml",
        "text/markdown",
        "text/latex",
        "application/json",
    )
    data = dict.fromkeys(kinds, script)
    outputs = [
        {"output_type": "display_data", "metadata": {}, "data": data},
        {"output_type": "error", "ename": script, "evalue": script, "traceback": [f"\x1b[31m{script}"]},
        {"output_type": "stream", "name": "stdout", "text": [script, "\x1b]8;;http://127.0.0.1\x07x"]},
    ]
    notebook["cells"].append(code_cell("plot()", outputs=outputs))
    return notebook


def endless_line_of_output(notebook: Notebook) -> Notebook:
    """Ten million letters on one line, in each of twenty outputs."""
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 10**6}
    notebook["cells"].append(code_cell("print()", outputs=[output] * 20))
    return notebook


def pictures_that_are_none(notebook: Notebook) -> Notebook:
    """Attachments and pictures that are text, markup, or no base64 at all."""
    for data in (
        "not base64 at all",
        '"onerror="alert(1)',
        "PHN2Zz48L3N2Zz4=",
        ["iVBORw0KGgo=", "\n"],
        3,
        None,
    ):
        cell = {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "![](attachment:a.png)"}
        notebook["cells"].append(
            {**cell, "attachments": {'a.png"><script>': {"image/png": data, "image/svg+xml": data}}}
        )
        output = {"output_type": "display_data", "metadata": {}, "data": {"image/png": data}}
        notebook["cells"].append(code_cell("", outputs=[output]))
    return notebook


def widgets(notebook: Notebook) -> Notebook:
    """Saved widgets, which pages load from elsewhere."""
    state = {"a": {"model_name": "HTMLModel", "state": {"value": "<script>alert(1)</script>"}}}
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    return notebook


def wrong_types_everywhere(notebook: Notebook) -> Notebook:
    """Numbers, lists and nothing where texts and dicts should be."""
    notebook |= {"nbformat": "4", "nbformat_minor": -1, "metadata": [1], "signature": {}}
    strange: list[Any] = [None, 3, [], "cell", {"cell_type": ["code"]}, {"cell_type": "code", "source": 3}]
    strange += [{"cell_type": "code", "source": ["a", 3], "outputs": {"x": 1}, "metadata": {"nbgrader": []}}]
    strange += [
        {"cell_type": "markdown", "source": "x", "attachments": [1], "metadata": {"nbgrader": {"grade_id": 7}}}
    ]
    notebook["cells"] += strange
    return notebook


def old_format(notebook: Notebook) -> Notebook:
    """The third format, with worksheets."""
    cells = [{**cell, "input": cell["source"], "language": "python"} for cell in notebook["cells"]]
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "../x"},
        "worksheets": [{"cells": cells}, 3],
    }


def magics(notebook: Notebook) -> Notebook:
    """Shell lines, magics and other languages around the definitions."""
    for text in (
        "!touch /tmp/left-by-an-attack",
        "%%bash\ntouch /tmp/left-by-an-attack",
        "%run /etc/passwd",
        "%load_ext x",
    ):
        notebook["cells"].append(code_cell(text))
    return notebook


def markdown_that_takes_long(notebook: Notebook) -> Notebook:
    """Markdown on which parsers of Markdown are known to take long."""
    for text in (
        "[" * 5000,
        "*a_ " * 3000,
        "<" * 5000,
        "> " * 900 + "x",
        "`" * 5000,
        "$" * 3001,
        "![" * 3000 + "](x)",
    ):
        notebook["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": text})
    return notebook


def keys_twice(notebook: Notebook) -> str:
    """Each key of the file stands there twice: two readers may see two notebooks."""
    text = json.dumps(notebook)
    return '{"cells": [], "nbformat": 3, ' + text[1:-1] + ', "metadata": {"autograder": 50}}'


def not_json(notebook: Notebook) -> str:
    """Python's own way to write a notebook."""
    return repr(notebook)


def nested_json(_notebook: Notebook) -> str:
    """Lists within lists."""
    return '{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}"


def impossible_numbers(_notebook: Notebook) -> str:
    """Numbers of a million digits, NaN and infinities."""
    return '{"nbformat": NaN, "nbformat_minor": -Infinity, "cells": ' + "9" * 10**6 + "}"


def empty(_notebook: Notebook) -> bytes:
    """No byte at all."""
    return b""


def another_encoding(notebook: Notebook) -> bytes:
    """UTF-16."""
    return json.dumps(notebook).encode("utf-16")


def many_cells(notebook: Notebook) -> Notebook:
    """A hundred thousand cells."""
    notebook["cells"] += [code_cell("a = 1")] * 100_000
    return notebook


def a_large_file(notebook: Notebook) -> Notebook:
    """Forty million letters."""
    notebook["metadata"]["large"] = "x" * (40 * 10**6)
    return notebook


def _grade_id(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _checks(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if _grade_id(cell) in CHECKS]
