"""Public checks of merge_stats: two batches of three features, of which the notebook follows the first."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_unchanged, say

pytestmark = pytest.mark.exercise("merge_stats")

# (0, 2) and (4, 6, 8, 10) in the first column; two more columns beside it.
A = (2, np.array([1.0, 5.0, -3.0]), np.array([2.0, 8.0, 0.0]))
B = (4, np.array([7.0, 2.0, -3.0]), np.array([20.0, 10.0, 6.0]))
MEAN, M2 = np.array([5.0, 3.0, -3.0]), np.array([70.0, 30.0, 6.0])
EMPTY = (0, np.zeros(3), np.zeros(3))


def merge(student, a, b):
    return student.merge_stats(a, b).take(3)


def expect_count(got, expected):
    number = got.item() if isinstance(got, np.ndarray) and got.size == 1 else got
    if not isinstance(number, int | float) or number != expected:
        raise CheckFailure(
            say("n should be the number of rows, {expected}; it is {number}.", expected=expected, number=number)
        )


@pytest.mark.criterion("count and mean")
def test_count_and_mean(student):
    """Six rows with the means 5, 3 and -3."""
    n, mean = student.fetch(*merge(student, A, B)[:2])
    expect_close(mean, MEAN, what="mean")
    expect_count(n, 6)


@pytest.mark.criterion("M2")
@pytest.mark.parametrize("order", ["a with b", "b with a"])
def test_m2(student, order):
    """M2 is 70, 30 and 6, in either order."""
    (got,) = student.fetch(merge(student, *((A, B) if order == "a with b" else (B, A)))[2])
    expect_close(got, M2, what="M2")


@pytest.mark.criterion("one side empty", needs=("count and mean", "M2"))
@pytest.mark.parametrize("side", ["a", "b"])
def test_one_side_empty(student, side):
    """With no rows on one side, the statistics of the other side come out."""
    n, mean, m2 = student.fetch(*merge(student, *((EMPTY, B) if side == "a" else (B, EMPTY))))
    expect_close(mean, B[1], what="mean", when=say("where {side} is empty", side=side))
    expect_close(m2, B[2], what="M2", when=say("where {side} is empty", side=side))
    expect_count(n, 4)


@pytest.mark.criterion("large offset", needs="M2")
def test_large_offset(student):
    """When 1e8 is added to all rows, M2 stays as it is."""
    a, b = ((n, mean + 1e8, m2) for n, mean, m2 in (A, B))
    (got,) = student.fetch(merge(student, a, b)[2])
    expect_close(got, M2, what="M2", when="where the means are near 1e8")


@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student):
    """The arrays in a and b hold the same numbers after the call."""
    a, b = student.new(A), student.new(B)
    _, *after = student.fetch(merge(student, a, b)[1], a, b)
    for side, before, value in zip("ab", (A, B), after, strict=True):
        _, mean, m2 = before
        arrays = {say("The mean of {side}", side=side): mean, say("The M2 of {side}", side=side): m2}
        expect_unchanged(arrays, value[1:] if isinstance(value, list | tuple) else ())
