"""The slots of an assignment as its gradebook holds them.

Order, roles and headings come from the percent source; text, points and checksums from the gradebook, which
is what `generate_assignment` last told nbgrader and what later steps of nbgrader compare with.
"""

from __future__ import annotations

from nbgrader.api import Gradebook, MissingEntry

from autograder.assignment import Assignment, AssignmentError
from autograder.nbgrader.slots import Slot
from autograder.nbgrader.source import MARKED, Role, SourceCell, read_source


def read_slots(assignment: Assignment, db_url: str) -> tuple[Slot, ...]:
    """All slots of an assignment, in the order of its source.

    Raises:
        AssignmentError: the gradebook does not know the assignment as the source now is.
    """
    functions = {row.name: row.functions for row in assignment.exercises}
    named = [cell for cell in read_source(assignment) if cell.role in MARKED]
    with Gradebook(db_url) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment.name, assignment.name)
        except MissingEntry as error:
            raise AssignmentError(
                f"The gradebook has no assignment {assignment.name}; run nbgrader generate_assignment"
                f" {assignment.name} first."
            ) from error
        held = {cell.name: (cell.source, cell.checksum) for cell in notebook.source_cells}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    if set(held) != {cell.grade_id for cell in named}:
        raise AssignmentError(
            f"The gradebook holds other cells of {assignment.name} than {assignment.source.name} has; run"
            f" autograder release {assignment.name} and nbgrader generate_assignment {assignment.name}."
        )
    return tuple(_slot(cell, *held[cell.grade_id], points, functions) for cell in named)


def _slot(
    cell: SourceCell,
    text: str,
    checksum: str,
    points: dict[str, float],
    functions: dict[str, tuple[str, ...]],
) -> Slot:
    return Slot(
        role=cell.role,
        name=cell.name,
        grade_id=cell.grade_id,
        text=text,
        checksum=checksum,
        points=points.get(cell.grade_id, 0.0),
        heading=cell.heading,
        functions=functions.get(cell.name, ()) if cell.role is Role.ANSWER else (),
    )
