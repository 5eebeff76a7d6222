"""What of a notebook do nbgrader's templates get to see? They print much of it as it is: here it is made plain.

nbconvert writes a tag of a cell into a class, the width of a picture outside of quotes, an execution count as
it stands, and a picture's file name from an output's metadata into an address. So a page is made of a notebook
that holds what a person reads, and of the metadata only what the templates of nbgrader need.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import DictLoader
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode, from_dict

from autograder.languages.work_language import language_in
from autograder.nbgrader.outputs import MAX_OUTPUTS, Output, clean, is_picture, joined, left_out, pictures
from autograder.nbgrader.pages.head import PAGE_LANGUAGE, head
from autograder.nbgrader.pages.parts import PART_TEMPLATES

LONGEST_CELL = 10_000
"""Letters of a text that is set as Markdown, which is four printed pages; a longer one stands as typed."""

LONGEST_TEXT = 100_000
"""Letters of all texts of a notebook that are set as Markdown; the longest handout of ours has a quarter."""

LONGEST_CODE = 200_000
"""Letters of a code cell that is shown."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)

_LANGUAGES = frozenset({"ipython", "ipython3", "julia", "python", "python3", "r"})
"""Languages whose words get colours. Of the readers that there are some take very long if one wants them to."""

LONGEST_OUTPUT = 100_000
"""Letters of a text that a cell printed."""

_PICTURES = frozenset({"image/jpeg", "image/png"})

_TEXTS = frozenset({"image/svg+xml", "text/html", "text/latex", "text/markdown", "text/plain"})
"""Kinds of output that a page shows. What runs, or loads a program from elsewhere, is none of them."""


class VettedPage(Preprocessor):
    """Stands first among the preprocessors of a page (`c.HTMLExporter.preprocessors`)."""

    def __init__(self, **options: Any) -> None:
        """Put our head before those of all folders; the exporter is our parent."""
        super().__init__(**options)
        page = getattr(self.parent, "template_name", "")
        if page in PAGES:
            self.parent.extra_loaders = [DictLoader({"mathjax.html.j2": head(page), **PART_TEMPLATES})]

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave of the notebook what the templates may print."""
        for name in _NAMES_ON_FORMGRADERS_PAGE:
            if name in resources:
                resources[name] = html.escape(clean(str(resources[name])))
        resources[PAGE_LANGUAGE] = language_in(nb)  # what is left of the notebook does not say it
        return from_dict(vetted(nb)), resources


PAGES = ("feedback", "formgrade")
"""nbgrader's templates for a notebook."""

_NAMES_ON_FORMGRADERS_PAGE = (
    "assignment_id",
    "first_name",
    "last_name",
    "notebook_id",
    "notebook_path",
    "student",
)
"""Names that formgrader prints as they are. Folders carry them, and whoever hands in may choose a folder."""


