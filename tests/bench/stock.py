"""The same class in a course of stock nbgrader: its own execution, the checks as assertions in the cells.

Of the notebook only imports, answers and checks are left. nbgrader runs every cell of a submission, so that the
experiments and plots of the real notebook would cost it more still.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from nbgrader.converters import GenerateAssignment

from autograder.nbgrader.host import course_config, course_directory, run

from .checks import exercises_with_checks
from .classroom import ASSIGNMENT, released, student, work, write_submission

CONFIG = """\
from pathlib import Path

c = get_config()
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
"""

IMPORTS = "import numpy as np"


def make_stock_course(folder: Path) -> None:
    """A course of stock nbgrader in a new folder, released."""
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    write_submission(folder / "source" / ASSIGNMENT, reduced(released()))
    directory = course_directory(course_config(folder), ASSIGNMENT, root=folder)
    run(GenerateAssignment(coursedir=directory, config=course_config(folder), create_assignment=True))


def fill_stock_course(folder: Path, students: int) -> None:
    """Let so many students submit."""
    template = json.loads((folder / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8"))
    for number in range(students):
        write_submission(folder / "submitted" / student(number) / ASSIGNMENT, answered(template, work(number)))


def reduced(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with imports, answers and checks; each check with its assertions."""
    checks = exercises_with_checks()
    first = {"cell_type": "code", "id": "imports", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**first, "source": IMPORTS}]
    for cell in copy.deepcopy(notebook["cells"]):
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.removeprefix("check_") in checks and name.startswith("check_"):
            cell["source"] = checks[name.removeprefix("check_")]
        elif name not in checks:
            continue
        cells.append(cell)
    return {**notebook, "cells": cells}


def answered(template: dict[str, Any], submitted: dict[str, Any]) -> dict[str, Any]:
    """The template with a student's answers."""
    notebook = copy.deepcopy(template)
    answers = {cell["id"]: cell["source"] for cell in submitted["cells"]}
    own = [cell for cell in submitted["cells"] if cell["id"] in ("new", "helpers")]
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            cell["source"] = answers[cell["id"]]
    notebook["cells"][1:1] = own
    return notebook
