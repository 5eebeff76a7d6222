"""`autograder report`: a class and one assignment at a glance, from stored reports and the gradebook.

Nothing is marked here, and nothing written but the files that are asked for. A report that was made with other
checks than those of today is counted as such, never shown as fresh.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.assignment import Assignment
from autograder.instructor import statistics
from autograder.instructor.standing import Standing, standings
from autograder.instructor.statistics import Bin, Item, Misunderstanding
from autograder.marking.mistakes import Mistake, read_mistakes
from autograder.marking.rubric import Rubric, collect
from autograder.marking.versions import versions
from autograder.nbgrader.stored_reports import stale_parts
from autograder.report import CriterionResult, ScoreReport, Status, total
from autograder.sentences import NOTHING, Sentence, say, say_all

ANYBODY = ""
"""Stands in place of a student where names are left out."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody a person should look at, and why; without names, how many there are of a kind."""

    student: str
    why: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class LateWork:
    """Late work of one student."""

    student: str
    hours: float
    penalty: float  # points


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question or exercise that waits for points by hand."""

    name: str
    title: str
    waiting: int
    done: int  # marked by hand already


@dataclass(frozen=True, slots=True)
class ByHand:
    """Points given by hand over automatic ones."""

    student: str
    exercise: str
    automatic: float | None
    manual: float


@dataclass(frozen=True, slots=True)
class ClassReport:
    """Everything that the page, the CSV and the JSON say."""

    assignment: str
    title: str
    anonymous: bool
    enrolled: int
    states: Mapping[Status, int]
    unmarked: int  # submitted, and no report is stored: mark them first
    stale: int  # marked with other checks than those of today, or another file than lies there now
    stale_parts: tuple[str, ...]
    max_score: float
    mean: float | None
    median: float | None
    distribution: tuple[Bin, ...]
    items: tuple[Item, ...]
    misunderstandings: tuple[Misunderstanding, ...]
    unexplained: tuple[tuple[str, str, int], ...]
    unwritten: tuple[tuple[str, int], ...]
    look: tuple[Look, ...]
    late: tuple[LateWork, ...]
    waiting: tuple[Waiting, ...]
    by_hand: tuple[ByHand, ...]

    @property
    def marked(self) -> int:
        """How many submissions the statistics are of."""
        return self.states[Status.GRADED]

    @property
    def by_exercise(self) -> Mapping[str, tuple[Item, ...]]:
        """The criteria of each exercise, in the rubric's order."""
        names = dict.fromkeys(item.exercise for item in self.items)
        return {name: tuple(item for item in self.items if item.exercise == name) for name in names}


def class_report(course: Path, assignment: Assignment, *, anonymous: bool = False) -> ClassReport:
    """Read how a class stands.

    Raises:
        AssignmentError: there is no gradebook, or the assignment's folder is not complete.
        HostError: the gradebook cannot be read.
    """
    return summarize(
        assignment,
        standings(course, assignment),
        rubric=collect(assignment),
        catalogue=read_mistakes(assignment.folder),
        now=versions(assignment),
        anonymous=anonymous,
    )


def summarize(
    assignment: Assignment,
    everyone: Iterable[Standing],
    *,
    rubric: Rubric,
    catalogue: Iterable[Mistake],
    now: Mapping[str, str],
    anonymous: bool = False,
) -> ClassReport:
    """The class in numbers. `now` are the versions of the assignment's files (see `marking.versions`)."""
    seen = _Seen(assignment, now, anonymous)
    for row in everyone:
        seen.add(row)
    marked = statistics.marked_reports(seen.reports)
    most = statistics.maximum(marked, total(row.points for row in rubric.criteria))
    middle = statistics.middle(marked, most)
    mistakes = statistics.misunderstandings(marked, catalogue)
    return ClassReport(
        assignment=assignment.name,
        title=assignment.title,
        anonymous=anonymous,
        enrolled=seen.enrolled,
        states=statistics.states(seen.reports),
        unmarked=seen.unmarked,
        stale=seen.stale,
        stale_parts=tuple(seen.stale_parts),
        max_score=most,
        mean=middle[0] if middle else None,
        median=middle[1] if middle else None,
        distribution=statistics.distribution(marked, most),
        items=statistics.items(marked, rubric),
        misunderstandings=tuple(map(_nameless, mistakes)) if anonymous else mistakes,
        unexplained=statistics.unexplained(marked),
        unwritten=tuple(statistics.not_written(marked)),
        look=_counted(seen.reasons) if anonymous else tuple(seen.look),
        late=tuple(row for _, row in sorted(seen.late, key=lambda late: -late[0])),
        waiting=tuple(_waiting(assignment, seen.cells)),
        by_hand=tuple(seen.by_hand),
    )


