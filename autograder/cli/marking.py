"""Commands that mark: one file, a class, and what each point is for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from autograder.cli.bars import bar, tell
from autograder.cli.options import (
    assignment_named,
    assignment_or_none,
    course_to_write,
    demand_file,
    jobs_option,
    scheduler_option,
)
from autograder.cli.spoken import speaking_of_class, speaking_of_work
from autograder.errors import UseError
from autograder.languages.handout_words import words_of_folder
from autograder.sentences import NOTHING, Sentence, in_words, say, speaking

if TYPE_CHECKING:
    from autograder.assignment import Assignment, Limits
    from autograder.learner.watch import WatchedMarks
    from autograder.report import ScoreReport
    from autograder.sandbox.client import Sandbox


@click.command()
@click.argument("assignment")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One report a line on stdout, and nothing else there.")
@click.option("--seed", type=int, help="Draw the inputs from this seed.")
@click.option("--watch", "watching", is_flag=True, help="Mark again at every save, until Ctrl-C.")
@jobs_option
@scheduler_option
def check(
    assignment: str,
    files: tuple[Path, ...],
    as_json: bool,
    seed: int | None,
    watching: bool,
    jobs: int,
    scheduler: str,
) -> None:
    """Mark FILES (.ipynb or .py) at once and print what was found.

    Without solutions on this machine, the public checks beside the file are asked.
    """
    if watching and (as_json or len(files) > 1):
        raise UseError(say("--watch follows one file and prints for people: name one file, without --json."))
    if watching and jobs > 1:
        raise UseError(
            say("--watch follows one file, and more processes would not mark it sooner: leave out --jobs.")
        )
    if watching and scheduler:
        raise UseError(say("--watch follows one file on this machine: leave out --scheduler."))
    chosen = assignment_or_none(assignment, files[0])
    if chosen is None:
        _check_publicly(assignment, files, as_json, watching)
    for path in files:
        demand_file(path)
    reports: list[ScoreReport] = []
    with _launched(chosen.limits) as sandbox:
        from autograder.grading import Grader
        from autograder.many.submissions import grade_files
        from autograder.release.trial import demand_whole_reference
        from autograder.report import Status, to_json

        grader = Grader(chosen, seed=seed, sandbox=sandbox)
        demand_whole_reference(grader)
        _warn_of_isolation(grader.isolation, grader.isolation_reason)
        if watching:
            from autograder.learner.watch import marked_file

            _watch(files[0], lambda: marked_file(grader.grade(files[0]), chosen))
        with bar(in_words("marking")) as progress:
            for report in grade_files(grader, files, min(jobs, len(files)), progress, scheduler):
                reports.append(report)
                if as_json:
                    click.echo(to_json(report))
    from autograder.tables import class_table, console, report_table

    if not as_json and len(files) == 1:
        with speaking_of_work(chosen, reports[0].language):
            console().print(report_table(reports[0], chosen))
    if not as_json and len(files) > 1:
        with speaking_of_class(chosen):
            console().print(class_table(reports, title=str(Sentence(chosen.title))))
    sys.exit(0 if all(report.status is Status.GRADED for report in reports) else 1)


@click.command()
@click.argument("assignment")
@click.option(
    "--student", "students", multiple=True, help="Mark only this student; may be given several times."
)
@click.option("--force", is_flag=True, help="Mark those as well for whom nothing has changed.")
@jobs_option
@scheduler_option
def grade(assignment: str, students: tuple[str, ...], force: bool, jobs: int, scheduler: str) -> None:
    """Mark every collected submission to ASSIGNMENT into the gradebook; what has not changed is kept."""
    from autograder.report import Status

    chosen = assignment_named(assignment)
    from autograder.instructor.grade_class import grade_course, who_is_not_enrolled

    course = course_to_write()
    with bar(in_words("marking")) as progress:
        reports = grade_course(
            course,
            chosen,
            students or None,
            progress,
            jobs=jobs,
            force=force,
            scheduler=scheduler,
            say=tell,
        )
    show_class(course, chosen, reports)
    left = NOTHING if students else who_is_not_enrolled(course, chosen)
    if left:
        tell(left)
    done = all(row.status in (Status.GRADED, Status.MISSING) for row in reports)
    sys.exit(0 if done and not left else 1)


@click.command()
@click.argument("assignment")
@click.option("--mistakes", is_flag=True, help="What each known mistake costs, instead.")
def rubric(assignment: str, mistakes: bool) -> None:
    """Print what each point of ASSIGNMENT is for."""
    from autograder.marking.rubric import collect
    from autograder.tables import console, mistakes_table, rubric_table

    chosen = assignment_named(assignment)
    if mistakes:
        from autograder.release.trial import costs_of_mistakes

        with bar(in_words("marking the known mistakes")) as progress:
            costs = costs_of_mistakes(chosen, progress)
        with speaking_of_class(chosen):
            table = mistakes_table(chosen, costs)
    else:
        found = collect(chosen)
        with speaking_of_class(chosen):
            table = rubric_table(found, chosen)
    console().print(table)


def show_class(
    course: Path,
    assignment: Assignment,
    reports: Sequence[ScoreReport],
    pages: Mapping[str, str] | None = None,
) -> None:
    """Print a class that is marked, what waits for a person, and who is worth a look."""
    from autograder.instructor.late_days import who_is_late
    from autograder.nbgrader.gradebook import waiting_answers
    from autograder.tables import class_table, console, state_counts, to_look_at
    from autograder.translation.shown import unreadable_catalogues

    for line in unreadable_catalogues(assignment):
        tell(str(line))
    out = console()
    late = who_is_late(course, assignment)
    with speaking_of_class(assignment):
        out.print(class_table(reports, title=str(Sentence(assignment.title)), late=late, pages=pages))
        out.print(state_counts(reports))
        out.print(waiting_answers(course, assignment).text)
        out.print(to_look_at(reports))


def _check_publicly(assignment: str, files: tuple[Path, ...], as_json: bool, watching: bool) -> NoReturn:
    """What `check` does with a handout alone."""
    from autograder.learner.watch import marked_publicly
    from autograder.learner.work import belongs_to
    from autograder.tables import console

    for path in files:
        demand_file(path)
        if not belongs_to(path, assignment):
            raise UseError(
                say(
                    "{path} does not lie in the handout of {assignment}, and no solutions are on this machine.",
                    path=path,
                    assignment=assignment,
                )
            )
    if as_json:
        raise UseError(say("--json needs the hidden checks, and no solutions are on this machine."))
    if watching:
        _watch(files[0], lambda: marked_publicly(files[0]))
    found = []
    for path in files:
        with speaking(words_of_folder(path.parent)):
            found.append(marked_publicly(path))
    for path, one in zip(files, found, strict=True):
        console().print(f"{path}\n", one.shown, sep="", markup=False)
    sys.exit(0 if all(one.earned is not None for one in found) else 1)


def _watch(path: Path, mark: Callable[[], WatchedMarks]) -> NoReturn:
    """Mark at every save; Ctrl-C is the way to end it, and no fault."""
    from autograder.learner.watch import watch
    from autograder.tables import console

    with suppress(KeyboardInterrupt):
        watch(path, mark, console())
    sys.exit(0)


@contextmanager
def _launched(limits: Limits) -> Iterator[Sandbox]:
    """A sandbox whose wall is built while the rest of the program is still being imported."""
    from autograder.sandbox.client import Sandbox

    with Sandbox(limits=limits) as sandbox:
        sandbox.launch()
        yield sandbox


def _warn_of_isolation(level: str, reason: Sentence) -> None:
    if level != "full":
        click.echo(say("isolation: {isolation}. {reason}", isolation=level, reason=reason), err=True)
