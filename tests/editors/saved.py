"""What an editor made of a notebook that it saved, and what the work in it earns."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from autograder.instructor.demo import fill

from .places import ROOT

RELEASED = ROOT / "assignments/batchnorm"
RIGHT = (ROOT / "solutions/batchnorm/students/tuple-cache.py").read_text(encoding="utf-8")
ALL_POINTS = 50.0


def handout(room: Path, *, solved: bool = False) -> Path:
    """The notebook of a copy of the handout in the room."""
    folder = room / "batchnorm"
    shutil.copytree(RELEASED, folder)
    path = folder / "batchnorm.ipynb"
    if solved:
        path.write_text(
            json.dumps(fill(json.loads(path.read_text()), RIGHT), indent=1) + "\n", encoding="utf-8"
        )
    return path


def notebook(path: Path) -> Any:
    """What stands in a notebook."""
    return json.loads(path.read_text(encoding="utf-8"))


def demand_only(path: Path, changed: set[str], new: int = 0) -> None:
    """Demand that of the released notebook only the cells of these ids are changed, and so many are new.

    What a kernel leaves, outputs and numbers, is no matter.
    """
    nbformat.validate(nbformat.read(path, as_version=4))
    before, after = notebook(RELEASED / path.name), notebook(path)
    found = {cell["id"]: _kept(cell) for cell in after["cells"]}
    assert len(found) == len(after["cells"]) == len(before["cells"]) + new
    for cell in before["cells"]:
        same = found[cell["id"]] == _kept(cell)
        assert same != (cell["id"] in changed), f"cell {cell['id']}"
    order = [cell["id"] for cell in before["cells"]]
    assert [name for name in found if name in set(order)] == order
    assert after["metadata"]["kernelspec"]["name"] == before["metadata"]["kernelspec"]["name"]


def _kept(cell: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in cell.items() if key not in ("outputs", "execution_count")}


def earned(path: Path) -> dict[str, float]:
    """The points of each exercise that a file earns, by the command for a terminal."""
    command = [sys.executable, "-m", "autograder", "check", "batchnorm", "--json", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found: dict[str, float] = {}
    for row in json.loads(done.stdout)["criteria"]:
        if row["outcome"] != "manual":
            found[row["exercise"]] = found.get(row["exercise"], 0.0) + row["earned"]
    return found


def in_gradebook(files: Mapping[str, Path], room: Path) -> dict[str, float]:
    """The points in the gradebook of a course into which each file was handed in by another student."""
    course = room / "course"
    run = [sys.executable, "-m", "autograder"]
    subprocess.run([*run, "init", str(course)], cwd=room, check=True, capture_output=True)
    for student, path in files.items():
        there = course / "submitted" / student / "batchnorm"
        there.mkdir(parents=True)
        shutil.copy(path, there / "batchnorm.ipynb")
    (course / "roster.csv").write_text("\n".join(["id", *files, ""]), encoding="utf-8")
    for command in (["roster", "roster.csv"], ["release", "batchnorm"], ["grade", "batchnorm"]):
        done = subprocess.run([*run, *command], cwd=course, check=True, capture_output=True, text=True)
    rows = re.findall(r"│ (\S+) +│ graded │ +([\d.]+)/50 │", done.stdout)
    return {student: float(points) for student, points in rows}
