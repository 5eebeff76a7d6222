"""A command as somebody types it in a folder, run in this process: what a process of its own costs is saved."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from autograder.cli import main
from autograder.nbgrader.graders import close

COURSE = "autograder: the course is "


@dataclass(frozen=True)
class Typed:
    """How a command ended, under the names of `subprocess.CompletedProcess`."""

    returncode: int
    stdout: str
    stderr: str  # without the line that names the course
    course: str  # which that line names; empty if nothing would be written


def typed(*words: object, folder: Path, answer: str = "", **environment: str | None) -> Typed:
    """Type `autograder WORDS` in a folder. An error that the command line does not know is raised here."""
    environment = {"AUTOGRADER_COURSE": None, "COLUMNS": "80", "LC_ALL": "C.UTF-8", **environment}
    with contextlib.chdir(folder):
        done = CliRunner(env=environment).invoke(main, list(map(str, words)), input=answer)
    close()  # graders that a command started for typed steps of nbgrader
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    first, _, rest = done.stderr.partition("\n")
    course = first.removeprefix(COURSE)
    named = course != first
    return Typed(done.exit_code, done.stdout, rest if named else done.stderr, course if named else "")
