"""The page that `autograder study` opens first: the order of the assignments, where one is, and how to begin.

It is a notebook, after a look at each form in JupyterLab. A Markdown file opens in the editor and does not
notice that it was written anew; from an HTML file no link leads to a notebook. In a notebook links open beside
it, and one cell brings the table up to date at any moment. `study` writes it at each start; it is the only file
of a learner's folder that is ever replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AssignmentError, AutograderError
from autograder.files import write_whole
from autograder.languages.handout_words import in_its_language
from autograder.learner.course_page import progress_html, progress_text
from autograder.learner.hints import section_of
from autograder.learner.progress import CourseStanding, MarkingStep, course_progress, what_next
from autograder.learner.public import exercises_of, read_rubric
from autograder.learner.work import find_handouts
from autograder.sentences import Sentence, in_words, say
from autograder.submission.notebook import clean_text

WELCOME = "welcome.ipynb"

OURS = "welcome"
"""The key in the metadata of a notebook that says that this module wrote it."""

_TABLE = "from autograder.learner.course_page import show_progress\nshow_progress()"

_BEGIN = """\
# Welcome

{number} notebooks, in this order{whole}. You write functions in NumPy, and each is checked as soon as you ask.
{next}
| | notebook | what it is about | time |
| ---: | --- | --- | ---: |
{rows}"""

_WHERE = """\
## Where you are

The table is as of the start of `autograder study`. To bring it up to date, click into the cell below and press
Shift+Enter."""

_FIRST = """\
## The first 15 minutes

1. *One minute.* Open [{title}]({notebook}), and choose *Run > Run All Cells* in the menu. Nothing breaks: what
   needs your code says so and waits.
2. *Six minutes.* Read from its top to the exercise `{exercise}`{section}.
3. *Four minutes.* In the cell below that heading, write your code in the place of
   `raise NotImplementedError(...)`. Shift+Enter runs the cell and goes to the next.
4. *Two minutes.* The next cell is `check("{exercise}")`: run it. Each line says whether it passed, and for
   what failed, what came and what was expected.
5. *Two minutes.* If something failed, add a cell with `hint("{exercise}")`, mend it, and check again. If
   nothing did, `check("{exercise}", hidden=True)` asks with other numbers."""

_HELP = """\
## What helps

| | |
| --- | --- |
| `check("name")` | says what is right, what is not, and why |
| `hint("name")` | one hint at a time, and never the solution |
| `graph()` | draws the computation graph with your gradients, where the notebook has one |
| `check("name", hidden=True)` | asks more, with other numbers, once your function is written |
| `answer("name")` | one way to write it after three different attempts, or a model answer after your own |
| `progress()` | this table, in any of the notebooks |

Everything in this folder is yours, and nothing you write is overwritten. This page alone is written anew at
each start."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One assignment on the way: what its handout says of itself."""

    folder: Path
    title: str
    summary: str
    minutes: int  # 0 where the handout does not say

    @property
    def notebook(self) -> str:
        """Where it lies, from the welcome page."""
        return f"{self.folder.name}/{self.folder.name}.ipynb"


@in_its_language
def write_welcome(folder: Path, step: MarkingStep) -> bool:
    """Write the welcome page of a learner's folder; whether it is ours to write.

    Raises:
        AssignmentError: the folder holds no assignment, or a damaged one.
        OSError: it cannot be written.
    """
    path = folder / WELCOME
    if path.exists() and not _is_ours(path):
        return False
    write_whole(path, json.dumps(welcome(folder, _standing(folder, step)), indent=1, ensure_ascii=False) + "\n")
    return True


def welcome(folder: Path, found: tuple[CourseStanding, ...] | str) -> dict[str, Any]:
    """The page as a notebook; `found` is how far the learner is, or why that cannot be told."""
    stops = tuple(map(_stop, find_handouts(folder)))
    cells = [
        _text("begin", _begin(stops, found)),
        _text("where", in_words(_WHERE)),
        _table(folder, found),
        *(_text("first", text) for text in _first(stops[:1], found)),
        _text("help", in_words(_HELP)),
    ]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}, "autograder": {OURS: True}}
    return {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}


def _standing(folder: Path, step: MarkingStep) -> tuple[CourseStanding, ...] | str:
    try:
        return course_progress(None, folder, step)
    except AutograderError as error:
        return str(error)


def _is_ours(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_bytes())["metadata"]["autograder"][OURS])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _stop(folder: Path) -> Stop:
    """What the handout says of itself; its name alone where it is of an earlier release, or damaged."""
    try:
        about = json.loads((folder / "rubric.json").read_bytes())
        return Stop(folder, str(about["title"]), str(about["summary"]), int(about["minutes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Stop(folder, folder.name, "", 0)


def _begin(stops: Sequence[Stop], found: tuple[CourseStanding, ...] | str) -> str:
    minutes = sum(stop.minutes for stop in stops)
    whole = in_words(", about {place:.0f} hours in all", place=minutes / 60) if minutes >= 90 else ""
    rows = [
        f"| {number} | {_link(stop)} | {Sentence(stop.summary)} | {_time(stop.minutes)} |"
        for number, stop in enumerate(stops, start=1)
    ]
    todo = None if isinstance(found, str) else what_next(found)
    titles = {stop.folder.name: _link(stop) for stop in stops}
    then = ""
    if todo:
        what = clean_text(todo.next)
        then = f"\n{in_words('**Next:** {notebook}. {what}', notebook=titles[todo.name], what=what)}\n"
    number = _NUMBERS.get(len(stops), len(stops))
    return in_words(_BEGIN, next=then, number=number, whole=whole, rows="\n".join(rows))


def _link(stop: Stop) -> str:
    return f"[{Sentence(stop.title)}]({stop.notebook})"


_NUMBERS = {
    1: say("One"),
    2: say("Two"),
    3: say("Three"),
    4: say("Four"),
    5: say("Five"),
    6: say("Six"),
    7: say("Seven"),
    8: say("Eight"),
}


def _time(minutes: int) -> str:
    return in_words("{minutes}\u00a0min", minutes=minutes) if minutes else ""


def _table(folder: Path, found: tuple[CourseStanding, ...] | str) -> dict[str, Any]:
    if isinstance(found, str):
        shown = {"text/plain": found}
    else:
        shown = {"text/plain": progress_text(found, folder), "text/html": progress_html(found, folder)}
    output = {"output_type": "display_data", "metadata": {}, "data": shown}
    cell = {"cell_type": "code", "id": "progress", "source": _TABLE}
    return {**cell, "execution_count": None, "metadata": {}, "outputs": [output]}


def _first(stops: Sequence[Stop], found: tuple[CourseStanding, ...] | str) -> Iterator[str]:
    """How to begin, until the first exercise of the first assignment is done."""
    for stop in stops:
        try:
            exercise = exercises_of(read_rubric(stop.folder))[0]
        except AssignmentError:
            return  # a damaged file: the table says so
        parts = [] if isinstance(found, str) else [part for row in found for part in row.parts]
        if any(part.name == exercise and part.earned and not part.is_open for part in parts):
            return
        heading = section_of(exercise, stop.folder)
        section = in_words(', in the section "{heading}"', heading=heading) if heading else ""
        title, notebook = Sentence(stop.title), stop.notebook
        yield in_words(_FIRST, title=title, notebook=notebook, exercise=exercise, section=section)


def _text(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}