def vetted(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook that shows the same and holds nothing that a template would print as markup."""
    left = LONGEST_TEXT
    cells = []
    for cell in notebook.get("cells", ()):
        source = clean(joined(cell.get("source")))
        if cell.get("cell_type") == "code":
            cells.append(_code_cell(cell, source))
            continue
        is_long = len(source) > min(LONGEST_CELL, left)
        left -= 0 if is_long else len(source)
        cells.append(_text_cell(cell, _as_typed(source) if is_long else source))
    return {"cells": cells, "metadata": _language(notebook.get("metadata")), "nbformat": 4, "nbformat_minor": 4}


def _code_cell(cell: Mapping[str, Any], source: str) -> dict[str, Any]:
    count = cell.get("execution_count")
    if len(source) > LONGEST_CODE:
        source = f"{source[:LONGEST_CODE]}\n# {left_out(len(source) - LONGEST_CODE)}"
    outputs = cell.get("outputs")
    rows = outputs[:MAX_OUTPUTS] if isinstance(outputs, list) else []
    return {
        "cell_type": "code",
        "execution_count": count if type(count) is int else None,
        "metadata": _metadata(cell),
        "outputs": [output for row in rows if isinstance(row, dict) for output in _output(row)],
        "source": source,
    }


def _text_cell(cell: Mapping[str, Any], source: str) -> dict[str, Any]:
    # nbconvert would print a raw cell as HTML, on one line.
    is_raw = cell.get("cell_type") == "raw"
    return {
        "attachments": pictures(cell.get("attachments")),
        "cell_type": "markdown",
        "metadata": _metadata(cell),
        "source": _as_typed(source) if is_raw else source,
    }


def _as_typed(source: str) -> str:
    """Markdown that shows a text letter by letter."""
    fence = "`" * (1 + max([2, *map(len, re.findall("`+", source))]))
    return f"{fence}\n{source[:LONGEST_CODE]}\n{fence}"


def _language(metadata: Any) -> dict[str, Any]:
    found = metadata.get("language_info") if isinstance(metadata, dict) else None
    names = (found.get("pygments_lexer"), found.get("name")) if isinstance(found, dict) else ()
    known = next((name for name in names if isinstance(name, str) and name.lower() in _LANGUAGES), "ipython3")
    return {"language_info": {"name": known, "pygments_lexer": known}}


def _metadata(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Of a cell's metadata what nbgrader's templates and steps ask for."""
    metadata = cell.get("metadata")
    if not isinstance(metadata, dict):
        return {}
    kept: dict[str, Any] = {}
    marks = metadata.get("nbgrader")
    if isinstance(marks, dict) and _is_plain(marks):
        kept["nbgrader"] = {key: value for key, value in marks.items() if key in _MARKS}
    ours = metadata.get("autograder")
    if isinstance(ours, dict) and isinstance(ours.get("role"), str):
        kept["autograder"] = {"role": ours["role"]}
    return kept


_MARKS = frozenset(
    {"cell_type", "checksum", "grade", "grade_id", "locked", "points", "schema_version", "solution", "task"}
)
"""What nbgrader writes on a cell before its marks and comments, which it takes from the gradebook."""


def _is_plain(marks: Mapping[str, Any]) -> bool:
    """Whether what stands on a cell is what nbgrader puts there: a name, a number, yes and no."""
    name, points = marks.get("grade_id"), marks.get("points")
    is_number = isinstance(points, int | float) and math.isfinite(points)
    return isinstance(name, str) and _NAME.fullmatch(name) is not None and (points is None or is_number)


def _output(row: Mapping[str, Any]) -> Iterable[Output]:
    kind = row.get("output_type")
    if kind == "stream":
        name = "stderr" if row.get("name") == "stderr" else "stdout"
        yield {"output_type": "stream", "name": name, "text": _text(row.get("text"))}
    elif kind == "error":
        lines = row.get("traceback")
        yield {
            "output_type": "error",
            "ename": _text(row.get("ename")),
            "evalue": _text(row.get("evalue")),
            "traceback": [_text(line) for line in lines] if isinstance(lines, list) else [],
        }
    elif kind in ("display_data", "execute_result"):
        yield from _shown(row)


def _shown(row: Mapping[str, Any]) -> Iterable[Output]:
    """A result, in every kind that is shown; nbconvert chooses one."""
    given = row.get("data")
    data: dict[str, str] = {}
    for kind, value in given.items() if isinstance(given, dict) else ():
        if kind in _PICTURES and is_picture(kind, value):
            data[kind] = joined(value)
        elif kind in _TEXTS:
            data[kind] = _text(value)
    if data:
        sizes = {kind: size for kind in _PICTURES if (size := _size(row.get("metadata"), kind))}
        yield {"output_type": "display_data", "data": data, "metadata": sizes}


def _size(metadata: Any, kind: str) -> dict[str, int]:
    """Width and height of a picture, in pixels."""
    given = metadata.get(kind) if isinstance(metadata, dict) else None
    sides = given.items() if isinstance(given, dict) else ()
    return {side: value for side, value in sides if side in ("height", "width") and type(value) is int}


_COLOUR = re.compile(r"(\x1b\[[0-9;]{0,20}m)")
"""How a terminal's colours are written, which nbconvert knows; it knows no other codes."""


def _text(value: Any) -> str:
    # Split by a pattern with a group, every second part is what the pattern found.
    parts = _COLOUR.split(joined(value))
    text = "".join([part if number % 2 else clean(part) for number, part in enumerate(parts)])
    if len(text) <= LONGEST_OUTPUT:
        return text
    return f"{text[:LONGEST_OUTPUT]}\n{left_out(len(text) - LONGEST_OUTPUT)}\n"
