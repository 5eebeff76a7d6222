"""For GitHub: a workflow that marks repositories with submissions, hidden checks and all.

It belongs into the course's own private repository. Whoever can push to a repository can read everything that
its workflows can read, so hidden checks have no place in a student's: there, `check("name")` answers.
"""

from __future__ import annotations

from pathlib import Path

from autograder import __version__
from autograder.assignment import Assignment

WORKFLOW = Path(__file__).with_name("workflow.yml")

PLACEHOLDERS = ("ASSIGNMENT", "VERSION")
"""What stands in the template for the assignment's name and for the engine's version."""


def workflow(assignment: Assignment) -> str:
    """The workflow that marks submissions to an assignment, as the text of a file in `.github/workflows/`."""
    text = WORKFLOW.read_text(encoding="utf-8")
    for placeholder, value in zip(PLACEHOLDERS, (assignment.name, __version__), strict=True):
        text = text.replace(placeholder, value)
    return text
