"""Every part of the docs that `make docs` writes. What takes minutes to measure has a command of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment, list_assignments
from autograder.marking.rubric import collect
from autograder.release.new import files_of
from autograder.report import total

from ..test_architecture import LAYERS, PACKAGE
from .marked import table

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Part:
    """A part of a page, and the function that gives its text."""

    page: str
    name: str
    text: Callable[[], str]


def assignments() -> str:
    """The table of the course: each assignment with its minutes, exercises and points, and their sums."""
    course = list_assignments(ROOT)
    figures = [figures_of(assignment) for assignment in course]
    rows = [
        (str(one.order), f"`{one.name}`", one.title, *numbers(row))
        for one, row in zip(course, figures, strict=True)
    ]
    sums = [total(column) for column in zip(*figures, strict=True)]
    heads = ("", "assignment", "what it is about", "minutes", "exercises", "automatic", "by hand")
    rules = ("---:", "---", "---", "---:", "---:", "---:", "---:")
    return table(heads, rules, [*rows, ("", "all", "", *numbers(sums))])


def figures_of(assignment: Assignment) -> list[float]:
    """Minutes, number of exercises, points for code and points by hand of an assignment."""
    automatic = total(row.points for row in collect(assignment).criteria)
    by_hand = total(row.points for row in assignment.questions)
    return [assignment.minutes, len(assignment.exercises), automatic, by_hand]


def numbers(values: list[float]) -> list[str]:
    """Numbers as the tables show them."""
    return [f"{value:g}" for value in values]


def rooms() -> str:
    """The rooms of the engine from the top floor to the ground, each with how its docstring begins."""
    floors = [(floor, name) for floor, names in enumerate(reversed(LAYERS)) for name in sorted(names)]
    rows = [
        (str(floor), f"`{name.replace('.', '/')}`", question(name))
        for floor, name in reversed(floors)
        if name not in ("", "__main__")
    ]
    return table(("floor", "room", "what it is for"), ("---:", "---", "---"), rows)


def question(room: str) -> str:
    """The first paragraph of a room's docstring; a room is a package or a single module."""
    path = PACKAGE.joinpath(*room.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def new_files() -> str:
    """The files that `autograder new` writes, as it prints them."""
    paths = "".join(f"    {path}\n" for path in files_of("sphere", 6))
    return f"\n{paths}    assignments/sphere\n\n"


PARTS = (
    Part("docs/course.md", "assignments", assignments),
    Part("docs/design.md", "rooms", rooms),
    Part("docs/adding-an-assignment.md", "files", new_files),
)