@dataclass
class _Seen:
    """What is kept of a class that passes by: of each report the numbers, and the words of few."""

    assignment: Assignment
    now: Mapping[str, str]
    anonymous: bool
    enrolled: int = 0
    unmarked: int = 0
    stale: int = 0
    stale_parts: dict[str, None] = field(default_factory=dict)
    reports: list[ScoreReport] = field(default_factory=list)
    look: list[Look] = field(default_factory=list)
    reasons: Counter[Sentence] = field(default_factory=Counter)
    late: list[tuple[float, LateWork]] = field(default_factory=list)  # seconds with the line
    cells: Counter[tuple[str, bool]] = field(default_factory=Counter)  # wait for a person, or marked by one
    by_hand: list[ByHand] = field(default_factory=list)
    _rows: dict[CriterionResult, CriterionResult] = field(default_factory=dict)  # each once

    def add(self, row: Standing) -> None:
        """One student more."""
        who = ANYBODY if self.anonymous else row.student
        self.enrolled += 1
        self._add_report(row)
        if row.seconds_late > 0:
            self.late.append((row.seconds_late, LateWork(who, round(row.seconds_late / 3600, 1), row.penalty)))
        exercises = {exercise.name for exercise in self.assignment.exercises}
        for cell in row.cells:
            if cell.waits or cell.manual is not None:
                self.cells[cell.name, cell.waits] += 1
            if cell.name in exercises and cell.manual is not None:
                self.by_hand.append(ByHand(who, cell.name, cell.automatic, cell.manual))

    def _add_report(self, row: Standing) -> None:
        report = row.report
        if report is None and row.submitted:
            self.unmarked += 1
            return
        if report is None:
            report = ScoreReport(self.assignment.name, str(row.path), Status.MISSING, student=row.student)
        elif parts := stale_parts(report, row.path, self.now):
            self.stale += 1
            self.stale_parts |= dict.fromkeys(parts)
        if self.anonymous:
            self.reasons.update(_reasons(report))
        else:
            self.look += _look(report)
        numbers = (replace(criterion, found=NOTHING, asked="") for criterion in report.criteria)
        self.reports.append(
            ScoreReport(
                report.assignment,
                report.submission,
                report.status,
                report.student,
                criteria=tuple(self._rows.setdefault(criterion, criterion) for criterion in numbers),
            )
        )


def _look(report: ScoreReport) -> Iterator[Look]:
    student = report.student or ANYBODY
    if report.status in (Status.LOAD_ERROR, Status.ERROR):
        yield Look(student, report.state_and_why)
    else:
        if report.review:
            yield Look(student, str(say_all(report.review)))
        if _is_mended(report):
            repairs = (f"{str(line).rstrip('.')}." for line in report.repairs)
            yield Look(student, " ".join((str(MENDED), *repairs)))


MENDED = say("The notebook was damaged and mended, and points were lost: see whether by the damage.")


def _is_mended(report: ScoreReport) -> bool:
    return report.status is Status.GRADED and bool(report.repairs) and report.score < report.max_score


def _reasons(report: ScoreReport) -> Iterator[Sentence]:
    """Why to look at it, without names; a message may quote a student, so only our own sentences are left."""
    if report.status in (Status.LOAD_ERROR, Status.ERROR):
        yield Sentence(report.status)
    else:
        yield from report.review
        if _is_mended(report):
            yield MENDED


def _counted(reasons: Counter[Sentence]) -> tuple[Look, ...]:
    return tuple(Look(ANYBODY, str(why), count) for why, count in reasons.most_common())


def _nameless(row: Misunderstanding) -> Misunderstanding:
    return Misunderstanding(row.id, row.name, row.hint, tuple(ANYBODY for _ in row.students), row.points)


def _waiting(assignment: Assignment, cells: Counter[tuple[str, bool]]) -> Iterator[Waiting]:
    titles = {row.name: row.title for row in assignment.exercises}
    titles |= {row.name: row.title for row in assignment.questions}
    for name, title in titles.items():
        waiting, done = cells[name, True], cells[name, False]
        if waiting or done:
            yield Waiting(name, title, waiting, done)
