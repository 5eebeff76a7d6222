"""The command line. Exit status: 0 done, 1 something was not graded, 2 wrong use.

Imports stand inside the commands, so that `--help` is quick and a student's machine needs no nbgrader.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder import __version__

if TYPE_CHECKING:
    from autograder.assignment import Assignment


class _Wrong(click.ClickException):
    """Wrong use: one line on stderr, exit status 2."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(f"autograder: {self.format_message()}", err=True)


def _assignment(name: str) -> Assignment:
    from autograder.assignment import AssignmentError, find_assignment, find_course

    try:
        return find_assignment(find_course(), name)
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Mark notebooks and Python files against hidden checks, behind a wall."""


@main.command()
@click.argument("assignment")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One report a line on stdout, and nothing else there.")
@click.option("--seed", type=int, help="Draw the inputs from this seed.")
@click.option("--allow-limits", is_flag=True, help="Mark even where nothing but limits confines the code.")
def check(
    assignment: str, files: tuple[Path, ...], as_json: bool, seed: int | None, allow_limits: bool
) -> None:
    """Mark FILES (.ipynb or .py) at once and print what was found."""
    from autograder.assignment import AssignmentError
    from autograder.desk.tables import class_table, console, report_table
    from autograder.grading import Grader
    from autograder.report import Status, to_json
    from autograder.sandbox.client import WorkerError

    chosen = _assignment(assignment)
    for path in files:
        _demand_file(path)
    errors = console(stderr=True)
    out = console()
    try:
        with Grader(chosen, seed=seed) as grader:
            _warn_of_isolation(grader.isolation, grader.isolation_reason)
            reports = []
            for path in _progress(files, "marking"):
                report = grader.grade(path)
                reports.append(report)
                if as_json:
                    click.echo(to_json(report))
                elif len(files) == 1:
                    out.print(report_table(report, chosen))
    except AssignmentError as error:
        raise _Wrong(str(error)) from error
    except WorkerError as error:
        errors.print(f"autograder: the wall could not be built: {error}", markup=False)
        sys.exit(1)
    if not as_json and len(files) > 1:
        out.print(class_table(reports, title=chosen.title))
    sys.exit(0 if all(report.status is Status.GRADED for report in reports) else 1)


def _demand_file(path: Path) -> None:
    if path.is_dir():
        raise _Wrong(f"{path} is a folder; name the notebook (.ipynb) or the Python file (.py) in it.")
    if not path.exists():
        raise _Wrong(f"{path} does not exist.")
    if path.suffix not in (".ipynb", ".py"):
        raise _Wrong(f"{path} is neither a notebook (.ipynb) nor a Python file (.py).")


def _warn_of_isolation(level: str, reason: str) -> None:
    if level != "full":
        click.echo(f"isolation: {level}. {reason}", err=True)


def _progress(items: Any, label: str) -> Any:
    """Items behind a progress bar where a person looks; the bare items in a pipe or for a few."""
    from rich.console import Console
    from rich.progress import track

    terminal = Console(stderr=True)
    if not terminal.is_terminal or len(items) < 3:
        return items
    return track(items, description=label, console=terminal, transient=True)


@main.command()
@click.argument("assignment")
def rubric(assignment: str) -> None:
    """Print what each point of ASSIGNMENT is for."""
    from autograder.assignment import AssignmentError
    from autograder.desk.tables import console, rubric_table
    from autograder.marking.rubric import collect

    chosen = _assignment(assignment)
    try:
        console().print(rubric_table(collect(chosen), chosen))
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


if __name__ == "__main__":
    run: Callable[[], None] = main
    run()
