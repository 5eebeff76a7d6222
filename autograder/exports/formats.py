"""Which formats does `autograder export` write? One row for each.

A new format is a file of this folder and its row here. What a row needs is imported when it is asked for, so
that the command line can name the formats in no time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sentences import NOTHING, Sentence, in_words, say

if TYPE_CHECKING:
    from autograder.assignment import Assignment


@dataclass(frozen=True, slots=True)
class Order:
    """What to export, and where to."""

    course: Path
    assignments: Sequence[Assignment]
    to: Path
    template: Path | None = None  # a file of the other system, to be filled in
    column: str | None = None  # the assignment's title there

    @property
    def assignment(self) -> Assignment:
        """The one assignment of a format that takes one."""
        return self.assignments[0]


@dataclass(frozen=True, slots=True)
class Notes:
    """What there is to say of an export: a result, and remarks that are none of it."""

    result: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One format of `autograder export --format`."""

    write: Callable[[Order], Notes]
    to: str  # the file or folder, unless another is asked for; {name} is the assignment's
    takes_one: bool = True  # one assignment, and not any number
    template: Sentence = NOTHING  # the file of the other system that it is made from
    is_folder: bool = False  # a file for each student, in one folder


def _nbgrader(order: Order) -> Notes:
    from autograder.nbgrader.export import export_course

    export_course(order.course, [row.name for row in order.assignments], order.to)
    return Notes()


def _criteria(order: Order) -> Notes:
    from autograder.exports.criteria import export_criteria

    export_criteria(order.course, order.assignment, order.to)
    return Notes()


def _platform(order: Order, name: str) -> Notes:
    from autograder.exports.platform_marks import fill_marks
    from autograder.platforms.gradebooks import PLATFORMS

    assert order.template is not None  # the command line demands it of a format that fills a template
    platform = PLATFORMS[name]
    filled = fill_marks(order.course, order.assignment, platform, order.template, order.to, order.column)
    return Notes(remarks=filled.text)


def _feedback(order: Order) -> Notes:
    from autograder.exports.feedback_files import pack_feedback

    assert order.template is not None
    packed = pack_feedback(order.course, order.assignment, order.template, order.to)
    return Notes(packed.result, packed.remarks)


def _gradescope(order: Order) -> Notes:
    from autograder.exports.gradescope import export_gradescope

    done, without = export_gradescope(order.course, order.assignment, order.to)
    result = in_words("1 result.") if done == 1 else in_words("{number} results.", number=done)
    left = in_words("No result, for nothing is marked: {names}.", names=", ".join(without))
    return Notes(result, left if without else "")


def _marks(name: str, template: Sentence) -> Format:
    return Format(partial(_platform, name=name), f"{{name}}-{name}.csv", template=template)


FORMATS: Mapping[str, Format] = {
    "nbgrader": Format(_nbgrader, "grades.csv", takes_one=False),
    "criteria": Format(_criteria, "{name}-criteria.csv"),
    "canvas": _marks("canvas", say("the gradebook that Canvas exported")),
    "moodle": _marks("moodle", say("Moodle's grading worksheet")),
    "brightspace": _marks("brightspace", say("the grades that Brightspace exported")),
    "feedback": Format(
        _feedback, "{name}-feedback.zip", template=say("the archive of submissions that a platform gave")
    ),
    "gradescope": Format(_gradescope, "{name}-gradescope", is_folder=True),
}
"""All formats, by their name on the command line; the first is the default."""
