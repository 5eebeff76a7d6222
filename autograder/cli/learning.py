"""Commands for who studies alone."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.bars import bar
from autograder.cli.options import assignment_or_none, course_or_none, demand_file
from autograder.cli.spoken import language_spoken, speaking_of_work
from autograder.errors import UseError
from autograder.sentences import in_words, say


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Your own copy; work/ unless given.")
@click.option("--copy-only", is_flag=True, help="Do not start JupyterLab.")
@click.argument("jupyter", nargs=-1, type=click.UNPROCESSED)
def study(folder: Path | None, copy_only: bool, jupyter: tuple[str, ...]) -> None:
    """Start JupyterLab on a copy of the assignments that is your own; nothing in it is ever overwritten.

    It opens a page that says where you are and what is next. What follows -- goes to JupyterLab: autograder
    study -- --no-browser
    """
    from autograder.learner.alone.lab import run_jupyterlab
    from autograder.learner.alone.study import copied_text, copy_assignments
    from autograder.learner.alone.welcome import WELCOME, write_welcome
    from autograder.learner.work import find_handouts
    from autograder.shipped import shipped_assignments

    course = Path() if find_handouts(Path("assignments")) else course_or_none()
    place = folder or (course or Path()) / "work"
    brought_from = course or shipped_assignments().parent
    click.echo(copied_text(copy_assignments(brought_from, place, language_spoken()), place))
    with bar(in_words("marking")) as step:
        ours = write_welcome(place, step)
    if not ours:
        click.echo(say("{place} is yours and is kept; the course's page is left out.", place=place / WELCOME))
    if not copy_only:
        run_jupyterlab(place, jupyter, WELCOME, say=click.echo)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on stdout, and nothing else there.")
def progress(folder: Path | None, as_json: bool) -> None:
    """Say how far the notebooks in FOLDER are: points, what is open, and what to do next.

    FOLDER is work/, or else assignments/, unless given. Without solutions on this machine, the public checks
    are asked.
    """
    from autograder.learner.progress import course_progress, progress_json, progress_table
    from autograder.learner.work import find_work
    from autograder.tables import console

    course = course_or_none()
    place = folder or find_work(Path(), *([course] if course else []))
    with bar(in_words("marking")) as step:
        found = course_progress(course, place, step)
    if as_json:
        click.echo(progress_json(found, place))
    else:
        console().print(progress_table(found, place))


@click.command()
@click.argument("assignment")
@click.argument("file", type=click.Path(path_type=Path))
def answers(assignment: str, file: Path) -> None:
    """Show the model answers to the written questions that the notebook FILE has attempted."""
    from autograder.learner.answers import answers_text, model_answers
    from autograder.lone.variant import is_lone
    from autograder.submission.notebook import read

    chosen = assignment_or_none(assignment, file)
    if chosen is None:
        if is_lone(file.parent):
            raise UseError(say('the answers are not installed; run: pip install "batchnorm-grader[alone]"'))
        raise UseError(say("model answers are part of no handout: they need a clone that holds the solutions."))
    demand_file(file)
    if file.suffix != ".ipynb":
        raise UseError(say("{file} holds no written answers; name the notebook (.ipynb).", file=file))
    submission = read(file)
    found = tuple(model_answers(chosen, submission.cells))
    with speaking_of_work(chosen, submission.language):
        click.echo(answers_text(found))
