"""The catalogue: known mistakes, one small file each, laid over the reference.

A file of `solutions/NAME/mistakes/` is read, never imported. Its docstring is the mistake's name, a clause
that ends the sentence "This is exactly what comes out when ..."; its constants say the rest:

    IDS     rows of the collection of mistakes that it stands for
    HINT    one or two sentences that teach and give no formula
    LOSES   the criteria that it must lose, as "exercise/criterion"
    WARNS   True for what only earns a warning
    NAMED   False for what cannot be recognised by its values: chance is in them

Files whose names begin with an underscore are frames: they run before each mistake, over the reference,
whose functions they see under the names `right_NAME` (see `overlay`).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import AssignmentError
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Chunks


@dataclass(frozen=True, slots=True)
class Mistake:
    """One known mistake."""

    id: str
    name: str
    hint: str
    loses: tuple[str, ...]
    ids: tuple[str, ...]
    functions: tuple[str, ...]
    source: str
    warns: bool = False
    named: bool = True


def read_mistakes(folder: Path) -> tuple[Mistake, ...]:
    """All mistakes of an assignment's folder, by id.

    Raises:
        AssignmentError: a file does not parse, or lacks its docstring, IDS, HINT or LOSES.
    """
    paths = sorted((folder / "mistakes").glob("*.py"))
    return tuple(_read(path) for path in paths if not path.name.startswith("_"))


def frames(folder: Path) -> tuple[str, ...]:
    """The sources that run before each mistake."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((folder / "mistakes").glob("_*.py")))


def overlay(reference: Chunks, frame: tuple[str, ...], functions: tuple[str, ...], mistake: Mistake) -> Chunks:
    """What to run for a mistake: the reference, its functions under second names, the frame, the mistake."""
    names = "\n".join(f"right_{name} = {name}" for name in functions)
    middle = [(f"frame {number}", text) for number, text in enumerate(frame)]
    return [*reference, ("right", names), *middle, (mistake.id, mistake.source)]


def mistake_sessions(assignment: Assignment, reference: Chunks) -> Mapping[str, tuple[Mistake, LocalSession]]:
    """Each known mistake of the assignment with a session in which its functions live."""
    frame = frames(assignment.folder)
    return {
        mistake.id: (mistake, LocalSession(overlay(reference, frame, assignment.functions, mistake)))
        for mistake in read_mistakes(assignment.folder)
    }


def _read(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{path}: does not parse (line {error.lineno}: {error.msg}).") from error
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id.isupper()
    }
    name = ast.get_docstring(tree)
    missing = [key for key in ("IDS", "HINT", "LOSES") if key not in constants]
    if not name or missing:
        what = "a docstring with the mistake's name" if not name else ", ".join(missing)
        raise AssignmentError(f"{path}: lacks {what}; see the other files of its folder.")
    return Mistake(
        id=path.stem,
        name=" ".join(name.split()).rstrip("."),
        hint=constants["HINT"],
        loses=tuple(constants["LOSES"]),
        ids=tuple(constants["IDS"]),
        functions=tuple(node.name for node in tree.body if isinstance(node, ast.FunctionDef)),
        source=text,
        warns=bool(constants.get("WARNS", False)),
        named=bool(constants.get("NAMED", True)),
    )
