"""The command line. Exit status: 0 done, 1 something was not graded, 2 wrong use.

Imports stand inside the commands, so that `--help` is quick and a student's machine needs no nbgrader.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from autograder import __version__

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.desk.watch import Marked


LINE_SECONDS = 10.0
"""Between two lines of progress in a pipe."""


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


def _jobs(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help="Mark in so many processes at once.",
    )(command)


def _scheduler(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--scheduler`."""
    return click.option(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Mark on the dask.distributed cluster of this scheduler, such as tcp://head:8786.",
    )(command)


def _course() -> Path | None:
    """The course with its solutions; None on the machine of a learner who has a handout only."""
    from autograder.assignment import AssignmentError, find_course

    with suppress(AssignmentError):
        return find_course()
    return None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Mark notebooks and Python files against hidden checks, behind a wall."""


@main.command()
@click.argument("assignment")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One report a line on stdout, and nothing else there.")
@click.option("--seed", type=int, help="Draw the inputs from this seed.")
@click.option("--watch", "watching", is_flag=True, help="Mark again at every save, until Ctrl-C.")
@_jobs
@_scheduler
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
    from autograder.assignment import AssignmentError
    from autograder.crew import CrewError
    from autograder.desk.tables import class_table, console, report_table
    from autograder.grading import Grader, grade_files
    from autograder.report import Status, to_json
    from autograder.sandbox.client import WorkerError

    if watching and (as_json or len(files) > 1):
        raise _Wrong("--watch follows one file and prints for people: name one file, without --json.")
    if watching and jobs > 1:
        raise _Wrong("--watch follows one file, and more processes would not mark it sooner: leave out --jobs.")
    if watching and scheduler:
        raise _Wrong("--watch follows one file on this machine: leave out --scheduler.")
    if _course() is None:
        _check_publicly(assignment, files, as_json, watching)
    chosen = _assignment(assignment)
    for path in files:
        _demand_file(path)
    errors = console(stderr=True)
    out = console()
    try:
        with Grader(chosen, seed=seed) as grader:
            _warn_of_isolation(grader.isolation, grader.isolation_reason)
            if watching:
                from autograder.desk.watch import marked

                _watch(files[0], lambda: marked(grader.grade(files[0]), chosen))
            reports = []
            with _bar("marking") as progress:
                for report in grade_files(grader, files, min(jobs, len(files)), progress, scheduler):
                    reports.append(report)
                    if as_json:
                        click.echo(to_json(report))
        if not as_json and len(files) == 1:
            out.print(report_table(reports[0], chosen))
    except AssignmentError as error:
        raise _Wrong(str(error)) from error
    except WorkerError as error:
        errors.print(f"autograder: the wall could not be built: {error}", markup=False, soft_wrap=True)
        sys.exit(1)
    except CrewError as error:
        errors.print(f"autograder: {error}", markup=False, soft_wrap=True)
        sys.exit(1)
    if not as_json and len(files) > 1:
        out.print(class_table(reports, title=chosen.title))
    sys.exit(0 if all(report.status is Status.GRADED for report in reports) else 1)


def _check_publicly(assignment: str, files: tuple[Path, ...], as_json: bool, watching: bool) -> NoReturn:
    """What `check` does with a handout alone."""
    from autograder.assignment import AssignmentError
    from autograder.desk.handout import belongs_to
    from autograder.desk.tables import console
    from autograder.desk.watch import marked_publicly

    for path in files:
        _demand_file(path)
        if not belongs_to(path, assignment):
            raise _Wrong(
                f"{path} does not lie in the handout of {assignment}, and no solutions are on this machine."
            )
    if as_json:
        raise _Wrong("--json needs the hidden checks, and no solutions are on this machine.")
    try:
        if watching:
            _watch(files[0], lambda: marked_publicly(files[0]))
        found = [marked_publicly(path) for path in files]
    except AssignmentError as error:
        raise _Wrong(str(error)) from error
    for path, one in zip(files, found, strict=True):
        console().print(f"{path}\n", one.shown, sep="", markup=False)
    sys.exit(0 if all(one.earned is not None for one in found) else 1)


def _watch(path: Path, mark: Callable[[], Marked]) -> NoReturn:
    """Mark at every save; Ctrl-C is the way to end it, and no fault."""
    from autograder.desk.tables import console
    from autograder.desk.watch import watch

    with suppress(KeyboardInterrupt):
        watch(path, mark, console())
    sys.exit(0)


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


@main.command()
@click.argument("assignment")
@click.option("--mistakes", is_flag=True, help="What each known mistake costs, instead.")
def rubric(assignment: str, mistakes: bool) -> None:
    """Print what each point of ASSIGNMENT is for."""
    from autograder.assignment import AssignmentError
    from autograder.desk.tables import console, mistakes_table, rubric_table
    from autograder.marking.rubric import collect

    chosen = _assignment(assignment)
    try:
        if mistakes:
            from autograder.grading import costs_of_mistakes

            with _bar("marking the known mistakes") as progress:
                table = mistakes_table(chosen, costs_of_mistakes(chosen, progress))
        else:
            table = rubric_table(collect(chosen), chosen)
        console().print(table)
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


@main.command()
@click.argument("assignment")
@click.argument("file", type=click.Path(path_type=Path))
def answers(assignment: str, file: Path) -> None:
    """Show the model answers to the written questions that the notebook FILE has attempted."""
    from autograder.assignment import AssignmentError
    from autograder.desk.answers import answers_text, model_answers
    from autograder.submission.notebook import LoadError, read

    if _course() is None:
        raise _Wrong("model answers are part of no handout: they need a clone that holds the solutions.")
    chosen = _assignment(assignment)
    _demand_file(file)
    if file.suffix != ".ipynb":
        raise _Wrong(f"{file} holds no written answers; name the notebook (.ipynb).")
    try:
        with _nbgrader():
            found = tuple(model_answers(chosen, read(file).cells))
    except (AssignmentError, LoadError) as error:
        raise _Wrong(str(error)) from error
    click.echo(answers_text(found))


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on stdout, and nothing else there.")
def progress(folder: Path | None, as_json: bool) -> None:
    """Say how far the notebooks in FOLDER are: points, what is open, and what to do next.

    FOLDER is work/, or else assignments/, unless given. Without solutions on this machine, the public checks
    are asked.
    """
    from autograder.assignment import AssignmentError
    from autograder.desk.handout import find_work
    from autograder.desk.progress import course_progress, progress_json, progress_table
    from autograder.desk.tables import console

    course = _course()
    try:
        place = folder or find_work(Path(), *([course] if course else []))
        with _bar("marking") as step:
            found = course_progress(course, place, step)
    except AssignmentError as error:
        raise _Wrong(str(error)) from error
    if as_json:
        click.echo(progress_json(found, place, public=course is None))
    else:
        console().print(progress_table(found, place, public=course is None))


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Your own copy; work/ unless given.")
@click.option("--copy-only", is_flag=True, help="Do not start JupyterLab.")
@click.argument("jupyter", nargs=-1, type=click.UNPROCESSED)
def study(folder: Path | None, copy_only: bool, jupyter: tuple[str, ...]) -> None:
    """Start JupyterLab on a copy of the assignments that is your own; nothing in it is ever overwritten.

    What follows -- goes to JupyterLab: autograder study -- --no-browser
    """
    from autograder.assignment import AssignmentError
    from autograder.desk.handout import find_handouts
    from autograder.desk.study import copied_text, copy_assignments, start_jupyterlab

    course = Path() if find_handouts(Path("assignments")) else _course() or Path()
    place = folder or course / "work"
    try:
        click.echo(copied_text(copy_assignments(course, place), place))
        if not copy_only:
            start_jupyterlab(place, jupyter)
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write the files of a new assignment NAME, with one small exercise that works."""
    from autograder.assignment import AssignmentError, find_course
    from autograder.desk.skeleton import write_skeleton

    try:
        course = find_course()
        for path in write_skeleton(course, name):
            click.echo(path.relative_to(course))
    except AssignmentError as error:
        raise _Wrong(str(error)) from error
    click.echo(f"Now: autograder rubric {name}, autograder release {name}, and docs/adding-an-assignment.md.")


