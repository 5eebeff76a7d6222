"""One attack of the corpus: what it is called, the most it may earn, and how it is handed in.

A file of `corpus/` begins with constants: FAMILY, ABOUT (one sentence), MOST (what its honest part is worth),
and perhaps RIGHT (exercises whose right answer is filled in), FILES (what lies beside the notebook: a text,
["link", target] or ["pipe"]), STUDENT (an id of its own), REPEAT (a number for `@REPEAT:text@`, where `#`
counts). Its cells follow, as in a file of the demonstration class; a cell `last` stands behind all others. In
texts, `@COURSE@` and its like are the very paths of what is attacked: whoever knows them is the stronger one.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.instructor.demo import fill

CORPUS = Path(__file__).with_name("corpus")

EXERCISES = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

Notebook = dict[str, Any]
Places = Mapping[str, str]
"""What stands for `@NAME@` in an attack: the paths that it attacks."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A hostile submission."""

    name: str
    family: str
    about: str
    most: float
    student: str = ""
    right: tuple[str, ...] = ()
    work: str = ""
    repeat: int = 0
    files: Mapping[str, Any] = field(default_factory=dict)
    build: Callable[[Notebook], Notebook | str | bytes] | None = None  # for notebooks forged as a whole


def read_corpus() -> tuple[Attack, ...]:
    """All attacks that are files, by name."""
    return tuple(_read(path) for path in sorted(CORPUS.glob("*.py")))


def hand_in(attack: Attack, released: Notebook, right: str, folder: Path, places: Places) -> Path:
    """Write the submission and what lies beside it into `folder`; the notebook's path.

    `released` is the notebook that students get, `right` the text of a right submission.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in attack.files.items():
        _lay(folder / _placed(name, places), content, places)
    path = folder / "batchnorm.ipynb"
    notebook = _filled(attack, released, right, places)
    made: Notebook | str | bytes = attack.build(notebook) if attack.build else notebook
    if isinstance(made, dict):
        made = json.dumps(made)
    path.write_bytes(made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made)
    return path


def _read(path: Path) -> Attack:
    head, _, rest = path.read_text(encoding="utf-8").partition("# %% ")
    constants = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(head).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return Attack(
        name=path.stem,
        family=constants.pop("FAMILY"),
        about=constants.pop("ABOUT"),
        most=float(constants.pop("MOST")),
        work=f"# %% {rest}" if rest else "",
        **{name.lower(): value for name, value in constants.items()},
    )


def _filled(attack: Attack, released: Notebook, right: str, places: Places) -> Notebook:
    parts = [f"# %% {block}" for block in right.split("# %% ")[1:]]
    kept = [part for part in parts if part.split()[2] in attack.right]
    work = _placed(
        re.sub(r"@REPEAT:(.*?)@", lambda found: _repeated(found[1], attack.repeat), attack.work), places
    )
    own = [f"# %% {block}" for block in work.split("# %% ")[1:]]
    notebook = fill(released, "".join([*kept, *(part for part in own if not part.startswith("# %% last"))]))
    for number, part in enumerate(part for part in own if part.startswith("# %% last")):
        notebook["cells"].append(code_cell(part.partition("\n")[2].strip() + "\n", f"last-{number}"))
    return notebook


def code_cell(source: str, name: str = "more", **more: Any) -> dict[str, Any]:
    """A code cell as JSON has it."""
    cell = {"cell_type": "code", "id": name, "metadata": {}, "execution_count": None, "outputs": []}
    return {**cell, "source": source, **more}


def _repeated(text: str, times: int) -> str:
    text = text.replace("\\n", "\n")
    return "".join(text.replace("#", str(number)) for number in range(times)) if "#" in text else text * times


def _placed(text: str, places: Places) -> str:
    for name, value in places.items():
        text = text.replace(f"@{name}@", value)
    return text


def _lay(path: Path, content: Any, places: Places) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_text(_placed(content, places), encoding="utf-8")
    elif content[0] == "link":
        path.symlink_to(_placed(content[1], places))
    else:
        os.mkfifo(path)
