"""What several commands take."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.bars import tell
from autograder.errors import UseError
from autograder.sentences import say

if TYPE_CHECKING:
    from autograder.assignment import Assignment


COURSE = f"{__name__}.course"
"""Where click keeps the folder that `--course` names, for the command that runs."""


def course_option() -> click.Option:
    """The option `--course`, which every command has."""
    return click.Option(
        ["--course"],
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_remember_course,
        metavar="FOLDER",
        help="The course; unless given, the one that AUTOGRADER_COURSE names, or in which you stand.",
    )


def _remember_course(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    context.meta[COURSE] = value


def the_course() -> Path:
    """The course that `--course` names, or AUTOGRADER_COURSE, or in which one stands.

    Raises:
        AssignmentError: there is none, or what is named is none.
    """
    from autograder.assignment import demand_course, find_course

    named = click.get_current_context().meta.get(COURSE)
    return demand_course(named, "--course") if named else find_course()


def course_to_write() -> Path:
    """The course, said aloud: what a command writes goes into this one."""
    course = the_course()
    tell(say("the course is {course}", course=course))
    return course


def course_or_none() -> Path | None:
    """The course with its solutions; None on the machine of a learner who has a handout only.

    Raises:
        AssignmentError: what is named as the course is none.
    """
    from autograder.assignment import COURSE_VARIABLE, course_around

    if click.get_current_context().meta.get(COURSE) or os.environ.get(COURSE_VARIABLE):
        return the_course()
    return course_around(Path.cwd())


def assignment_named(name: str) -> Assignment:
    """The assignment of this name in the course.

    Raises:
        AssignmentError: there is none, or its description is wrong.
    """
    from autograder.assignment import find_assignment

    return find_assignment(the_course(), name)


def assignment_or_none(name: str, path: Path) -> Assignment | None:
    """The assignment with its solutions, for a file that lies in a handout; None where there are none.

    They are the course's; outside of one, those that are there for whoever works in the file's folder.

    Raises:
        AssignmentError: there is no such assignment in the course, or its description is wrong.
    """
    from autograder.shipped import solved

    if course_or_none():
        return assignment_named(name)
    found = solved(path.parent)
    return found if found and found.name == name else None


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Work in so many processes at once.",
    )(command)


def scheduler_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--scheduler`."""
    return click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Work on the dask.distributed cluster of this scheduler, such as tcp://head:8786.",
    )(command)


def demand_file(path: Path) -> None:
    """Refuse what is no notebook and no Python file.

    Raises:
        UseError: the path is a folder, does not exist, or has another ending.
    """
    if path.is_dir():
        raise UseError(
            say("{path} is a folder; name the notebook (.ipynb) or the Python file (.py) in it.", path=path)
        )
    if not path.exists():
        raise UseError(say("{path} does not exist.", path=path))
    if path.suffix not in (".ipynb", ".py"):
        from autograder.submission.other_files import is_neither

        raise UseError(is_neither(path.name, str(path)))