@main.command()
@click.argument("assignments", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Release every assignment of the course.")
def release(assignments: tuple[str, ...], everything: bool) -> None:
    """Write what students get of ASSIGNMENTS into assignments/."""
    from autograder.assignment import AssignmentError, find_course, list_assignments

    if not assignments and not everything:
        raise _Wrong("name an assignment, or write --all.")
    try:
        course = find_course()
        chosen = list_assignments(course) if everything else [_assignment(name) for name in assignments]
        with _nbgrader():
            from autograder.nbgrader.release import release as write
        for assignment in chosen:
            click.echo(f"{assignment.name}: {write(assignment, course)}")
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


@main.command()
@click.argument("assignment")
@click.option(
    "--student", "students", multiple=True, help="Mark only this student; may be given several times."
)
@click.option("--force", is_flag=True, help="Mark those as well for whom nothing has changed.")
@_jobs
@_scheduler
def grade(assignment: str, students: tuple[str, ...], force: bool, jobs: int, scheduler: str) -> None:
    """Mark every collected submission to ASSIGNMENT into the gradebook; what has not changed is kept."""
    from autograder.assignment import AssignmentError, find_course
    from autograder.crew import CrewError
    from autograder.desk.tables import class_table, console, state_counts, to_look_at
    from autograder.report import Status

    chosen = _assignment(assignment)
    with _nbgrader():
        from autograder.nbgrader.gradebook import grade_course
        from autograder.nbgrader.host import HostError
    try:
        with _bar("marking") as progress:
            reports = grade_course(
                find_course(),
                chosen,
                students or None,
                progress,
                jobs=jobs,
                force=force,
                scheduler=scheduler,
                say=_say,
            )
    except AssignmentError as error:
        raise _Wrong(str(error)) from error
    except (HostError, CrewError) as error:
        click.echo(f"autograder: {error}", err=True)
        sys.exit(1)
    out = console()
    out.print(class_table(reports, title=chosen.title))
    out.print(state_counts(reports))
    out.print(to_look_at(reports))
    sys.exit(0 if all(row.status in (Status.GRADED, Status.MISSING) for row in reports) else 1)


@main.command()
@click.argument("assignments", nargs=-1)
@click.option("--to", type=click.Path(path_type=Path), help="The file or folder to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["nbgrader", "criteria", "canvas", "gradescope"]),
    default="nbgrader",
    show_default=True,
    help="For whom it is written; all but nbgrader take one assignment.",
)
@click.option("--template", type=click.Path(path_type=Path), help="canvas: the gradebook that Canvas exported.")
@click.option("--column", help="canvas: the assignment's title there, if it is not the title here.")
def export(
    assignments: tuple[str, ...], to: Path | None, form: str, template: Path | None, column: str | None
) -> None:
    """Write the gradebook of ASSIGNMENTS, or of all, as CSV, with the state of every student."""
    chosen = [_assignment(name) for name in assignments]
    if form != "nbgrader" and len(chosen) != 1:
        raise _Wrong(f"--format {form} takes one assignment.")
    if (form == "canvas") != (template is not None):
        raise _Wrong("--format canvas and --template belong together: the file that Canvas exported.")
    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.desk.export_canvas import export_canvas
        from autograder.desk.export_criteria import export_criteria
        from autograder.desk.export_gradescope import export_gradescope
        from autograder.nbgrader.export import export_course
    with _host():
        course = find_course()
        if form == "criteria":
            to = to or Path(f"{chosen[0].name}-criteria.csv")
            export_criteria(course, chosen[0], to)
        elif form == "gradescope":
            to = to or Path(f"{chosen[0].name}-gradescope")
            done, without = export_gradescope(course, chosen[0], to)
            click.echo(f"{done} result{'' if done == 1 else 's'}.")
            if without:
                click.echo(f"No result, for nothing is marked: {', '.join(without)}.", err=True)
        elif template is not None:
            to = to or Path(f"{chosen[0].name}-canvas.csv")
            click.echo(export_canvas(course, chosen[0], template, to, column).text, err=True)
        else:
            to = to or Path("grades.csv")
            export_course(course, [row.name for row in chosen], to)
    click.echo(str(to))


@main.command()
@click.argument("assignment")
@click.option(
    "--to", type=click.Path(path_type=Path), help="The archive; ASSIGNMENT-gradescope.zip unless given."
)
@click.option("--allow-limits", is_flag=True, help="Mark even where Gradescope's machine offers no wall.")
def gradescope(assignment: str, to: Path | None, allow_limits: bool) -> None:
    """Pack an autograder for Gradescope that runs the hidden checks of ASSIGNMENT there."""
    from autograder.assignment import find_course
    from autograder.desk.gradescope_archive import pack_gradescope

    chosen = _assignment(assignment)
    with _host():
        click.echo(
            pack_gradescope(find_course(), chosen, to or Path(f"{assignment}-gradescope.zip"), allow_limits)
        )


@main.command()
@click.argument("assignment", default="batchnorm")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where the course is made; it must not exist yet."
)
def demo(assignment: str, folder: Path | None) -> None:
    """Take a made-up class through a whole nbgrader course and print its marks."""
    from autograder.assignment import AssignmentError, find_course

    chosen = _assignment(assignment)
    with _nbgrader():
        from autograder.desk.demo import run_demo
    try:
        with _bar("the course") as progress:
            sys.exit(run_demo(chosen, find_course(), folder, progress))
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Where the archive goes; dist/ unless given.")
def handout(folder: Path | None) -> None:
    """Pack what a class receives: the assignments and the engine, as one archive."""
    from autograder.assignment import AssignmentError, find_course
    from autograder.desk.archive import pack

    try:
        course = find_course()
        click.echo(pack(course, folder or course / "dist"))
    except AssignmentError as error:
        raise _Wrong(str(error)) from error


