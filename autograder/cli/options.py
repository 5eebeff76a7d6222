"""What several commands take."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.errors import AssignmentError, UseError

if TYPE_CHECKING:
    from autograder.assignment import Assignment


def assignment_named(name: str) -> Assignment:
    """The assignment of this name in the course around.

    Raises:
        AssignmentError: there is none, or its description is wrong.
    """
    from autograder.assignment import find_assignment, find_course

    return find_assignment(find_course(), name)


def course_or_none() -> Path | None:
    """The course with its solutions; None on the machine of a learner who has a handout only."""
    from autograder.assignment import find_course

    with suppress(AssignmentError):
        return find_course()
    return None


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Mark in so many processes at once.",
    )(command)


def scheduler_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--scheduler`."""
    return click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Mark on the dask.distributed cluster of this scheduler, such as tcp://head:8786.",
    )(command)


def demand_file(path: Path) -> None:
    """Refuse what is no notebook and no Python file.

    Raises:
        UseError: the path is a folder, does not exist, or has another ending.
    """
    if path.is_dir():
        raise UseError(f"{path} is a folder; name the notebook (.ipynb) or the Python file (.py) in it.")
    if not path.exists():
        raise UseError(f"{path} does not exist.")
    if path.suffix not in (".ipynb", ".py"):
        raise UseError(f"{path} is neither a notebook (.ipynb) nor a Python file (.py).")
