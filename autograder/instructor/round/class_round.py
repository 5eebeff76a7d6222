"""The whole round of an assignment: collect, mark, write the pages, release them.

Each step finds out by itself what is still to be done, so a round that was stopped goes on when it is started
again, and one that has nothing to do takes a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from autograder.assignment import Assignment
from autograder.instructor.grade_class import grade_course
from autograder.instructor.round.class_exchange import (
    Collected,
    Released,
    collect_course,
    release_course,
    why_no_exchange,
)
from autograder.instructor.round.class_feedback import feedback_course
from autograder.nbgrader.pages_of_class.class_pages import Page, PageState
from autograder.report import ScoreReport
from autograder.sentences import Sentence, in_words, say


class RoundStep(StrEnum):
    """A step of the round, in their order."""

    COLLECT = "collect"
    GRADE = "grade"
    FEEDBACK = "feedback"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Round:
    """What became of a round. What was not wanted, or for which there is no exchange, is None or empty."""

    collected: Collected | None
    reports: tuple[ScoreReport, ...]
    pages: tuple[Page, ...]
    released: Released | None


def run_round(
    course: Path,
    assignment: Assignment,
    progress: Callable[[int, int, str], None] = lambda done, total, what: None,
    *,
    until: RoundStep = RoundStep.RELEASE,
    jobs: int = 1,
    force: bool = False,
    scheduler: str = "",
    say: Callable[[str], None] = lambda sentence: None,
) -> Round:
    """Take an assignment through its steps, the last of which is `until`; all with one start.

    With `force`, everybody is marked and gets a new page, as if nothing had been done.

    Raises:
        AssignmentError: the course or the assignment cannot be used.
        HostError: the exchange, the gradebook or the disk refuses; what was done stays done.
        ProcessesError: processes die as soon as they start.
    """
    steps = list(RoundStep)
    wanted = frozenset(steps[: steps.index(until) + 1])
    why_not = why_no_exchange(course)
    collected = None
    if not why_not:
        progress(0, 1, in_words("collecting"))
        collected = collect_course(course, assignment)
    reports: tuple[ScoreReport, ...] = ()
    pages: tuple[Page, ...] = ()
    released = None
    if RoundStep.GRADE in wanted:
        reports = grade_course(
            course,
            assignment,
            None,
            _named(progress, MARKING),
            jobs=jobs,
            force=force,
            scheduler=scheduler,
            say=say,
        )
    if RoundStep.FEEDBACK in wanted:
        pages = feedback_course(
            course,
            assignment,
            None,
            _named(progress, PAGE_OF),
            jobs=jobs,
            force=force,
            scheduler=scheduler,
            say=say,
        )
    if RoundStep.RELEASE in wanted and not why_not:
        there = [page.student for page in pages if page.state in (PageState.WRITTEN, PageState.KEPT)]
        released = release_course(course, assignment, there, _named(progress, RELEASING))
    if why_not:
        say(in_words(NO_EXCHANGE, why=why_not))
    return Round(collected, reports, pages, released)


MARKING, PAGE_OF, RELEASING = say("marking"), say("page of"), say("releasing")

NO_EXCHANGE = (
    "nbgrader's exchange is left out, because {why}: what lies in the folder of submissions is marked, and"
    " pages lie in the folder of feedback."
)


def _named(progress: Callable[[int, int, str], None], step: Sentence) -> Callable[[int, int, str], None]:
    """Progress that says the step before the student."""
    return partial(_tell_step, progress, step)


def _tell_step(
    progress: Callable[[int, int, str], None], step: Sentence, done: int, total: int, student: str
) -> None:
    progress(done, total, in_words("{step} {student}", step=step, student=student))
