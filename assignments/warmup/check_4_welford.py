"""Public checks of welford: five rows, as a list, as an array, and from an iterator."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, say

pytestmark = pytest.mark.exercise("welford")

# The first column is the one that the notebook follows by hand, with 7 as a fifth row.
ROWS = np.array(
    [
        [4.0, 1.0, -3.0, 20.0],
        [6.0, 9.0, -4.0, 10.0],
        [8.0, 2.0, -2.0, 30.0],
        [10.0, 5.0, 3.0, 60.0],
        [7.0, 3.0, 1.0, 30.0],
    ]
)
MEAN, M2 = np.array([7.0, 4.0, -1.0, 30.0]), np.array([20.0, 40.0, 34.0, 1400.0])


def expect_count(got, expected):
    number = got.item() if isinstance(got, np.ndarray) and got.size == 1 else got
    if not isinstance(number, int | float) or number != expected:
        raise CheckFailure(
            say("n should be the number of rows, {expected}; it is {number}.", expected=expected, number=number)
        )


@pytest.mark.criterion("count and mean")
def test_count_and_mean(student):
    """Five rows with the means 7, 4, -1 and 30."""
    n, mean = student.fetch(*student.welford(list(ROWS)).take(3)[:2])
    expect_close(mean, MEAN, what="mean")
    expect_count(n, 5)


@pytest.mark.criterion("count and mean")
def test_one_row(student):
    """A single row is its own mean."""
    n, mean = student.fetch(*student.welford([ROWS[1]]).take(3)[:2])
    expect_close(mean, ROWS[1], what="mean", when="of a single row")
    expect_count(n, 1)


@pytest.mark.criterion("M2")
def test_m2(student):
    """The squared deviations add up to 20, 40, 34 and 1400."""
    (got,) = student.fetch(student.welford(list(ROWS)).take(3)[2])
    expect_close(got, M2, what="M2")


@pytest.mark.criterion("one pass", needs="count and mean")
def test_one_pass(student):
    """A stream that can be read only once, and has no length, gives the same mean."""
    stream = student.new(ROWS).attribute("__iter__")()
    (mean,) = student.fetch(student.welford(stream).take(3)[1])
    expect_close(mean, MEAN, what="mean", when="of a stream that can be read only once")


@pytest.mark.criterion("one pass")
def test_one_pass_for_m2(student):
    """It also gives the same M2 as a list of its rows."""
    stream = student.new(ROWS).attribute("__iter__")()
    once, listed = student.fetch(*(student.welford(rows).take(3)[2] for rows in (stream, list(ROWS))))
    expect_close(once, listed, what="M2", when="of a stream that can be read only once")


@pytest.mark.criterion("large offset", needs="M2")
def test_large_offset(student):
    """When 1e8 is added to every number, M2 stays as it is."""
    (got,) = student.fetch(student.welford(list(ROWS + 1e8)).take(3)[2])
    expect_close(got, M2, what="M2", when="where the mean is near 1e8")


@pytest.mark.criterion("rows left alone")
def test_rows_left_alone(student):
    """The rows hold the same numbers after the call."""
    given = student.new(ROWS)
    _, after = student.fetch(student.welford(given).take(3)[1], given)
    if not np.array_equal(after, ROWS):
        raise CheckFailure("A row of the stream was changed by the call; work on a new array.", kind="state")
