"""A handout's files as somebody alone gets them: one source, and two readers.

A release is made for a class. Cells of its notebook that speak to a class carry a tag, and whoever studies
alone gets our words in the place of the first of them, and none of the others. nbgrader's marks on the cells
are left out; a cell below each written question asks for its model answer. `checks.py` gets functions that no
class is given, and `rubric.json` says whose copy it is. All other files are the same for both.

Nothing of this stands in a release, so nobody in a class can find it there.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from autograder.languages.handout_words import words_of_folder
from autograder.lone.lone_door import DOCUMENTED, LONE_FUNCTIONS
from autograder.sentences import in_words, speaking

CLASS_TAG = "class"
"""The tag of a cell that speaks to a class."""

LONE_KEY = "alone"
"""What `rubric.json` says in a lone copy."""

ALONE = """\
**Alone**

- Some items need the *hidden checks*, which use other numbers. Once your function is written,
  `check("{exercise}", hidden=True)` asks them too, and counts the points.
- After three different attempts that failed, `answer("{exercise}")` shows one way to write it, and how
  yours differs; when all its checks pass, at once.
- Below each written question, a cell shows a model answer. Write and save your own first.
- `progress()` says where you are in the whole course.

In a clone of the course, the hidden checks and the answers are there. Elsewhere they are installed by
`pip install "batchnorm-grader[alone]"`."""


def lone_content(path: Path) -> bytes:
    """The content of a handout's file in a lone copy; what cannot be read as what it is stays as it is.

    Raises:
        OSError: the file cannot be read.
    """
    content = path.read_bytes()
    with speaking(words_of_folder(path.parent)):
        return _changed(path, content)


def _changed(path: Path, content: bytes) -> bytes:
    change = {"checks.py": _checks, "rubric.json": _rubric, f"{path.parent.name}.ipynb": _notebook}.get(
        path.name
    )
    try:
        return change(content.decode()).encode() if change else content
    except (ValueError, SyntaxError, KeyError, TypeError, AttributeError):
        return content


def is_lone(folder: Path) -> bool:
    """Whether a handout's folder is the copy of somebody who studies alone."""
    try:
        return json.loads((folder / "rubric.json").read_bytes()).get(LONE_KEY) is True
    except (OSError, ValueError, AttributeError):
        return False


def _rubric(text: str) -> str:
    """Nobody marks a lone copy elsewhere, with other versions."""
    data = {key: value for key, value in json.loads(text).items() if key != "marked_with"}
    return json.dumps({LONE_KEY: True, **data}, indent=1, ensure_ascii=True) + "\n"


def _checks(text: str) -> str:
    """Put the lone functions in the place of those of their names, the others at the end."""
    lines, added = text.splitlines(keepends=True), dict(_lone_functions())
    if "def check(" not in text:
        raise ValueError("not ours")
    for node in reversed(ast.parse(text).body):
        if isinstance(node, ast.FunctionDef) and node.name in added:
            lines[node.lineno - 1 : node.end_lineno] = added.pop(node.name)
    for number, line in enumerate(lines):
        if line.startswith("    check()"):
            lines.insert(number + 1, DOCUMENTED)
            break
    return "".join(lines) + "".join(f"\n\n{function}" for function in added.values())


@cache
def _lone_functions() -> Mapping[str, str]:
    lines = LONE_FUNCTIONS.splitlines(keepends=True)
    functions = [node for node in ast.parse(LONE_FUNCTIONS).body if isinstance(node, ast.FunctionDef)]
    return {node.name: "".join(lines[node.lineno - 1 : node.end_lineno]) for node in functions}


def _notebook(text: str) -> str:
    notebook = json.loads(text)
    notebook["cells"] = list(_cells(notebook["cells"]))
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _cells(cells: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The cells of a lone notebook; our words come before the first code where none spoke to a class."""
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    names = (mark["grade_id"].removeprefix("check_") for mark in marks if mark.get("locked"))
    words = [_markdown("alone", _alone(next(names, "name")))]
    for cell, mark in zip(cells, marks, strict=True):
        own = cell["metadata"]
        for key in ("nbgrader", "editable", "deletable"):
            own.pop(key, None)
        for_class = CLASS_TAG in own.get("tags", ())
        if for_class or cell["cell_type"] == "code":
            yield from words
            words = []
        if for_class:
            continue
        if cell["cell_type"] == "code":
            cell["source"] = _IMPORT.sub(_with_answer, "".join(cell["source"])).splitlines(keepends=True)
        yield cell
        if mark.get("solution") and mark.get("grade"):
            note = in_words("a model answer, once yours is written and saved")
            ask = f'answer("{mark["grade_id"]}")  # {note}'
            yield _code(f"answer-{mark['grade_id']}"[:64], ask)


def _alone(exercise: str) -> str:
    """Our words, paragraph by paragraph, in the language of the handout."""
    return "\n\n".join(in_words(part, exercise=exercise) for part in ALONE.split("\n\n"))


_IMPORT = re.compile(r"^from checks import (.+)$", re.MULTILINE)


def _with_answer(line: re.Match[str]) -> str:
    names = {name.strip() for name in line[1].split(",")} | {"answer"}
    return f"from checks import {', '.join(sorted(names))}"


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(name: str, text: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "source": text.splitlines(keepends=True)}
    return {**cell, "execution_count": None, "metadata": {}, "outputs": []}
