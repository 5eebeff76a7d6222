"""Hidden checks of merge_stats. Batches of 5 and 9 rows: an average that forgets the counts shows."""

import numpy as np
import pytest
from warmup_cases import OFFSET, check_responds, expect_count, expect_digits, triple, wide
from warmup_laws import broken_law_of_merge

from autograder.checks import CheckFailure, expect_close, expect_unchanged, remarking, say

pytestmark = pytest.mark.exercise("merge_stats")


def draw(rng):
    """The statistics of 5 and of 9 rows, with different means."""
    return triple(wide(rng, 5)), triple(wide(rng, 9))


EMPTY = (0, np.zeros(5), np.zeros(5))


def merge(functions, a, b):
    return functions.merge_stats(a, b).take(3)


def expect_count_and_mean(student, reference, a, b, when=""):
    n, mean = student.fetch(*merge(student, a, b)[:2])
    (expected,) = reference.fetch(merge(reference, a, b)[1])
    with remarking(lambda: broken_law_of_merge(student, a, b, 1)):
        expect_close(mean, expected, what="mean", scale=np.abs([a[1], b[1]]).max(), when=when)
    expect_count(n, a[0] + b[0])


def expect_m2(student, reference, a, b, when=""):
    (got,) = student.fetch(merge(student, a, b)[2])
    (expected,) = reference.fetch(merge(reference, a, b)[2])
    with remarking(lambda: broken_law_of_merge(student, a, b, 2)):
        expect_close(got, expected, what="M2", when=when)


@pytest.mark.points(1, criterion="count and mean")
def test_count_and_mean(student, reference, rng):
    """n and mean are those of all rows together."""
    expect_count_and_mean(student, reference, *draw(rng))


@pytest.mark.points(2, criterion="M2")
@pytest.mark.parametrize("order", ["small first", "large first"])
def test_m2(student, reference, rng, order):
    """M2 is that of all rows together: both M2 and what the distance of the means adds."""
    a, b = draw(rng)
    expect_m2(student, reference, *((a, b) if order == "small first" else (b, a)))


@pytest.mark.gate("depends on both")
@pytest.mark.parametrize("which", ["a", "b"])
def test_depends_on_both(student, rng, which):
    """The mean depends on a and on b."""
    a, b = draw(rng)
    other = draw(rng)
    pair = (other[0], b) if which == "a" else (a, other[1])
    one, changed = student.merge_stats(a, b), student.merge_stats(*pair)
    check_responds(student, one, changed, what="mean", number=3)


@pytest.mark.points(1, criterion="one side empty", needs="depends on both")
@pytest.mark.parametrize("side", ["a", "b"])
def test_one_side_empty(student, reference, rng, side):
    """With no rows on one side, the statistics of the other side come out."""
    full = draw(rng)[1]
    pair, when = (EMPTY, full) if side == "a" else (full, EMPTY), say("where {side} is empty", side=side)
    _, *values = student.fetch(*merge(student, *pair))
    for what, value in zip(("mean", "M2"), values, strict=True):
        if isinstance(value, np.ndarray) and not np.all(np.isfinite(value)):
            raise CheckFailure(
                say("{what} is not finite {when}: is something divided by zero?", what=what, when=when)
            )
    for judge in (expect_count_and_mean, expect_m2):
        try:
            judge(student, reference, *draw(rng))
        except CheckFailure:  # what is wrong for full batches as well is charged where that is judged
            continue
        judge(student, reference, *pair, when=when)


@pytest.mark.points(1, criterion="large offset", needs="M2")
def test_large_offset(student, reference, rng):
    """M2 keeps its digits when both means are near 1e8."""
    a, b = (triple(wide(rng, rows) + OFFSET) for rows in (5, 9))
    (got,) = student.fetch(merge(student, a, b)[2])
    (expected,) = reference.fetch(merge(reference, a, b)[2])
    expect_digits(got, expected, what="M2")


@pytest.mark.points(1, criterion="inputs left alone", needs="depends on both")
def test_inputs_left_alone(student, rng):
    """The arrays in a and b hold the same numbers after the call."""
    inputs = dict(zip("ab", draw(rng), strict=True))
    given = [student.new(value) for value in inputs.values()]
    _, *after = student.fetch(merge(student, *given)[1], *given)
    for (side, before), value in zip(inputs.items(), after, strict=True):
        arrays = {
            say("The mean of {side}", side=side): before[1],
            say("The M2 of {side}", side=side): before[2],
        }
        expect_unchanged(arrays, value[1:] if isinstance(value, list | tuple) else ())
