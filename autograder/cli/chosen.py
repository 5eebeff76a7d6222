"""What several commands take: the course, an assignment by name, how many processes, which cluster."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.refusals import Wrong

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
