"""The numbers of the class page, against NumPy and against counts made by hand."""

import numpy as np
import pytest

from autograder.instructor.statistics import (
    ENOUGH,
    discriminate,
    distribution,
    items,
    maximum,
    middle,
    misunderstandings,
    not_written,
    states,
    unexplained,
)
from autograder.marking.mistakes import Mistake
from autograder.marking.rubric import Criterion, Rubric
from autograder.report import CriterionResult, Kind, Outcome, ScoreReport, Status
from autograder.sentences import NOTHING, say

RUBRIC = Rubric((Criterion("a", "one", 2.0, "a holds", ()), Criterion("b", "one", 3.0, "b holds", ())))


def report(*earned, student="ann", mistake=None, kind=Kind.VALUES, status=Status.GRADED, outcome=None):
    """A report of the criteria a, of 2 points, and b, of 3."""
    rows = []
    for name, points, got in zip("ab", (2.0, 3.0), earned, strict=True):
        how = outcome or (Outcome.PASSED if got == points else Outcome.FAILED)
        failed = how is Outcome.FAILED
        rows.append(
            CriterionResult(
                name,
                "one",
                points,
                got,
                how,
                say("What it says decides nothing.") if failed else NOTHING,
                mistake if failed else None,
                kind=kind if failed else Kind.NONE,
            )
        )
    return ScoreReport("means", "x.ipynb", status, student=student, criteria=tuple(rows))


def test_share_and_discrimination_are_those_of_test_theory():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 2, size=(2, 50))
    b = np.where(rng.random(50) < 0.7, a, b)
    reports = [report(2.0 * x, 3.0 * y) for x, y in zip(a, b, strict=True)]
    first, second = items(reports, RUBRIC)
    assert first.share == pytest.approx(a.mean(), abs=1e-12)
    # With two criteria, the rest of one is the other: a correlation that does not see the item itself.
    assert first.discrimination == pytest.approx(np.corrcoef(a, 3 * b)[0, 1], abs=1e-12)
    assert second.discrimination == pytest.approx(first.discrimination, abs=1e-12)
    assert (first.judged, first.points, first.asks, str(first.why_not)) == (50, 2.0, "a holds", "")


@pytest.mark.parametrize(
    ("shares", "rests", "why"),
    [
        ([0.0, 1.0] * 5, [1.0, 2.0] * 5, f"too few (10 of {ENOUGH})"),
        ([1.0] * 30, list(range(30)), "all earned the same"),
        ([0.0, 1.0] * 15, [2.0] * 30, "the rest is the same for all"),
    ],
)
def test_where_there_is_no_discrimination_it_says_why(shares, rests, why):
    found, said = discriminate(shares, rests)
    assert (found, str(said)) == (None, why)


def test_what_the_grader_failed_on_is_judged_by_nobody():
    reports = [report(0.0, 0.0, outcome=Outcome.ERROR), report(2.0, 0.0)]
    first, second = items(reports, RUBRIC)
    assert (first.judged, first.share, second.share) == (1, 1.0, 0.0)
    assert items([], RUBRIC)[0].share is None


def test_each_score_stands_in_one_bar():
    reports = [report(0.0, 0.0), report(2.0, 0.0), report(2.0, 3.0), report(0.0, 3.0), report(0.5, 0.0)]
    bars = distribution(reports, 5.0)
    assert [bar.count for bar in bars] == [1, 1, 0, 0, 1, 0, 1, 0, 0, 1]
    assert (bars[0].low, bars[-1].high) == (0.0, 5.0)


def test_states_name_all_four():
    found = states([report(2.0, 3.0), report(0.0, 0.0, status=Status.LOAD_ERROR)])
    assert found == {Status.GRADED: 1, Status.LOAD_ERROR: 1, Status.MISSING: 0, Status.ERROR: 0}


def test_a_mistake_counts_once_for_each_student():
    reports = [
        report(0.0, 0.0, mistake="no_mean", student="ann"),
        report(2.0, 0.0, mistake="no_mean", student="bob"),
        report(0.0, 3.0, mistake="axis", student="eve"),
    ]
    first, second = misunderstandings(reports, [])
    assert (first.id, str(first.name), first.students, first.points) == (
        "no_mean",
        "no_mean",
        ("ann", "bob"),
        8.0,
    )
    assert (second.id, second.points) == ("axis", 2.0)


def test_failures_without_a_name_and_what_is_not_written_are_told_apart():
    reports = [
        report(0.0, 3.0),
        report(0.0, 0.0, kind=Kind.STUB),
        report(0.0, 0.0, kind=Kind.MISSING),
        report(0.0, 0.0, kind=Kind.UNREADABLE, student="written, and spoiled"),
        report(0.0, 0.0, mistake="no_mean"),
    ]
    assert unexplained(reports) == (("one", "a", 2), ("one", "b", 1))
    assert list(not_written(reports)) == [("one", 2)]


def test_scores_of_old_points_are_never_mixed_with_the_maximum_of_today():
    old = [report(2.0, 3.0), report(2.0, 0.0), report(0.0, 0.0)]
    assert maximum(old, 7.0) == 5.0  # what they were marked out of, whatever today's checks are worth
    assert middle(old, 5.0) == (pytest.approx(7 / 3), 2.0)
    other = ScoreReport("means", "x.ipynb", Status.GRADED, criteria=old[0].criteria[:1])
    assert maximum([*old, other], 7.0) == 7.0
    assert middle([old[0], other], 7.0) == (7.0, 7.0)
    assert (maximum([], 7.0), middle([], 7.0)) == (7.0, None)


def test_where_two_mistakes_fit_both_are_named():
    one, two = (Mistake(name, f"the {name} is", "Look.", (), (), "") for name in ("sign", "axis"))
    (found,) = misunderstandings([report(0.0, 3.0, mistake="sign+axis")], [one, two])
    assert str(found.name) == "the sign is, or when the axis is"
