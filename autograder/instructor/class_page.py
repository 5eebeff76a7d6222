"""The class at a glance as a page, a spreadsheet and JSON; all three say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.files import write_whole
from autograder.instructor.class_report import ClassReport
from autograder.instructor.html_page import page
from autograder.instructor.statistics import ENOUGH, Bin, Item
from autograder.nbgrader.export import write_csv
from autograder.sentences import Sentence, in_words, say, say_all, show

PLOT_WIDTH, PLOT_HEIGHT = 640, 240
PLOT_MARGIN, PLOT_TOP, PLOT_BOTTOM = 8, 22, 40  # room for the letters, in the picture's own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, from its left edge and its top down to the floor."""

    x: float
    y: float
    width: float
    height: float
    bin: Bin

    @property
    def middle(self) -> float:
        """Where its count is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Histogram:
    """A picture of `width` by `height` units whose bars stand on `floor`, between `left` and `right`."""

    bars: tuple[Bar, ...]
    width: int = PLOT_WIDTH
    height: int = PLOT_HEIGHT
    floor: int = PLOT_HEIGHT - PLOT_BOTTOM
    left: int = PLOT_MARGIN
    right: int = PLOT_WIDTH - PLOT_MARGIN


def histogram(bins: Sequence[Bin]) -> Histogram:
    """The bars of these bins; the tallest fills the height."""
    most = max((row.count for row in bins), default=0) or 1
    width = (PLOT_WIDTH - 2 * PLOT_MARGIN) / max(len(bins), 1)
    bars = []
    for number, row in enumerate(bins):
        height = (PLOT_HEIGHT - PLOT_BOTTOM - PLOT_TOP) * row.count / most
        bars.append(Bar(PLOT_MARGIN + number * width, PLOT_HEIGHT - PLOT_BOTTOM - height, width, height, row))
    return Histogram(tuple(bars))


MOST_SHOWN = 15
"""Misunderstandings that stand on the page unfolded; nobody talks about more in a week."""

NUMBER_COLUMNS = ("part", "exercise", "name", "measure", "value")

NUMBERS_SCHEMA = 1
"""Version of the JSON form; it grows by one when a reader of the old form would be misled."""


def write_class_page(report: ClassReport, path: Path, *, date: str) -> None:
    """Write the page.

    Raises:
        OSError: the file cannot be written.
    """
    write_whole(path, class_page(report, date=date))


def class_page(report: ClassReport, *, date: str) -> str:
    """The page as HTML; `date` says when it was made."""
    return page(
        "class.html",
        title=in_words("{title}: the class at a glance", title=Sentence(report.title)),
        report=report,
        about=_about(report, date),
        plot=histogram(report.distribution),
        enough=ENOUGH,
        monday=monday(report),
        most_shown=MOST_SHOWN,
    )


def _about(report: ClassReport, date: str) -> str:
    """When the page was made, of how many, and for whom."""
    text = "{date}. {enrolled} students enrolled, {marked} marked."
    if report.enrolled == 1:
        text = "{date}. 1 student enrolled, {marked} marked."
    made = say(text, date=date, enrolled=report.enrolled, marked=report.marked)
    names = "Made without names." if report.anonymous else "Made with names: not for students' eyes."
    return str(say_all((made, say(names))))


def monday(report: ClassReport) -> str:
    """Which misunderstanding to talk about first, in a sentence; empty if none was named."""
    if not report.misunderstandings:
        return ""
    first = report.misunderstandings[0]
    number, name = len(first.students), first.name
    text = "{number} students of {marked} did this, and lost {points:g} points by it in all: {name}."
    if number == 1:
        text = "{number} student of {marked} did this, and lost {points:g} points by it in all: {name}."
    return in_words(text, number=number, marked=report.marked, points=first.points, name=name)


def write_class_csv(report: ClassReport, path: Path) -> None:
    """Write a line for each number: the part of the report, what it is about, the measure, the value.

    Raises:
        OSError: the file cannot be written.
    """
    write_csv(path, NUMBER_COLUMNS, (dict(zip(NUMBER_COLUMNS, line, strict=True)) for line in _lines(report)))


def write_class_json(report: ClassReport, path: Path) -> None:
    """Write everything as one JSON object.

    Raises:
        OSError: the file cannot be written.
    """
    mistakes = [  # for other programs in English, as texts
        {**asdict(row), "name": show(row.name, {}), "hint": show(row.hint, {})}
        for row in report.misunderstandings
    ]
    items = [{**asdict(row), "why_not": _in_english(row)} for row in report.items]
    data = {
        "schema": NUMBERS_SCHEMA,
        "marked": report.marked,
        **asdict(report),
        "items": items,
        "misunderstandings": mistakes,
    }
    write_whole(path, json.dumps(data, ensure_ascii=True, allow_nan=False, indent=1) + "\n")


def _in_english(item: Item) -> str:
    return show(item.why_not, {})


def _lines(report: ClassReport) -> Iterator[tuple[Any, ...]]:
    yield "class", "", "", "enrolled", report.enrolled
    for status, count in report.states.items():
        yield "state", "", status, "students", count
    yield "state", "", "submitted, not marked yet", "students", report.unmarked
    yield "state", "", "marked with other checks than today's", "students", report.stale
    for name, value in (("mean", report.mean), ("median", report.median), ("maximum", report.max_score)):
        yield "score", "", "automatic", name, value
    for bar in report.distribution:
        yield "distribution", "", f"from {bar.low:g} to {bar.high:g}", "students", bar.count
    for item in report.items:
        about = "criterion", item.exercise, item.name
        yield *about, "points", item.points
        yield *about, "judged", item.judged
        yield *about, "share earned", item.share
        yield (
            *about,
            "discrimination",
            _in_english(item) if item.discrimination is None else item.discrimination,
        )
    for mistake in report.misunderstandings:
        yield "mistake", "", mistake.id, "students", len(mistake.students)
        yield "mistake", "", mistake.id, "points lost", mistake.points
    for exercise, name, count in report.unexplained:
        yield "failed without a known mistake", exercise, name, "students", count
    for exercise, count in report.unwritten:
        yield "not written", exercise, "", "students", count
    for look in report.look:
        yield "worth a look", "", look.student, look.why, look.count
    for late in report.late:
        yield "late", "", late.student, "hours", late.hours
        yield "late", "", late.student, "penalty", late.penalty
    for row in report.waiting:
        yield "by hand", row.name, "", "waiting", row.waiting
        yield "by hand", row.name, "", "done", row.done
    for given in report.by_hand:
        yield "by hand over automatic", given.exercise, given.student, "automatic", given.automatic
        yield "by hand over automatic", given.exercise, given.student, "by hand", given.manual