@main.command()
@click.argument("assignment", default="batchnorm")
def doctor(assignment: str) -> None:
    """Say whether this machine is fit to mark: the wall, tried; two submissions of known marks."""
    from autograder.assignment import find_course
    from autograder.desk.doctor import examine

    chosen = _assignment(assignment)
    well = True
    for finding in examine(chosen, find_course()):
        well = well and finding.good
        click.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.seen}")
    sys.exit(0 if well else 1)


@main.command()
@click.argument("assignment")
@click.option(
    "--diff/--apply", "only_show", default=True, help="Show what moves (as without either), or write it."
)
@click.option("--student", "students", multiple=True, help="Only this student; may be given several times.")
@click.option("--html", "to_html", type=click.Path(path_type=Path), help="Write the difference as a page, too.")
@click.option(
    "--csv", "to_csv", type=click.Path(path_type=Path), help="Write the difference as a spreadsheet, too."
)
def regrade(
    assignment: str, only_show: bool, students: tuple[str, ...], to_html: Path | None, to_csv: Path | None
) -> None:
    """Show whose mark the checks of today would move, and why; write nothing until --apply."""
    from autograder.desk.tables import console

    chosen = _assignment(assignment)
    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.desk import regrade as desk
        from autograder.desk import regrade_shown as shown
    with _host():
        course = find_course()
        with _bar("marking, nothing is written") as progress:
            diff = desk.difference(course, chosen, students, progress)
        console().print(shown.difference_table(diff, chosen))
        left: tuple[str, ...] = ()
        if not only_show:
            with _bar("marking into the gradebook") as progress:
                left = desk.apply(course, chosen, diff, students, progress, _say)
        if to_csv:
            shown.write_difference_csv(diff, to_csv)
        if to_html:
            shown.write_difference_page(diff, chosen, to_html, applied=not only_show)
    if only_show:
        click.echo(f"Nothing was written. To mark so: autograder regrade {chosen.name} --apply")
    else:
        click.echo("The gradebook holds the new marks.")
        click.echo(shown.STALE_FEEDBACK.format(name=chosen.name))
    for line in left:
        click.echo(f"autograder: {line}", err=True)
    sys.exit(1 if left else 0)


