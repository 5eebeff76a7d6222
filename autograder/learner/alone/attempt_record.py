"""How often has somebody tried? Attempts that checks found wrong, in a small file beside the notebook.

An attempt is the code of an exercise with all that it rests on, as the kernel ran it; comments and spaces make
no other one. The file keeps a digest of each, so the count outlives the kernel, and the same code counts once.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping, Sequence
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


def count_attempt(folder: Path, exercise: str, functions: Sequence[str], names: Mapping[str, Any]) -> None:
    """Note that the exercise as it stands was checked and failed; a folder that refuses keeps the old count."""
    digest = _digest(functions, names)
    record = _read(folder)
    before = record.get(exercise, [])
    if digest and digest not in before:
        text = json.dumps({**record, exercise: [*before, digest]}, indent=1) + "\n"
        try:
            write_whole(folder / ATTEMPTS_FILE, text)
        except OSError:
            return


def attempts(folder: Path, exercise: str) -> int:
    """How many different attempts were checked and failed."""
    return len(_read(folder).get(exercise, []))


def kernel_cells(names: Mapping[str, Any]) -> tuple[Cell, ...]:
    """What the kernel ran so far, in its order; nothing where nobody keeps it."""
    inputs = names.get("In")
    texts = inputs if isinstance(inputs, list) else []
    return tuple(Cell(f"[{number}]", "code", str(text)) for number, text in enumerate(texts))


def _digest(functions: Sequence[str], names: Mapping[str, Any]) -> str:
    """The same for the same code; empty where the kernel keeps none."""
    try:
        chunks = cut(kernel_cells(names), functions).chunks
        code = "\n".join(ast.unparse(ast.parse(text)) for _, text in chunks)
    except (LoadError, SyntaxError, ValueError):
        return ""
    return hashlib.sha256(code.encode()).hexdigest()[:16] if code else ""


def _read(folder: Path) -> dict[str, list[str]]:
    """The record; none where there is no file, or one that somebody damaged."""
    try:
        data = json.loads((folder / ATTEMPTS_FILE).read_text(encoding="utf-8"))
        return {str(name): [str(one) for one in found] for name, found in data.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
