"""Work as it is handed in, in the notebook of either language: mistakes, styles, students, nothing at all.

What a student writes is the same in both; only the notebook around it is another.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from autograder.assignment import Assignment
from autograder.instructor.demo import fill, read_scenario
from autograder.marking.mistakes import frames, read_mistakes
from autograder.source import read_source
from autograder.translation.tongue import tongue_of

from ..truth.judges import styles_of

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")

Notebook: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Work:
    """What one student does to a notebook, and what lies beside it.

    `named` is the mistake that it makes. What comes out `by_chance` has other numbers each time.
    """

    name: str
    done: Callable[[Notebook, str], Notebook]
    beside: tuple[Path, ...] = ()
    named: str = ""
    by_chance: bool = False


def released(assignment: Assignment, language: str) -> Notebook:
    """The notebook that students get in a language."""
    folder = ROOT / ("assignments" if language == "en" else f"assignments-{language}") / assignment.name
    return json.loads((folder / f"{assignment.name}.ipynb").read_text(encoding="utf-8"))


def every_work(assignment: Assignment) -> Iterator[Work]:
    """The stub, the class of the demonstration, the styles of right work, and each known mistake."""
    yield Work("stub", lambda notebook, language: notebook)
    if (assignment.folder / "students").is_dir():
        for student in read_scenario(assignment):
            if student.submits and not student.untouched:
                text = (assignment.folder / f"students/{student.id}.py").read_text(encoding="utf-8")
                beside = tuple(assignment.folder / "students" / name for name in student.beside)
                yield Work(f"student {student.id}", _filling(text), beside)
    for style in styles_of(assignment.name):
        yield Work(f"style {style.name}", _adding([style.path.read_text(encoding="utf-8")]))
    right = "\n".join(f"right_{name} = {name}" for name in assignment.functions)
    for mistake in read_mistakes(assignment.folder):
        cells = [right, *frames(assignment.folder), mistake.source]
        named = mistake.id if mistake.named and not mistake.warns else ""
        done = _over_the_reference(assignment, cells)
        yield Work(f"mistake {mistake.id}", done, named=named, by_chance=not mistake.named)


def write_work(assignment: Assignment, work: Work, language: str, folder: Path) -> Path:
    """The file as it is handed in, in a folder of its own."""
    folder.mkdir(parents=True)
    for path in work.beside:
        (folder / path.name).write_bytes(path.read_bytes())
    path = folder / f"{assignment.name}.ipynb"
    path.write_text(json.dumps(work.done(released(assignment, language), language)), encoding="utf-8")
    return path


def answered(notebook: Notebook, texts: Mapping[str, str]) -> Notebook:
    """The notebook with these texts in its cells for solutions."""
    filled = copy.deepcopy(notebook)
    for cell in filled["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            cell["source"] = texts.get(marks["grade_id"], cell["source"])
    return filled


@cache
def solutions(assignment: Assignment, language: str) -> Mapping[str, str]:
    """The solution of each cell, with the comments and docstrings of a language."""
    cells = tongue_of(assignment, language).cells(read_source(assignment))
    return {cell.grade_id: cell.text for cell in cells if cell.kind == "code"}


def _filling(text: str) -> Callable[[Notebook, str], Notebook]:
    return lambda notebook, language: fill(notebook, text)


def _adding(cells: list[str]) -> Callable[[Notebook, str], Notebook]:
    return lambda notebook, language: with_cells(notebook, cells)


def _over_the_reference(assignment: Assignment, cells: list[str]) -> Callable[[Notebook, str], Notebook]:
    return lambda notebook, language: with_cells(answered(notebook, solutions(assignment, language)), cells)


def with_cells(notebook: Notebook, texts: list[str]) -> Notebook:
    """The notebook with further cells of code at its end."""
    new = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    cells = [{**new, "id": f"own-{number}", "source": text} for number, text in enumerate(texts)]
    return {**notebook, "cells": [*notebook["cells"], *cells]}