@main.command()
@click.argument("assignment")
@click.option("--to", type=click.Path(path_type=Path), help="The page; ASSIGNMENT-class.html unless given.")
@click.option("--anonymous", is_flag=True, help="Name no student, so that the page can be shown.")
@click.option("--csv", "to_csv", type=click.Path(path_type=Path), help="Write the same numbers as CSV, too.")
@click.option("--json", "to_json", type=click.Path(path_type=Path), help="Write the same numbers as JSON, too.")
def report(
    assignment: str, to: Path | None, anonymous: bool, to_csv: Path | None, to_json: Path | None
) -> None:
    """Write one HTML page about the class: scores, criteria, misunderstandings, what waits for a person."""
    from datetime import date

    chosen = _assignment(assignment)
    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.desk import class_shown as shown
        from autograder.desk.class_report import class_report
    with _host():
        found = class_report(find_course(), chosen, anonymous=anonymous)
        to = to or Path(f"{chosen.name}-class.html")
        shown.write_class_page(found, to, date=date.today().isoformat())
        if to_csv:
            shown.write_class_csv(found, to_csv)
        if to_json:
            shown.write_class_json(found, to_json)
    if found.unmarked or found.stale:
        click.echo("autograder: some marks are missing or not fresh; the page says which.", err=True)
    for path in (to, to_csv, to_json):
        if path:
            click.echo(path)


