"""The cells of an assignment that nbgrader knows by name, as its gradebook holds them.

Order, roles and headings come from the percent source; text, points and checksums from the gradebook, which
is what `generate_assignment` last told nbgrader and what later steps of nbgrader compare with. nbgrader is
imported where the gradebook is read: marking processes need the plain data alone, and start in a moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from autograder.assignment import ANSWER_HERE, Assignment
from autograder.errors import AssignmentError
from autograder.languages.engine_words import engine_words
from autograder.marking.verdict import STUB
from autograder.sentences import say, show
from autograder.source import MARKED, Role, SourceCell, read_source, without_solutions

NOT_LOADED = "not marked: the course configuration is not loaded"

HIDDEN = f'''
### BEGIN HIDDEN TESTS
raise RuntimeError("{NOT_LOADED}")
### END HIDDEN TESTS'''
"""A stock `nbgrader autograde` puts it back; it gives full marks to a check cell that only prints."""

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell that every marked notebook holds once (an answer's code may be missing)."""

    role: Role
    name: str  # of the exercise or question
    grade_id: str
    text: str  # as nbgrader holds it: stubs, and hidden parts of checks
    checksum: str
    points: float
    heading: str = ""
    functions: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The type of the cell."""
        return "markdown" if self.role is Role.WRITTEN else "code"

    @property
    def shown(self) -> str:
        """The text that students were given."""
        return shown(self.text)

    @property
    def metadata(self) -> dict[str, object]:
        """nbgrader's metadata of the cell."""
        marks = cell_metadata(self.role, self.grade_id, self.points)
        return marks | {"checksum": self.checksum, "cell_type": self.kind}


def shown(text: str) -> str:
    """The text of a check without its hidden part."""
    return text.removesuffix(HIDDEN)


def cell_metadata(role: Role, grade_id: str, points: float) -> dict[str, object]:
    """What nbgrader keeps on a cell of this role."""
    graded = role in (Role.CHECK, Role.WRITTEN)
    marks: dict[str, object] = {
        "grade": graded,
        "grade_id": grade_id,
        "locked": role is Role.CHECK,
        "schema_version": 3,
        "solution": role in (Role.ANSWER, Role.WRITTEN),
        "task": False,
    }
    if graded:
        marks["points"] = int(points) if float(points).is_integer() else points
    return marks


def read_slots(assignment: Assignment, db_url: str) -> tuple[Slot, ...]:
    """All slots of an assignment, in the order of its source.

    Raises:
        AssignmentError: the gradebook does not know the assignment as the source now is.
    """
    from nbgrader.api import Gradebook, MissingEntry

    functions = {row.name: row.functions for row in assignment.exercises}
    named = [cell for cell in read_source(assignment) if cell.role in MARKED]
    with Gradebook(db_url) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment.name, assignment.name)
        except MissingEntry as error:
            raise AssignmentError(
                say(
                    "The gradebook has no assignment {name}; run nbgrader generate_assignment {name} first.",
                    name=assignment.name,
                )
            ) from error
        in_gradebook = {cell.name: (cell.source, cell.checksum) for cell in notebook.source_cells}
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    if set(in_gradebook) != {cell.grade_id for cell in named}:
        raise AssignmentError(
            say(
                "The gradebook holds other cells of {name} than {source} has; run autograder release {name} and"
                " nbgrader generate_assignment {name}.",
                name=assignment.name,
                source=assignment.source.name,
            )
        )
    return tuple(_slot(cell, *in_gradebook[cell.grade_id], points, functions) for cell in named)


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


@lru_cache(maxsize=8)
def given_texts(assignment: Assignment, language: str) -> Mapping[str, str]:
    """What students were given in a language, by the grade id of each cell for solutions.

    The gradebook knows the cells of one language; by these texts an untouched cell of another is known.
    """
    from autograder.translation.tongue import tongue_of

    try:
        cells = tuple(tongue_of(assignment, language).cells(read_source(assignment)))
    except AssignmentError:
        return {}
    gaps = {Role.WRITTEN: show(ANSWER_HERE, engine_words(language))}
    return {
        cell.grade_id: "\n".join(
            without_solutions(
                cell.text, gap=gaps.get(cell.role, f'raise NotImplementedError("{STUB}{cell.grade_id}")')
            )
        )
        for cell in cells
        if cell.role in (Role.ANSWER, Role.WRITTEN)
    }
