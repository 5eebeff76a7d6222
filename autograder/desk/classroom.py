"""A class of made-up students: what each hands in, built from the released notebook and a small text file.

`solutions/NAME/students/scenario.toml` lists them with the mark that each must get. A student's file is cut at
its lines `# %% NAME`: the text goes into the notebook's cell of that name; `new` becomes a cell of its own
before the first exercise; `answer NAME` goes into a written answer.
"""

from __future__ import annotations

import copy
import json
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, AssignmentError
from autograder.report import Status


@dataclass(frozen=True, slots=True)
class Student:
    """One student of the scenario, with the mark that the grader must give."""

    id: str
    about: str
    state: Status
    score: float
    untouched: bool = False
    beside: tuple[str, ...] = ()  # files handed in beside the notebook
    hand: tuple[tuple[str, float], ...] = ()  # (question, points) that a person gives

    @property
    def submits(self) -> bool:
        """Whether anything is handed in."""
        return self.state is not Status.MISSING


def read_scenario(assignment: Assignment) -> tuple[Student, ...]:
    """The class of an assignment.

    Raises:
        AssignmentError: the assignment has none.
    """
    path = assignment.folder / "students" / "scenario.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["student"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise AssignmentError(f"{path}: is missing or damaged ({error}).") from error
    return tuple(
        Student(
            id=row["id"],
            about=row["about"],
            state=Status(row.get("state", Status.GRADED)),
            score=float(row.get("score", 0.0)),
            untouched=bool(row.get("untouched", False)),
            beside=tuple(row.get("beside", ())),
            hand=tuple((name, float(points)) for name, points in row.get("by_hand", {}).items()),
        )
        for row in rows
    )


def hand_in(student: Student, assignment: Assignment, folder: Path) -> None:
    """Do the student's work in `folder`, the assignment as it was fetched."""
    students = assignment.folder / "students"
    for name in student.beside:
        shutil.copy(students / name, folder / name)
    if student.untouched:
        return
    path = folder / f"{assignment.name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    work = (students / f"{student.id}.py").read_text(encoding="utf-8")
    path.write_text(json.dumps(fill(notebook, work), indent=1), encoding="utf-8")


def fill(notebook: dict[str, Any], work: str) -> dict[str, Any]:
    """The notebook with a student's work in its cells.

    Raises:
        AssignmentError: the work names a cell that the notebook does not have.
    """
    filled = copy.deepcopy(notebook)
    cells = {_name(cell): cell for cell in filled["cells"] if _name(cell)}
    for name, text in _parts(work):
        if name == "new":
            first = next(index for index, cell in enumerate(filled["cells"]) if _name(cell))
            new: dict[str, Any] = {
                "cell_type": "code",
                "id": "new",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
            }
            filled["cells"].insert(first, {**new, "source": text})
        elif name.removeprefix("answer ") in cells:
            cells[name.removeprefix("answer ")]["source"] = text
        else:
            raise AssignmentError(f'The notebook has no cell "{name}" for a student to fill.')
    return filled


def _name(cell: dict[str, Any]) -> str:
    marks = cell["metadata"].get("nbgrader", {})
    return str(marks.get("grade_id", "")) if marks.get("solution") else ""


def _parts(work: str) -> list[tuple[str, str]]:
    blocks = [block.partition("\n") for block in work.split("# %% ")[1:]]
    return [(name.strip(), text.strip() + "\n") for name, _, text in blocks]