@main.command()
@click.argument("assignment")
@click.argument("student")
def explain(assignment: str, student: str) -> None:
    """Replay STUDENT's report with its seed: what was asked, found and earned, and whether it still holds.

    The exit status is 1 if the replay does not agree with the stored report.
    """
    from autograder.desk.tables import console

    chosen = _assignment(assignment)
    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.desk import explain as desk
        from autograder.desk.explain_shown import explanation_text
    with _host():
        found = desk.explain(find_course(), chosen, student)
    console().print(explanation_text(found, chosen))
    sys.exit(0 if found.agrees else 1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--course", "place", type=click.Path(path_type=Path), help="The course; the one around unless given."
)
def roster(file: Path, place: Path | None) -> None:
    """Import or update the students of FILE (CSV: id, first_name, last_name, email, lms_user_id).

    Nobody is removed, and a file with a bad line changes nothing.
    """
    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.nbgrader.roster import enrol, enrolment_text
    with _host():
        click.echo(enrolment_text(enrol(place.resolve() if place else find_course(), file)))


@main.command()
def late() -> None:
    """Show the late days that each student has spent, and penalties that marking again would change."""
    from autograder.desk.tables import console

    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.desk.late_days import late_days, late_table
    with _host():
        rows = late_days(find_course())
    console().print(late_table(rows))
    sys.exit(1 if any(row.is_stale for row in rows) else 0)


@main.command()
@click.argument("assignment")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--at-least",
    type=click.FloatRange(0.0, 1.0),
    help="Likeness from which a pair is listed; 0.5 unless given.",
)
@click.option(
    "--passages", type=click.IntRange(min=0), default=5, show_default=True, help="Shown of each pair."
)
def similar(assignment: str, files: tuple[Path, ...], at_least: float | None, passages: int) -> None:
    """List submissions to ASSIGNMENT (or FILES) that are alike, with the passages, for a person to judge."""
    from autograder.desk.similar import ALIKE, compare, similar_text

    chosen = _assignment(assignment)
    with _nbgrader():
        from autograder.assignment import find_course
        from autograder.nbgrader.host import course_config, course_directory
        from autograder.nbgrader.standing import standings
    with _host():
        course = find_course()
        directory = course_directory(course_config(course), chosen.name, root=course)
        released = Path(directory.format_path(directory.release_directory, ".", chosen.name))
        for path in files:
            _demand_file(path)
        named = {str(path): path for path in files}
        if not named:
            named = {row.student: row.path for row in standings(course, chosen) if row.submitted}
        limit = ALIKE if at_least is None else at_least
        found = compare(chosen, released / f"{chosen.name}.ipynb", named, at_least=limit)
    click.echo(similar_text(found, passages))


def _say(sentence: str) -> None:
    """What the operator should know, beside the result."""
    click.echo(f"autograder: {sentence}", err=True)


@contextmanager
def _nbgrader() -> Iterator[None]:
    """Say what to install where nbgrader is not."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise _Wrong(
            f'this needs the extra "class" of batchnorm-grader ({error.name} is not installed).'
        ) from error


@contextmanager
def _host() -> Iterator[None]:
    """Refusals in one sentence: of the course or a file as wrong use, of the gradebook as work not done."""
    from autograder.assignment import AssignmentError
    from autograder.nbgrader.host import HostError

    try:
        yield
    except (AssignmentError, OSError) as error:
        raise _Wrong(str(error)) from error
    except HostError as error:
        click.echo(f"autograder: {error}", err=True)
        sys.exit(1)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """Tells done, total and a word for the step in hand on stderr: a bar to a person, lines to a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    terminal = Console(stderr=True)
    if not terminal.is_terminal:
        yield _lines(label)
        return
    rate = TextColumn("{task.fields[rate]}", markup=False)
    text = TextColumn("{task.description}", markup=False)
    with Progress(
        text, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), console=terminal, transient=True
    ) as bar:
        task = bar.add_task(label, total=None, rate="")

        def show(done: int, total: int, what: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:.1f}/s" if speed else ""
            bar.update(task, completed=done, total=total, description=f"{label}: {what}", rate=rate)

        yield show


def _lines(label: str) -> Callable[[int, int, str], None]:
    """A line now and then for a log; what is over soon gets none."""
    start = told = time.monotonic()

    def show(done: int, total: int, what: str) -> None:
        nonlocal told
        now = time.monotonic()
        if done and now - told >= LINE_SECONDS:
            told = now
            rate = done / (now - start)
            left = (total - done) / rate
            speed = f"{rate:.1f} a second" if rate >= 0.1 else f"{1 / rate:.0f} s each"
            click.echo(f"{label}: {done} of {total}, {speed}, {left:.0f} s left", err=True)

    return show


if __name__ == "__main__":
    run: Callable[[], None] = main
    run()
