"""Where somebody is in the course, as a piece of a notebook: the table of `autograder progress`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from io import StringIO
from pathlib import Path

from rich.console import Console

from autograder.errors import AutograderError
from autograder.languages.handout_words import in_its_language
from autograder.learner.live.interrupting import interruptible
from autograder.learner.live.show import show_in_place
from autograder.learner.progress import CourseStanding, course_progress, later_text, progress_table, what_next
from autograder.learner.report_page import section
from autograder.report import total
from autograder.sentences import in_words, listed
from autograder.submission.notebook import clean_text
from autograder.tables import points

LEFT = ' style="text-align:left"'
"""For columns of words; numbers end at the right."""


UNDERLINED = ' style="color:inherit;text-decoration:underline"'
"""For links on light and dark pages."""


@in_its_language
def show_progress(folder: str = ".") -> None:
    """Show the standing of all notebooks in a folder of handouts, as they were saved."""
    place = Path(folder).resolve()
    try:
        with interruptible():
            found = course_progress(None, place)
    except AutograderError as error:
        print(error)
        return
    show_in_place(progress_text(found, place), progress_html(found, Path.cwd()))


def progress_text(standings: Sequence[CourseStanding], folder: Path) -> str:
    """The table for a place that shows text alone."""
    page = StringIO()
    out = Console(file=page, width=100, no_color=True, highlight=False, force_jupyter=False)
    out.print(progress_table(standings, folder))
    return page.getvalue().rstrip()


def progress_html(standings: Sequence[CourseStanding], place: Path) -> str:
    """The table and what to do next; links are those of a notebook that lies in `place`."""
    head = (
        f'<th scope="col"{LEFT}>{in_words("assignment")}</th><th scope="col">{in_words("points")}</th>'
        f'<th scope="col">{in_words("answers")}</th><th scope="col"{LEFT}>{in_words("to do")}</th>'
    )
    rows = "".join(_row(row, place) for row in standings)
    earned, full = total(row.earned for row in standings), total(row.points for row in standings)
    answers = _of(sum(row.answered for row in standings), sum(row.questions for row in standings))
    whole = f'<tr><th scope="row"{LEFT}>{in_words("all")}</th>{_cells(_of(earned, full), answers, "")}</tr>'
    later = later_text(standings)
    return section(
        in_words("The course so far"),
        [
            f"<table><caption>{in_words('The course so far, from the saved notebooks')}</caption>",
            f"<thead><tr>{head}</tr></thead><tbody>{rows}{whole}</tbody></table>",
            f"<p>{escape(later)}</p>" if later else "",
            f"<p>{_next(standings, place)}</p>",
        ],
    )


def _row(row: CourseStanding, place: Path) -> str:
    left = (str(listed(row.open)) or in_words("nothing")) if row.begun else in_words("everything")
    cells = _cells(_of(row.earned, row.points), _of(row.answered, row.questions), left)
    return f'<tr><th scope="row"{LEFT}>{_link(row, place)}</th>{cells}</tr>'


def _of(part: float, whole: float) -> str:
    return in_words("{part} of {whole}", part=points(part), whole=points(whole))


def _cells(*texts: str) -> str:
    """The cells of a row; the last holds words, which begin at the left."""
    *numbers, words = map(escape, texts)
    return "".join(f"<td>{number}</td>" for number in numbers) + f"<td{LEFT}>{words}</td>"


def _link(row: CourseStanding, place: Path) -> str:
    there = Path(os.path.relpath(row.notebook, place)).as_posix()
    return f'<a href="{escape(there)}"{UNDERLINED}>{escape(row.name)}</a>'


def _next(standings: Sequence[CourseStanding], place: Path) -> str:
    todo = what_next(standings)
    if todo is None:
        return in_words("Nothing is open.")
    return in_words("Next: {notebook}. {what}", notebook=_link(todo, place), what=escape(clean_text(todo.next)))
