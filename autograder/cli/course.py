"""Commands that make a course, and try it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.bars import bar, tell
from autograder.cli.options import assignment_named, course_to_write, the_course
from autograder.cli.results import force_option, name_results, result_files
from autograder.errors import UseError
from autograder.sentences import in_words, say


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option(
    "--adopt", is_flag=True, help="Add the assignments to the nbgrader course that FOLDER is already."
)
@click.option("--bare", is_flag=True, help="Begin without any assignment of this package.")
@click.option("--yes", is_flag=True, help="With --adopt: do not ask before writing.")
def init(folder: Path, adopt: bool, bare: bool, yes: bool) -> None:
    """Make a complete nbgrader course in FOLDER, with the assignments of this package.

    Nothing that is there is ever touched. With --adopt, a course that exists gets new files alone, and they are
    shown first.
    """
    from autograder.release.new_course import write_course
    from autograder.shipped import shipped_assignments, shipped_solutions

    if adopt and bare:
        raise UseError(
            say("--adopt adds the assignments of this package, and --bare wants none: leave out one.")
        )
    if yes and not adopt:
        raise UseError(say("--yes answers what --adopt asks; it means nothing without it."))
    if adopt:
        _adopt(folder, yes)
        return
    solutions, assignments = (None, None) if bare else (shipped_solutions(), shipped_assignments())
    write_course(folder, solutions, assignments)
    click.echo(
        say("The course is {folder}; its README.md says how it goes on. First:", folder=folder.resolve())
    )
    click.echo(f"  cd {folder}" if folder != Path() else "  autograder doctor")
    click.echo("  autograder new dropout" if bare else "  autograder demo")


def _adopt(folder: Path, yes: bool) -> None:
    from autograder.release.new_course import adopt, adoption_text, config_text, plan_adoption
    from autograder.shipped import shipped_solutions

    planned = plan_adoption(folder, shipped_solutions())
    click.echo(adoption_text(planned))
    if not planned.assignments:
        click.echo(say("Nothing was written."))
        return
    if not yes and not click.confirm(in_words("Write these files?")):
        click.echo(say("Nothing was written."))
        return
    for path in adopt(planned):
        click.echo(path)
    for text in (config_text(planned), in_words("Next: autograder release NAME, then autograder grade NAME.")):
        if text:
            click.echo(text)


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Write the files of a new assignment NAME, small and working, and release it."""
    from autograder.assignment import find_assignment
    from autograder.release.new import write_new
    from autograder.release.release import (
        release_assignment as write_released,  # where it is missing, nothing is written
    )
    from autograder.shipped import shipped_page

    course = course_to_write()
    for path in write_new(course, name):
        click.echo(path.relative_to(course))
    click.echo(write_released(find_assignment(course, name), course).relative_to(course))
    click.echo(say("Now write over it: {page} shows how.", page=shipped_page("adding-an-assignment.md")))


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Release every assignment of the course.")
@click.option(
    "--language",
    default="",
    metavar="LANGUAGE",
    help="Write them in this language, such as zh; the course's own unless given.",
)
@force_option
def release(assignments: tuple[str, ...], everything: bool, language: str, force: bool) -> None:
    """Write what students get of ASSIGNMENTS into assignments/.

    In a language that is not the course's own, they lie beside: in assignments-zh/.
    """
    from autograder.assignment import list_assignments

    if not assignments and not everything:
        raise UseError(say("name an assignment, or write --all."))
    course = course_to_write()
    chosen = list_assignments(course) if everything else [assignment_named(name) for name in assignments]
    from autograder.release.release import release_assignment as write

    for assignment in chosen:
        click.echo(f"{assignment.name}: {write(assignment, course, language=language, force=force, say=tell)}")


@click.command()
@click.argument("languages", nargs=-1)
def translations(languages: tuple[str, ...]) -> None:
    """Bring the catalogues of a translator up to date, and say how far each is; begin those of new LANGUAGES.

    They are PO files: solutions/NAME/languages/zh.po. A text that was changed keeps its translation, as fuzzy.
    """
    from autograder.translation.every_catalogue import update

    for line in update(course_to_write(), languages):
        click.echo(line)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="Where the archive goes; dist/ unless given.")
@click.option(
    "--language",
    default="",
    metavar="LANGUAGE",
    help="Pack this language alone, such as zh; all that are released unless given.",
)
@force_option
def handout(folder: Path | None, language: str, force: bool) -> None:
    """Pack what a class receives: the released assignments and the engine, as one archive."""
    from autograder.release.archive import archive_name, pack

    course = course_to_write()
    folder = folder or course / "dist"
    if folder.exists() and not folder.is_dir():
        raise UseError(say("{folder} is no folder; the archive has a name of its own.", folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"{archive_name(language)}.zip"
    with result_files(place, course=course, force=force) as (archive,):
        pack(course, archive, language)
    name_results(place)


@click.command()
@click.argument("assignment", default="batchnorm")
@click.option(
    "--folder", type=click.Path(path_type=Path), help="Where the course is made; it must not exist yet."
)
def demo(assignment: str, folder: Path | None) -> None:
    """Take a made-up class through a whole nbgrader course and print its marks."""
    chosen = assignment_named(assignment)
    from autograder.instructor.demo import run_demo

    with bar(in_words("the course")) as progress:
        sys.exit(run_demo(chosen, the_course(), folder, progress))


@click.command()
@click.argument("assignment", default="batchnorm")
def doctor(assignment: str) -> None:
    """Say whether this machine is fit to mark: the wall, tried; two submissions of known marks."""
    from autograder.instructor.doctor import examine

    chosen = assignment_named(assignment)
    well = True
    for finding in examine(chosen, the_course()):
        well = well and finding.good
        text = "ok   {what}: {seen}" if finding.good else "BAD  {what}: {seen}"
        click.echo(say(text, what=finding.what, seen=finding.seen))
    sys.exit(0 if well else 1)
