"""A class in numbers: states, distribution, how hard each criterion is and how well it tells students apart.

Only work that was marked counts for difficulty, discrimination and distribution. Pure: nothing is read here.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean, median

from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import Criterion, Rubric
from autograder.report import CriterionResult, Kind, Outcome, ScoreReport, Status
from autograder.sentences import NOTHING, Sentence, say, say_all

ENOUGH = 20
"""Reports below which no discrimination is given: its standard error, about 1/sqrt(N - 1), exceeds 0.23."""

ALL_THE_SAME, REST_THE_SAME = say("all earned the same"), say("the rest is the same for all")
"""Why there is no discrimination: programs get these words, and a page says them in its language."""

BINS = 10
"""Bars of the distribution."""


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion over the class.

    `share` is the mean share of its points that was earned (the difficulty of test theory). `discrimination` is
    the correlation of that share with the rest of the automatic score, the criterion itself left out
    (corrected item-total correlation; for a criterion without parts, point-biserial). None: see `why_not`.
    """

    exercise: str
    name: str
    asks: str
    points: float
    judged: int
    share: float | None
    discrimination: float | None
    why_not: Sentence


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """A known mistake over the class: in how many students' work it was named, and what it cost them."""

    id: str
    name: Sentence
    hint: Sentence
    students: tuple[str, ...]
    points: float  # lost in the criteria that it was named for, over all students


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar: scores from `low` to below `high`; the last one holds the full score too."""

    low: float
    high: float
    count: int


def states(reports: Iterable[ScoreReport]) -> Mapping[Status, int]:
    """How many students ended in each state; all four are there."""
    counts = Counter(report.status for report in reports)
    return {status: counts[status] for status in Status}


def marked_reports(reports: Iterable[ScoreReport]) -> tuple[ScoreReport, ...]:
    """Those that could be marked."""
    return tuple(report for report in reports if report.status is Status.GRADED)


def distribution(reports: Sequence[ScoreReport], max_score: float) -> tuple[Bin, ...]:
    """The automatic scores of marked work in bars of equal width; reports out of another maximum by share."""
    counts = Counter(
        min(int(BINS * report.score / report.max_score), BINS - 1) for report in reports if report.max_score > 0
    )
    width = max_score / BINS
    return tuple(Bin(number * width, (number + 1) * width, counts[number]) for number in range(BINS))


def maximum(reports: Sequence[ScoreReport], today: float) -> float:
    """The automatic points that these reports are out of; today's, if they do not agree."""
    found = {report.max_score for report in reports}
    return found.pop() if len(found) == 1 else today


def middle(reports: Sequence[ScoreReport], max_score: float) -> tuple[float, float] | None:
    """Mean and median of the automatic scores; None without any. Another maximum is put in proportion."""
    scores = [max_score * report.score / report.max_score for report in reports if report.max_score > 0]
    return (fmean(scores), median(scores)) if scores else None


def items(reports: Iterable[ScoreReport], rubric: Rubric) -> tuple[Item, ...]:
    """Every criterion of the rubric of today over these reports."""
    shares = {(row.exercise, row.name): array("d") for row in rubric.criteria}
    rests = {key: array("d") for key in shares}  # of the automatic score, without the criterion
    for report in reports:
        score = report.score
        for key, row in {(row.exercise, row.name): row for row in report.automatic}.items():
            if key in shares and _is_judged(row):
                shares[key].append(row.earned / row.points)
                rests[key].append(score - row.earned)
    return tuple(
        _item(row, shares[row.exercise, row.name], rests[row.exercise, row.name]) for row in rubric.criteria
    )


def _item(criterion: Criterion, shares: Sequence[float], rests: Sequence[float]) -> Item:
    discrimination, why_not = discriminate(shares, rests)
    return Item(
        exercise=criterion.exercise,
        name=criterion.name,
        asks=criterion.asks,
        points=criterion.points,
        judged=len(shares),
        share=fmean(shares) if shares else None,
        discrimination=discrimination,
        why_not=why_not,
    )


REST_IS_THE_SAME = say("the rest is the same for all")


def discriminate(shares: Sequence[float], rests: Sequence[float]) -> tuple[float | None, Sentence]:
    """The correlation of a criterion with the rest of the score, or the reason why there is none."""
    if len(shares) < ENOUGH:
        return None, say("too few ({number} of {enough})", number=len(shares), enough=ENOUGH)
    if min(shares) == max(shares):
        return None, say("all earned the same")
    try:
        found = correlation(shares, rests)
    except StatisticsError:
        return None, REST_IS_THE_SAME
    return (found, NOTHING) if math.isfinite(found) else (None, REST_IS_THE_SAME)


def misunderstandings(
    reports: Iterable[ScoreReport], catalogue: Iterable[Mistake]
) -> tuple[Misunderstanding, ...]:
    """The known mistakes that were named, the most frequent first; of equal ones, the costlier."""
    lost: dict[str, list[tuple[str, float]]] = {}
    hints: dict[str, Sentence] = {}
    for report in reports:
        for row in report.automatic:
            if row.mistake:
                lost.setdefault(row.mistake, []).append((_who(report), row.points - row.earned))
                hints.setdefault(row.mistake, row.hint)
    named = {mistake.id: mistake for mistake in catalogue}  # several ids where several mistakes fit
    found = [
        Misunderstanding(
            id=id_,
            name=say_all(
                [Sentence(named[part].name if part in named else part) for part in id_.split("+")],
                "{one}, or when {other}",
            ),
            hint=hints[id_],
            students=tuple(dict.fromkeys(student for student, _ in rows)),
            points=round(math.fsum(points for _, points in rows), 6),
        )
        for id_, rows in lost.items()
    ]
    return tuple(sorted(found, key=lambda row: (-len(row.students), -row.points, row.id)))


def unexplained(reports: Iterable[ScoreReport]) -> tuple[tuple[str, str, int], ...]:
    """Criteria that failed without a known mistake: exercise, criterion, students; the most frequent first.

    What waits for something larger (`blocked`) is no failure of its own, nor is a function that is not written.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for exercise in dict.fromkeys(row.exercise for row in report.automatic):
            rows = [row for row in report.exercise(exercise) if row.outcome is Outcome.FAILED]
            if not any(row.mistake for row in rows):
                counts.update((row.exercise, row.name) for row in rows if not _is_unwritten(row))
    return tuple((*key, count) for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def not_written(reports: Iterable[ScoreReport]) -> Iterator[tuple[str, int]]:
    """For each exercise that some did not write: its name, and how many."""
    counts = Counter(
        exercise
        for report in reports
        for exercise in dict.fromkeys(row.exercise for row in report.automatic)
        if any(_is_unwritten(row) for row in report.exercise(exercise))
    )
    yield from sorted(counts.items(), key=lambda item: -item[1])


def _is_judged(row: CriterionResult) -> bool:
    return row.points > 0 and row.outcome is not Outcome.ERROR


def _is_unwritten(row: CriterionResult) -> bool:
    return row.outcome is Outcome.FAILED and row.kind in (Kind.STUB, Kind.MISSING)


def _who(report: ScoreReport) -> str:
    return report.student or report.submission
