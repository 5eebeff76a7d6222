"""Commands that take a class further: pages of feedback, and the whole round."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from autograder.cli.bars import bar, tell
from autograder.cli.marking import show_class
from autograder.cli.options import assignment_named, course_to_write, jobs_option, scheduler_option
from autograder.sentences import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.instructor.round.class_exchange import Collected, Released
    from autograder.nbgrader.pages_of_class.class_pages import Page


@click.command()
@click.argument("assignment")
@click.option(
    "--student", "students", multiple=True, help="Write this student's page only; may be given several times."
)
@click.option("--force", is_flag=True, help="Write pages anew that are as they should be.")
@jobs_option
@scheduler_option
def feedback(assignment: str, students: tuple[str, ...], force: bool, jobs: int, scheduler: str) -> None:
    """Write the page of feedback of every student whose work is marked; a page that is right is kept.

    The pages are those of `nbgrader generate_feedback`, and `nbgrader release_feedback` releases them.
    """
    chosen = assignment_named(assignment)
    from autograder.instructor.round.class_feedback import feedback_course

    course = course_to_write()
    with bar(in_words("pages")) as progress:
        pages = feedback_course(
            course,
            chosen,
            students or None,
            progress,
            jobs=jobs,
            force=force,
            scheduler=scheduler,
            say=tell,
        )
    for line in pages_in_words(pages, chosen.name):
        click.echo(line)
    sys.exit(0 if all_served(pages) else 1)


@click.command(name="round")
@click.argument("assignment")
@click.option(
    "--until",
    type=click.Choice(["collect", "grade", "feedback", "release"]),
    default="release",
    show_default=True,
    help="The last step; to read the pages before students do: feedback.",
)
@click.option("--force", is_flag=True, help="Mark everybody and write every page anew.")
@jobs_option
@scheduler_option
def whole_round(assignment: str, until: str, force: bool, jobs: int, scheduler: str) -> None:
    """Collect ASSIGNMENT, mark it, write the pages of feedback and release them.

    What is done already is not done again, so a round that was stopped goes on where it was.
    """
    from autograder.report import Status

    chosen = assignment_named(assignment)
    from autograder.instructor.grade_class import who_is_not_enrolled
    from autograder.instructor.round.class_round import RoundStep, run_round

    course = course_to_write()
    with bar(in_words("round")) as progress:
        done = run_round(
            course,
            chosen,
            progress,
            until=RoundStep(until),
            jobs=jobs,
            force=force,
            scheduler=scheduler,
            say=tell,
        )
    if done.reports:
        show_class(course, chosen, done.reports, _page_column(done.pages, done.released) or None)
    for line in (
        *(collected_in_words(done.collected) if done.collected else ()),
        *(pages_in_words(done.pages, chosen.name) if done.pages else ()),
        *(released_in_words(done.released) if done.released else ()),
    ):
        click.echo(line)
    left = who_is_not_enrolled(course, chosen)
    if left:
        tell(left)
    well = all(row.status in (Status.GRADED, Status.MISSING) for row in done.reports) and all_served(done.pages)
    refused = [
        *(done.collected.refused if done.collected else ()),
        *(done.released.refused if done.released else ()),
    ]
    sys.exit(0 if well and not left and not refused else 1)


def all_served(pages: Iterable[Page]) -> bool:
    """Whether everybody who handed something in has a page."""
    from autograder.nbgrader.pages_of_class.class_pages import PageState

    return all(page.state not in (PageState.FAILED, PageState.UNMARKED) for page in pages)


def pages_in_words(pages: Sequence[Page], assignment: str) -> list[str]:
    """How many pages were written and kept, and who has none, and why."""
    from autograder.nbgrader.pages_of_class.class_pages import PageState

    students = {state: [page.student for page in pages if page.state is state] for state in PageState}
    lines = [
        in_words(
            "pages: {written} written, {kept} as they should be",
            written=len(students[PageState.WRITTEN]),
            kept=len(students[PageState.KEPT]),
        )
    ]
    if students[PageState.MISSING]:
        lines.append(
            in_words("no page, as nothing was handed in: {names}", names=_names(students[PageState.MISSING]))
        )
    if students[PageState.UNMARKED]:
        names = _names(students[PageState.UNMARKED])
        lines.append(
            in_words(
                "no page, as nothing is marked yet: {names}. Run: autograder grade {assignment}",
                names=names,
                assignment=assignment,
            )
        )
    lines += [
        in_words("no page: {student}: {why}", student=_clean(page.student), why=_clean(str(page.why)))
        for page in pages
        if page.why
    ]
    return lines


def collected_in_words(collected: Collected) -> list[str]:
    """How much came in, and whose work was refused."""
    lines = [
        in_words(
            "collected: {new} new, {newer} newer than before, {before} as before",
            new=len(collected.new),
            newer=len(collected.newer),
            before=collected.before,
        )
    ]
    return [*lines, *_refused(in_words("not collected"), collected.refused)]


def released_in_words(released: Released) -> list[str]:
    """How many pages went out, and whose could not."""
    lines = [
        in_words(
            "released: {number} pages, {before} were out already",
            number=len(released.pages),
            before=released.before,
        )
    ]
    if released.without:
        names = _names(released.without)
        lines.append(
            in_words("not released, as the work did not come through the exchange: {names}", names=names)
        )
    return [*lines, *_refused(in_words("not released"), released.refused)]


def _refused(what: str, whom: Mapping[str, str]) -> list[str]:
    return [f"{what}: {_clean(student)}: {_clean(why)}" for student, why in whom.items()]


def _page_column(pages: Sequence[Page], released: Released | None) -> dict[str, str]:
    """What became of each student's page, in a word or two."""
    out = set(released.pages) if released else set()
    words = {
        "written": in_words("written"),
        "kept": in_words("as it was"),
        "unmarked": in_words("none"),
        "missing": in_words("none"),
        "failed": in_words("not made"),
    }
    return {
        page.student: in_words("released") if page.student in out else words[page.state.value] for page in pages
    }


MOST_STUDENTS_NAMED = 10
"""Students who are named in a line."""


def _names(students: Sequence[str]) -> str:
    more = len(students) - MOST_STUDENTS_NAMED
    return ", ".join(map(_clean, students[:MOST_STUDENTS_NAMED])) + (
        in_words(" and {more} more", more=more) if more > 0 else ""
    )


def _clean(text: str) -> str:
    from autograder.submission.notebook import clean_text

    return clean_text(text)
