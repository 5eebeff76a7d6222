"""A made-up class of any size: a course with its gradebook, and one submission for each student.

The work is that of the demonstration class, in turn: right in several styles, wrong in several ways, or nothing
written. Whoever ends the process or never returns is left out: such a submission costs its own limit, and would
measure that limit. Each notebook is a different text, so that nothing can be marked by looking at another.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, find_assignment, load_assignment
from autograder.instructor.demo import CONFIG, fill
from autograder.release.release import register, release_assignment

ROOT = Path(__file__).resolve().parents[2]

ASSIGNMENT = "batchnorm"

STYLES = (
    *("tuple-cache", "dict-cache", "list-cache", "loops", "einsum", "helpers", "prints-warnings"),
    *("forward-only", "eps-outside", "wrong-forward", "no-mean-road", "untouched"),
)
"""Seven that are right and five that are not; names of files under `solutions/batchnorm/students`."""

TIMESTAMP = "2026-01-02 03:04:05 UTC\n"


def student(number: int) -> str:
    """The id of a student."""
    return f"student-{number:05}"


def work(number: int) -> dict[str, Any]:
    """What a student hands in, as JSON has it."""
    notebook = fill(released(), _texts()[STYLES[number % len(STYLES)]])
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = f"{''.join(cell['source'])}\n# {student(number)}"
    return notebook


@cache
def released() -> dict[str, Any]:
    """The notebook that students got."""
    path = ROOT / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def _texts() -> Mapping[str, str]:
    folder = assignment().folder / "students"
    return {
        style: "" if style == "untouched" else (folder / f"{style}.py").read_text(encoding="utf-8")
        for style in STYLES
    }


def parts(text: str) -> dict[str, str]:
    """A file cut at its lines `# %% NAME`."""
    blocks = (block.partition("\n") for block in text.split("# %% ")[1:])
    return {name.strip(): body.strip() for name, _, body in blocks}


ENROLLING = "c.Autograde.create_student = True\n"
"""Who hands in is enrolled: there is no list of these students."""


def assignment() -> Assignment:
    """The assignment that is marked."""
    return find_assignment(ROOT, ASSIGNMENT)


def make_course(folder: Path) -> None:
    """A course of ours in a new folder, released."""
    chosen = assignment()
    ignored = shutil.ignore_patterns("__pycache__", "students")
    shutil.copytree(chosen.folder, folder / "solutions" / chosen.name, ignore=ignored)
    (folder / "nbgrader_config.py").write_text(f"{CONFIG}{ENROLLING}", encoding="utf-8")
    here = load_assignment(folder / "solutions" / chosen.name)
    release_assignment(here, folder)
    register(here, folder)


def fill_course(folder: Path, students: int) -> None:
    """Let so many students submit."""
    for number in range(students):
        write_submission(folder / "submitted" / student(number) / ASSIGNMENT, work(number))


def write_submission(folder: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook where nbgrader collects it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    (folder / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
