"""What does this package bring along? Assignments for a learner, solutions for an instructor, the docs.

They lie in two distributions. `batchnorm-grader` holds the assignments as students get them. The solutions are
in `batchnorm-grader-solutions`, which the extra `class` asks for: who may see them is the instructor's choice,
and whoever studies or is marked never installs them. In a checkout both are the folders of that name.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from autograder.errors import AssignmentError

_PACKAGE = Path(__file__).resolve().parent

_CHECKOUT = _PACKAGE.parent


def shipped_assignments() -> Path:
    """The folder of the released assignments.

    Raises:
        AssignmentError: this copy of the engine brings none.
    """
    for folder in (_PACKAGE / "assignments", _CHECKOUT / "assignments"):
        if any(folder.glob("*/rubric.json")):
            return folder
    raise AssignmentError("This copy of the engine brings no assignments; run: pip install batchnorm-grader")


def shipped_page(name: str) -> Path:
    """A page of the documentation: where this copy of the engine has it, or else what the project calls it."""
    places = (folder / "docs" / name for folder in (_PACKAGE, _CHECKOUT))
    return next((place for place in places if place.is_file()), Path("docs") / name)


def shipped_solutions() -> Path:
    """The folder of the solutions.

    Raises:
        AssignmentError: they are not installed.
    """
    installed = find_spec("batchnorm_grader_solutions")
    places = [Path(place) for place in (installed and installed.submodule_search_locations) or ()]
    for folder in (*places, _CHECKOUT / "solutions"):
        if any(folder.glob("*/assignment.toml")):
            return folder
    raise AssignmentError(
        'The solutions are not installed; run: pip install "batchnorm-grader[class]". A course without our'
        " assignments is made with: autograder init mycourse --bare"
    )
