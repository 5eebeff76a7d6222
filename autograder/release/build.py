"""The instructor's notebook: what nbgrader calls the source, built from the cells of the percent source.

Nothing in it depends on time or chance, so that a release is the same byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable

from nbformat import NotebookNode, v4

from autograder.assignment import Assignment
from autograder.languages.engine_words import ENGLISH
from autograder.languages.work_language import LANGUAGE_KEY
from autograder.marking.rubric import Rubric
from autograder.nbgrader.gradebook_cells import HIDDEN, KERNEL, cell_metadata
from autograder.source import MARKED, Role, SourceCell


def build_notebook(
    assignment: Assignment, cells: Iterable[SourceCell], rubric: Rubric, language: str = ENGLISH
) -> NotebookNode:
    """The notebook with solutions and hidden parts; the rubric's cells stay out, students never see them."""
    points = {f"check_{row.name}": rubric.points(row.name) for row in assignment.exercises}
    points |= {row.name: row.points for row in assignment.questions}
    spoken = {} if language == ENGLISH else {LANGUAGE_KEY: language}
    kept = [cell for cell in cells if cell.role is not Role.RUBRIC]
    notebook = v4.new_notebook(
        cells=[_cell(cell, f"cell-{number}", points) for number, cell in enumerate(kept, start=1)],
        metadata={
            "autograder": {"assignment": assignment.name, "generated_from": assignment.source.name, **spoken},
            "kernelspec": dict(KERNEL),
            "language_info": {"name": "python"},
        },
    )
    notebook.nbformat_minor = 5
    return notebook


def _cell(cell: SourceCell, place: str, points: dict[str, float]) -> NotebookNode:
    text = cell.text + HIDDEN if cell.role is Role.CHECK else cell.text
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}[cell.kind]
    node = make(text, id=cell.grade_id if cell.role else place)
    if cell.role in MARKED:
        node.metadata["nbgrader"] = cell_metadata(cell.role, cell.grade_id, points.get(cell.grade_id, 0.0))
    if cell.tags:
        node.metadata["tags"] = list(cell.tags)
    return node
