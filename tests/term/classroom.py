"""A class of thirty-six and what each of them hands in; the marks they must get follow from what is declared.

Work is the reference with one known mistake of the catalogue laid over it, so a mark is the maximum less the
points of the criteria which that mistake declares to lose.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes

STUDENTS = tuple(f"s{number:02}" for number in range(36))

RIGHT, STUB, ABSENT, DAMAGED = "right", "stub", "absent", "damaged"

KINDS = {
    "warmup": (RIGHT, "delta_from_the_wrong_side", RIGHT, "divided_by_variance", STUB, RIGHT),
    "batchnorm": (
        *(RIGHT, "momentum_swapped", "eps_outside_root", "mean_road_missing", RIGHT, "momentum_hard_coded"),
        *(STUB, "dgamma_with_x", ABSENT, "variance_by_n_minus_1", RIGHT, DAMAGED),
    ),
}
"""Students take these in turn."""


@dataclass(frozen=True)
class Works:
    """The notebooks that students of one assignment hand in, and what is declared of each kind."""

    assignment: Assignment
    released: dict[str, Any]
    points: dict[str, float]  # criterion -> points, as "exercise/criterion"
    loses: dict[str, tuple[str, ...]]  # kind -> criteria

    def kind(self, student: str) -> str:
        """What this student hands in at first."""
        kinds = KINDS[self.assignment.name]
        return kinds[STUDENTS.index(student) % len(kinds)]

    def score(self, kind: str) -> float:
        """The automatic points that this kind of work must get."""
        if kind in (STUB, ABSENT, DAMAGED):
            return 0.0
        return sum(self.points.values()) - sum(self.points[name] for name in self.loses.get(kind, ()))

    def exercise(self, kind: str, exercise: str) -> float:
        """The points of one exercise."""
        mine = {name: points for name, points in self.points.items() if name.startswith(f"{exercise}/")}
        return sum(mine.values()) - sum(mine.get(name, 0.0) for name in self.loses.get(kind, ()))

    def file(self, kind: str) -> bytes:
        """The notebook."""
        if kind == DAMAGED:
            return b'{"cells": ['
        notebook = copy.deepcopy(self.released)
        if kind != STUB:
            _write(notebook, self._code(kind))
        return json.dumps(notebook).encode()

    def _code(self, kind: str) -> str:
        chunks = reference_chunks(self.assignment)
        if kind != RIGHT:
            (mistake,) = (one for one in read_mistakes(self.assignment.folder) if one.id == kind)
            chunks = overlay(chunks, frames(self.assignment.folder), self.assignment.functions, mistake)
        return "\n\n".join(text.strip() for _, text in chunks)


def works(assignment: Assignment, folder: Path) -> Works:
    """The works of an assignment that is released into `folder`."""
    released = json.loads((folder / f"{assignment.name}.ipynb").read_text(encoding="utf-8"))
    rubric = Grader(assignment, name_mistakes=False).rubric
    points = {f"{row.exercise}/{row.name}": row.points for row in rubric.criteria}
    needs = {(row.exercise, row.name): row.needs for row in rubric.criteria}
    loses = {one.id: _with_what_needs_them(one.loses, needs) for one in read_mistakes(assignment.folder)}
    return Works(assignment, released, points, loses)


def _with_what_needs_them(
    loses: tuple[str, ...], needs: dict[tuple[str, str], tuple[str, ...]]
) -> tuple[str, ...]:
    """Criteria that a mistake declares to lose, and those that are not judged without them."""
    waits = {
        f"{exercise}/{name}"
        for (exercise, name), wanted in needs.items()
        if any(f"{exercise}/{need}" in loses for need in wanted)
    }
    return tuple(sorted({*loses, *waits}))


def _write(notebook: dict[str, Any], code: str) -> None:
    """All code in the first cell for an answer; the others are emptied."""
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution") and not marks.get("grade") and cell["cell_type"] == "code":
            cell["source"], code = code, ""
