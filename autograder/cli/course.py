"""Commands that make a course, and try it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.bars import bar
from autograder.cli.options import assignment_named, course_or_none
from autograder.errors import UseError


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Write the files of a new assignment NAME, small and working, and release it."""
    from autograder.assignment import find_assignment
    from autograder.release.new import write_new
    from autograder.release.release import (
        release_assignment as write_released,  # where it is missing, nothing is written
    )

    course = course_or_none() or Path.cwd()  # a course begins with its first assignment
    for path in write_new(course, name):
        click.echo(path.relative_to(course))
    click.echo(write_released(find_assignment(course, name), course).relative_to(course))
    click.echo("Now write over it: docs/adding-an-assignment.md shows how.")


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Release every assignment of the course.")
def release(assignments: tuple[str, ...], everything: bool) -> None:
    """Write what students get of ASSIGNMENTS into assignments/."""
    from autograder.assignment import find_course, list_assignments

    if not assignments and not everything:
        raise UseError("name an assignment, or write --all.")
    course = find_course()
    chosen = list_assignments(course) if everything else [assignment_named(name) for name in assignments]
    from autograder.release.release import release_assignment as write

    for assignment in chosen:
        click.echo(f"{assignment.name}: {write(assignment, course)}")


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Where the archive goes; dist/ unless given.")
def handout(folder: Path | None) -> None:
    """Pack what a class receives: the assignments and the engine, as one archive."""
    from autograder.assignment import find_course
    from autograder.release.archive import pack

    course = find_course()
    click.echo(pack(course, folder or course / "dist"))


@click.command()
@click.argument("assignment", default="batchnorm")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where the course is made; it must not exist yet."
)
def demo(assignment: str, folder: Path | None) -> None:
    """Take a made-up class through a whole nbgrader course and print its marks."""
    from autograder.assignment import find_course

    chosen = assignment_named(assignment)
    from autograder.instructor.demo import run_demo

    with bar("the course") as progress:
        sys.exit(run_demo(chosen, find_course(), folder, progress))


@click.command()
@click.argument("assignment", default="batchnorm")
def doctor(assignment: str) -> None:
    """Say whether this machine is fit to mark: the wall, tried; two submissions of known marks."""
    from autograder.assignment import find_course
    from autograder.instructor.doctor import examine

    chosen = assignment_named(assignment)
    well = True
    for finding in examine(chosen, find_course()):
        well = well and finding.good
        click.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.seen}")
    sys.exit(0 if well else 1)
