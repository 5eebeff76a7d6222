"""The cells of an assignment that nbgrader knows by name, as its gradebook holds them.

This module is plain data, without nbgrader: marking processes need it, and start in a moment.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.nbgrader.source import Role

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
