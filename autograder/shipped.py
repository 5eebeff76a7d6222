"""What does this package bring along? Assignments for a learner, solutions for an instructor, the docs.

They lie in two distributions. `batchnorm-grader` holds the assignments as students get them. The solutions are
in `batchnorm-grader-solutions`, which the extra `class` asks for, and the extra `alone`: who in a class may see
them is the instructor's choice, and nobody who is marked installs them. In a checkout both are the folders of
that name.
"""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from autograder.assignment import Assignment, find_solution
from autograder.errors import AssignmentError
from autograder.lone.variant import is_lone
from autograder.sentences import say

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
    raise AssignmentError(
        say("This copy of the engine brings no assignments; run: pip install batchnorm-grader")
    )


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
        say(
            'The solutions are not installed; run: pip install "batchnorm-grader[class]". A'
            " course without our assignments is made with: autograder init mycourse --bare"
        )
    )


def solved(handout: Path) -> Assignment | None:
    """The assignment of a handout's folder with its solutions; None where there are none for who works in it.

    There are those of the clone around the folder. For the copy of somebody alone, the installed ones count
    too; for that of a class never. Reading them needs jupytext, which comes with them.
    """
    folder = handout.resolve()
    places = [course / "solutions" for course in folder.parents]
    if is_lone(folder):
        with suppress(AssignmentError):
            places.append(shipped_solutions())
    for place in places if find_spec("jupytext") else ():
        if (place / folder.name / "assignment.toml").is_file():
            return find_solution(place, folder.name)
    return None
