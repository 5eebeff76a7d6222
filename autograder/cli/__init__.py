"""What do people type? The command line; how a command ends, and with which exit status, says `ending`.

Imports stand inside the commands, so that `--help` is quick and a student's machine needs no nbgrader.
"""

from __future__ import annotations

import click

from autograder import __version__
from autograder.cli.course import demo, doctor, handout, init, new, release, translations
from autograder.cli.ending import Commands
from autograder.cli.learning import answers, progress, study
from autograder.cli.marking import check, grade, rubric
from autograder.cli.options import course_option
from autograder.cli.rounds import feedback, whole_round
from autograder.cli.spoken import language_option
from autograder.cli.term import explain, export, github, gradescope, late, regrade, report, roster, similar


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Mark notebooks and Python files against hidden checks, behind a wall."""


main.params.append(language_option())
for command in (
    *(check, grade, rubric),
    *(feedback, whole_round),
    *(study, progress, answers),
    *(init, new, release, translations, handout, demo, doctor),
    *(roster, late, regrade, explain, report, similar),
    *(export, gradescope, github),
):
    if command is not init:  # it makes one
        command.params.append(course_option())
    if command not in (release, handout):  # they name the language of what is handed out
        command.params.append(language_option())
    main.add_command(command)
