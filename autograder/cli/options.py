"""What several commands take, and what ends a command early."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from autograder.assignment import Assignment


def assignment_named(name: str) -> Assignment:
    """The assignment of this name in the course around.

    Raises:
        Wrong: there is none, or its description is wrong.
    """
    from autograder.assignment import AssignmentError, find_assignment, find_course

    try:
        return find_assignment(find_course(), name)
    except AssignmentError as error:
        raise Wrong(str(error)) from error


def course_or_none() -> Path | None:
    """The course with its solutions; None on the machine of a learner who has a handout only."""
    from autograder.assignment import AssignmentError, find_course

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


class Wrong(click.ClickException):
    """Wrong use: one line on stderr, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"autograder: {self.format_message()}", err=True)


def demand_file(path: Path) -> None:
    """Refuse what is no notebook and no Python file.

    Raises:
        Wrong: the path is a folder, does not exist, or has another ending.
    """
    if path.is_dir():
        raise Wrong(f"{path} is a folder; name the notebook (.ipynb) or the Python file (.py) in it.")
    if not path.exists():
        raise Wrong(f"{path} does not exist.")
    if path.suffix not in (".ipynb", ".py"):
        raise Wrong(f"{path} is neither a notebook (.ipynb) nor a Python file (.py).")


@contextmanager
def nbgrader_here() -> Iterator[None]:
    """Say what to install where nbgrader is not."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise Wrong(
            f'this needs the extra "class" of batchnorm-grader ({error.name} is not installed).'
        ) from error


@contextmanager
def refusals() -> Iterator[None]:
    """Refusals in one sentence: of the course or a file as wrong use, of the gradebook as work not done."""
    from autograder.assignment import AssignmentError
    from autograder.nbgrader.host import HostError

    try:
        yield
    except (AssignmentError, OSError) as error:
        raise Wrong(str(error)) from error
    except HostError as error:
        click.echo(f"autograder: {error}", err=True)
        sys.exit(1)
