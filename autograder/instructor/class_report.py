"""`autograder report`: a class and one assignment at a glance, from stored reports and the gradebook.

Nothing is marked here, and nothing written but the files that are asked for. A report that was made with other
checks than those of today is counted as such, never shown as fresh.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.instructor import statistics
from autograder.instructor.standing import Standing, standings
from autograder.instructor.statistics import Bin, Item, Misunderstanding
from autograder.marking.mistakes import Mistake, read_mistakes
from autograder.marking.rubric import Rubric, collect
from autograder.marking.versions import versions
from autograder.nbgrader.stored_reports import stale_parts
from autograder.report import ScoreReport, Status, total
from autograder.sentences import Sentence, say, say_all

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
    everyone: Sequence[Standing],
    *,
    rubric: Rubric,
    catalogue: Iterable[Mistake],
    now: Mapping[str, str],
    anonymous: bool = False,
) -> ClassReport:
    """The class in numbers. `now` are the versions of the assignment's files (see `marking.versions`)."""
    unmarked = [row for row in everyone if row.report is None and row.submitted]
    reports = [_report(assignment, row) for row in everyone if row not in unmarked]
    marked = statistics.marked_reports(reports)
    most = statistics.maximum(marked, total(row.points for row in rubric.criteria))
    middle = statistics.middle(marked, most)
    stale = [parts for row in everyone if row.report and (parts := stale_parts(row.report, row.path, now))]
    mistakes = statistics.misunderstandings(marked, catalogue)
    return ClassReport(
        assignment=assignment.name,
        title=assignment.title,
        anonymous=anonymous,
        enrolled=len(everyone),
        states=statistics.states(reports),
        unmarked=len(unmarked),
        stale=len(stale),
        stale_parts=tuple(dict.fromkeys(name for parts in stale for name in parts)),
        max_score=most,
        mean=middle[0] if middle else None,
        median=middle[1] if middle else None,
        distribution=statistics.distribution(marked, most),
        items=statistics.items(marked, rubric),
        misunderstandings=tuple(map(_nameless, mistakes)) if anonymous else mistakes,
        unexplained=statistics.unexplained(marked),
        unwritten=tuple(statistics.not_written(marked)),
        look=_counted(reports) if anonymous else tuple(_look(reports)),
        late=tuple(_late(everyone, anonymous=anonymous)),
        waiting=tuple(_waiting(assignment, everyone)),
        by_hand=tuple(_by_hand(assignment, everyone, anonymous=anonymous)),
    )


def _report(assignment: Assignment, standing: Standing) -> ScoreReport:
    if standing.report is not None:
        return standing.report
    return ScoreReport(assignment.name, str(standing.path), Status.MISSING, student=standing.student)


def _look(reports: Iterable[ScoreReport]) -> Iterator[Look]:
    for report in reports:
        student = report.student or ANYBODY
        if report.status in (Status.LOAD_ERROR, Status.ERROR):
            yield Look(student, f"{report.status}: {report.message}")
        else:
            if report.review:
                yield Look(student, str(say_all(report.review)))
            if _is_mended(report):
                repairs = (f"{str(line).rstrip('.')}." for line in report.repairs)
                yield Look(student, " ".join((str(MENDED), *repairs)))


MENDED = say("The notebook was damaged and mended, and points were lost: see whether by the damage.")


def _is_mended(report: ScoreReport) -> bool:
    return report.status is Status.GRADED and bool(report.repairs) and report.score < report.max_score


def _counted(reports: Iterable[ScoreReport]) -> tuple[Look, ...]:
    """The same without names; a message may quote a student, so only our own sentences are left."""
    counts: Counter[Sentence] = Counter()
    for report in reports:
        if report.status in (Status.LOAD_ERROR, Status.ERROR):
            counts[Sentence(report.status)] += 1
        else:
            counts.update(report.review)
            counts.update([MENDED] if _is_mended(report) else [])
    return tuple(Look(ANYBODY, str(why), count) for why, count in counts.most_common())


def _nameless(row: Misunderstanding) -> Misunderstanding:
    return Misunderstanding(row.id, row.name, row.hint, tuple(ANYBODY for _ in row.students), row.points)


def _late(everyone: Iterable[Standing], *, anonymous: bool) -> Iterator[LateWork]:
    late = sorted((row for row in everyone if row.seconds_late > 0), key=lambda row: -row.seconds_late)
    for row in late:
        yield LateWork(ANYBODY if anonymous else row.student, round(row.seconds_late / 3600, 1), row.penalty)


def _waiting(assignment: Assignment, everyone: Sequence[Standing]) -> Iterator[Waiting]:
    titles = {row.name: row.title for row in assignment.exercises}
    titles |= {row.name: row.title for row in assignment.questions}
    cells = [cell for row in everyone for cell in row.cells]
    for name, title in titles.items():
        waiting = sum(cell.waits for cell in cells if cell.name == name)
        done = sum(cell.manual is not None and not cell.waits for cell in cells if cell.name == name)
        if waiting or done:
            yield Waiting(name, title, waiting, done)


def _by_hand(assignment: Assignment, everyone: Iterable[Standing], *, anonymous: bool) -> Iterator[ByHand]:
    exercises = {row.name for row in assignment.exercises}
    for row in everyone:
        for cell in row.cells:
            if cell.name in exercises and cell.manual is not None:
                yield ByHand(ANYBODY if anonymous else row.student, cell.name, cell.automatic, cell.manual)
