"""How often has somebody tried? Attempts that checks found wrong, in a small file beside the notebook.

An attempt is the code of an exercise with all that it rests on, as the kernel ran it; comments and spaces make
no other one. The file keeps a digest of each, so the count outlives the kernel, and the same code counts once.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import LoadError
from autograder.files import write_whole
from autograder.submission.notebook import Cell
from autograder.submission.slicing import cut

ATTEMPTS_FILE = ".attempts.json"
"""The file, in the folder of the notebook."""

ENOUGH_ATTEMPTS = 3
"""Different attempts after which a solution is shown to who asks."""


def count_attempt(folder: Path, exercise: str, names: Mapping[str, Any]) -> None:
    """Note that the exercise as it stands was checked and failed; a folder that refuses keeps the old count."""
    code = kernel_code(exercise, names)
    digest = hashlib.sha256(code.encode()).hexdigest()[:16]
    record = _read(folder)
    before = record.get(exercise, [])
    if code and digest not in before:
        text = json.dumps({**record, exercise: [*before, digest]}, indent=1) + "\n"
        try:
            write_whole(folder / ATTEMPTS_FILE, text)
        except OSError:
            return


def attempts(folder: Path, exercise: str) -> int:
    """How many different attempts were checked and failed."""
    return len(_read(folder).get(exercise, []))


def kernel_code(exercise: str, names: Mapping[str, Any]) -> str:
    """An exercise with all that it rests on, as the kernel has it now; empty where nobody keeps what was run.

    Of what was run more than once, the last time counts.
    """
    inputs = names.get("In")
    texts = inputs if isinstance(inputs, list) else []
    cells = [Cell(f"[{number}]", "code", str(text)) for number, text in enumerate(texts)]
    try:
        rows = [row for _, text in cut(cells, [exercise]).chunks for row in ast.parse(text).body]
    except (LoadError, SyntaxError, ValueError):
        return ""
    last = {_what(row): ast.unparse(row) for row in rows}
    return "\n".join(last.values())


def _what(row: ast.stmt) -> str:
    """What a statement gives: a definition its name, any other itself."""
    return row.name if isinstance(row, ast.FunctionDef | ast.ClassDef) else ast.unparse(row)


def _read(folder: Path) -> dict[str, list[str]]:
    """The record; none where there is no file, or one that somebody damaged."""
    try:
        data = json.loads((folder / ATTEMPTS_FILE).read_text(encoding="utf-8"))
        return {str(name): [str(one) for one in found] for name, found in data.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
