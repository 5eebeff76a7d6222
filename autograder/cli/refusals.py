"""What ends a command early: wrong use, no host on this machine, a refusal of the course or the gradebook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click


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
