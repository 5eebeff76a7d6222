"""Commands for the term of a class: its list, late days, regrading, reports, work that is alike, exports."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.bars import bar, tell
from autograder.cli.options import assignment_named, course_to_write, demand_file, the_course
from autograder.cli.results import force_option, name_results, place_of, result_files, result_folder
from autograder.cli.spoken import speaking_of_class, speaking_of_work
from autograder.errors import UseError
from autograder.exports.formats import FORMATS, Order
from autograder.sentences import in_words, say


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--id", "id_column", help="The column of a platform's file that holds the ids, if not the login.")
def roster(file: Path, id_column: str | None) -> None:
    """Import or update the students of FILE (CSV: id, first_name, last_name, email, lms_user_id).

    FILE may also be a gradebook that Canvas or Brightspace exported, or Moodle's grading worksheet or list of
    participants. Nobody is removed, and a file with a bad line changes nothing.
    """
    from autograder.instructor.roster import enrol, enrolment_text

    click.echo(enrolment_text(enrol(course_to_write(), file, id_column)))


@click.command()
def late() -> None:
    """Show the late days that each student has spent, and penalties that marking again would change."""
    from autograder.instructor.late_days import late_days, late_table
    from autograder.tables import console

    rows = late_days(the_course())
    console().print(late_table(rows))
    sys.exit(1 if any(row.is_stale for row in rows) else 0)


@click.command()
@click.argument("assignment")
@click.option(
    "--diff/--apply", "only_show", default=True, help="Show what moves (as without either), or write it."
)
@click.option("--student", "students", multiple=True, help="Only this student; may be given several times.")
@click.option("--html", "to_html", type=click.Path(path_type=Path), help="Write the difference as a page, too.")
@click.option(
    "--csv", "to_csv", type=click.Path(path_type=Path), help="Write the difference as a spreadsheet, too."
)
@force_option
def regrade(
    assignment: str,
    only_show: bool,
    students: tuple[str, ...],
    to_html: Path | None,
    to_csv: Path | None,
    force: bool,
) -> None:
    """Show whose mark the checks of today would move, and why; write nothing until --apply."""
    from autograder.tables import console

    chosen = assignment_named(assignment)
    from autograder.instructor.regrade import apply, difference
    from autograder.instructor.regrade_page import (
        difference_table,
        stale_feedback,
        write_difference_csv,
        write_difference_page,
    )

    course = the_course() if only_show else course_to_write()
    with bar(in_words("marking, nothing is written")) as progress, speaking_of_class(chosen):
        diff = difference(course, chosen, students, progress)
    with speaking_of_class(chosen):
        console().print(difference_table(diff, chosen))
    left: tuple[str, ...] = ()
    if not only_show:
        with bar(in_words("marking into the gradebook")) as progress:
            left = apply(course, chosen, diff, students, progress, tell)
    with result_files(to_csv, to_html, course=course, force=force) as (spreadsheet, page):
        write_difference_csv(diff, spreadsheet)
        with speaking_of_class(chosen):
            write_difference_page(diff, chosen, page, applied=not only_show)
    if only_show:
        click.echo(say("Nothing was written. To mark so: autograder regrade {name} --apply", name=chosen.name))
    else:
        click.echo(say("The gradebook holds the new marks."))
        click.echo(stale_feedback(chosen))
    for line in left:
        click.echo(f"autograder: {line}", err=True)
    sys.exit(1 if left else 0)


@click.command()
@click.argument("assignment")
@click.argument("student")
def explain(assignment: str, student: str) -> None:
    """Replay STUDENT's report with its seed: what was asked, found and earned, and whether it still holds.

    The exit status is 1 if the replay does not agree with the stored report.
    """
    from autograder.tables import console

    chosen = assignment_named(assignment)
    from autograder.instructor.explain import explanation_text, replay_report

    found = replay_report(the_course(), chosen, student)
    with speaking_of_work(chosen, found.stored.language):
        console().print(explanation_text(found, chosen))
    sys.exit(0 if found.agrees else 1)


@click.command()
@click.argument("assignment")
@click.option("--to", type=click.Path(path_type=Path), help="The page; ASSIGNMENT-class.html unless given.")
@click.option("--anonymous", is_flag=True, help="Name no student, so that the page can be shown.")
@click.option("--csv", "to_csv", type=click.Path(path_type=Path), help="Write the same numbers as CSV, too.")
@click.option("--json", "to_json", type=click.Path(path_type=Path), help="Write the same numbers as JSON, too.")
@force_option
def report(
    assignment: str,
    to: Path | None,
    anonymous: bool,
    to_csv: Path | None,
    to_json: Path | None,
    force: bool,
) -> None:
    """Write one HTML page about the class: scores, criteria, misunderstandings, what waits for a person."""
    from datetime import date

    chosen = assignment_named(assignment)
    from autograder.instructor.class_page import write_class_csv, write_class_json, write_class_page
    from autograder.instructor.class_report import class_report

    name = f"{chosen.name}-class"
    places = (
        place_of(to or Path(f"{name}.html"), f"{name}.html"),
        to_csv and place_of(to_csv, f"{name}.csv"),
        to_json and place_of(to_json, f"{name}.json"),
    )
    course = the_course()
    found = class_report(course, chosen, anonymous=anonymous)
    with result_files(*places, course=course, force=force) as (page, spreadsheet, numbers):
        with speaking_of_class(chosen):
            write_class_page(found, page, date=date.today().isoformat())
        write_class_csv(found, spreadsheet)
        write_class_json(found, numbers)
    if found.unmarked or found.stale:
        click.echo(say("autograder: some marks are missing or not fresh; the page says which."), err=True)
    name_results(*places)


@click.command()
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
@click.option(
    "--most", type=click.IntRange(min=1), help="Pairs that are shown, the most alike; 20 unless given."
)
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on stdout, and nothing else there.")
def similar(
    assignment: str,
    files: tuple[Path, ...],
    at_least: float | None,
    passages: int,
    most: int | None,
    as_json: bool,
) -> None:
    """List submissions to ASSIGNMENT (or FILES) that are alike, with the passages, for a person to judge."""
    from autograder.instructor.similar import ALIKE, MOST_PAIRS, compare_submissions, similar_json, similar_text

    chosen = assignment_named(assignment)
    from autograder.instructor.standing import standings
    from autograder.nbgrader.host import course_config, course_directory

    course = the_course()
    directory = course_directory(course_config(course), chosen.name, root=course)
    released = Path(directory.format_path(directory.release_directory, ".", chosen.name))
    for path in files:
        demand_file(path)
    named = {str(path): path for path in files}
    if not named:
        named = {row.student: row.path for row in standings(course, chosen) if row.submitted}
    limit = ALIKE if at_least is None else at_least
    handout = released / f"{chosen.name}.ipynb"
    found = compare_submissions(chosen, handout, named, at_least=limit, most=most or MOST_PAIRS)
    click.echo((similar_json if as_json else similar_text)(found, passages))


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--to", type=click.Path(path_type=Path), help="The file or folder to write.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default=next(iter(FORMATS)),
    show_default=True,
    help="For whom it is written; all but nbgrader take one assignment.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="What the platform gave: its gradebook for marks, its archive of submissions for feedback.",
)
@click.option(
    "--column", help="canvas, brightspace: the assignment's title there, if it is not the title here."
)
@force_option
def export(
    assignments: tuple[str, ...],
    to: Path | None,
    form: str,
    template: Path | None,
    column: str | None,
    force: bool,
) -> None:
    """Write the gradebook of ASSIGNMENTS, or of all, as CSV, with the state of every student.

    Or marks and feedback of one assignment for a learning platform, from the file that it gave.
    """
    chosen = [assignment_named(name) for name in assignments]
    asked = FORMATS[form]
    if asked.takes_one and len(chosen) != 1:
        raise UseError(say("--format {form} takes one assignment.", form=form))
    if asked.template and template is None:
        raise UseError(
            say("--format {form} needs --template FILE: {template}.", form=form, template=asked.template)
        )
    if template is not None and not asked.template:
        takes = ", ".join(name for name, other in FORMATS.items() if other.template)
        raise UseError(
            say("--format {form} takes no --template; these formats do: {takes}.", form=form, takes=takes)
        )
    course = the_course()
    name = asked.to.format(name=chosen[0].name if chosen else "")
    place = to or Path(name)
    if asked.is_folder:
        with result_folder(place, course=course, force=force) as folder:
            notes = asked.write(Order(course, chosen, folder, template, column))
    else:
        place = place_of(place, name)
        with result_files(place, course=course, force=force) as (file,):
            notes = asked.write(Order(course, chosen, file, template, column))
    if notes.result:
        click.echo(notes.result)
    if notes.remarks:
        click.echo(notes.remarks, err=True)
    name_results(place)


@click.command()
@click.argument("assignment")
@click.option(
    "--to", type=click.Path(path_type=Path), help="The archive; ASSIGNMENT-gradescope.zip unless given."
)
@click.option("--allow-limits", is_flag=True, help="Mark even where Gradescope's machine offers no wall.")
@force_option
def gradescope(assignment: str, to: Path | None, allow_limits: bool, force: bool) -> None:
    """Pack an autograder for Gradescope that runs the hidden checks of ASSIGNMENT there."""
    from autograder.exports.gradescope import pack_gradescope

    chosen = assignment_named(assignment)
    course = the_course()
    name = f"{assignment}-gradescope.zip"
    place = place_of(to or Path(name), name)
    with result_files(place, course=course, force=force) as (archive,):
        pack_gradescope(course, chosen, archive, allow_limits)
    name_results(place)


@click.command()
@click.argument("assignment")
@click.option("--to", type=click.Path(path_type=Path), help="The file; .github/workflows/ unless given.")
@force_option
def github(assignment: str, to: Path | None, force: bool) -> None:
    """Write a GitHub Actions workflow that marks repositories with submissions to ASSIGNMENT.

    It belongs into the course's own private repository: students' repositories must not hold hidden checks.
    """
    from autograder.exports.github import workflow

    chosen = assignment_named(assignment)
    course = course_to_write()
    name = f"mark-{assignment}.yml"
    usual = course / ".github" / "workflows"
    if to is None:
        usual.mkdir(parents=True, exist_ok=True)
    place = place_of(to or usual, name)
    with result_files(place, course=course, force=force) as (file,):
        file.write_text(workflow(chosen), encoding="utf-8")
    name_results(place)
