"""Hidden checks of welford. Rows come as an array, as a list, or one by one from an iterator."""

import numpy as np
import pytest
from warmup_cases import OFFSET, check_responds, count_of, expect_count, expect_digits, wide
from warmup_laws import broken_law_of_stream

from autograder.checks import CheckFailure, expect_close, expect_unchanged, remarking, say

pytestmark = pytest.mark.exercise("welford")

NAMES = ("n", "mean", "M2")


@pytest.mark.points(1, criterion="count and mean")
@pytest.mark.parametrize("rows", [7, 1])
def test_count_and_mean(student, reference, rng, rows):
    """n is the number of rows and mean their mean."""
    x = wide(rng, rows)
    n, mean = student.fetch(*student.welford(list(x)).take(3)[:2])
    (expected,) = reference.fetch(reference.welford(x)[1])
    with remarking(lambda: broken_law_of_stream(student, x, 1)):
        expect_close(mean, expected, what="mean", scale=np.abs(x).max())
    expect_count(n, rows)


@pytest.mark.points(2, criterion="M2")
@pytest.mark.parametrize("shape", [pytest.param((7, 5), id="7x5"), pytest.param((5, 5), id="5x5")])
def test_m2(student, reference, rng, shape):
    """M2 is the sum of the squared deviations from the final mean, divided by nothing."""
    x = wide(rng, *shape)
    (got,) = student.fetch(student.welford(list(x)).take(3)[2])
    (expected,) = reference.fetch(reference.welford(x)[2])
    with remarking(lambda: broken_law_of_stream(student, x, 2)):
        expect_close(got, expected, what="M2")


@pytest.mark.gate("depends on the stream")
def test_depends_on_the_stream(student, rng):
    """The mean depends on the rows."""
    x = wide(rng)
    one, other = student.welford(list(x)), student.welford(list(2 * x))
    check_responds(student, one, other, what="mean", number=3)


@pytest.mark.points(1, criterion="one pass", needs="depends on the stream")
def test_one_pass(student, rng):
    """A stream that can be read only once, and has no length, gives what a list of its rows gives."""
    x = wide(rng)
    stream = student.new(x).attribute("__iter__")()  # as a generator: no len(), no second reading
    once, listed = student.welford(stream).take(3), student.welford(list(x)).take(3)
    values = student.fetch(*once, *listed)
    for what, got, expected in zip(NAMES, values[:3], values[3:], strict=True):
        if isinstance(expected, np.ndarray) and expected.ndim:
            expect_close(got, expected, what=what, when="for a stream that can be read only once")
        else:
            expect_count(got, count_of(expected))


@pytest.mark.points(1, criterion="large offset", needs="M2")
def test_large_offset(student, reference, rng):
    """M2 keeps its digits when the mean is 1e8."""
    x = wide(rng) + OFFSET * np.array([1.0, -1.0, 1.0, 1.0, -1.0])
    (got,) = student.fetch(student.welford(list(x)).take(3)[2])
    (expected,) = reference.fetch(reference.welford(x)[2])
    expect_digits(got, expected, what="M2")


@pytest.mark.points(1, criterion="rows left alone", needs="depends on the stream")
@pytest.mark.parametrize("as_list", [False, True], ids=["array", "list"])
def test_rows_left_alone(student, rng, as_list):
    """The rows hold the same numbers after the call."""
    x = wide(rng)
    given = student.new(list(x) if as_list else x)
    _, after = student.fetch(student.welford(given).take(3)[1], given)
    rows = list(after) if isinstance(after, list) or (isinstance(after, np.ndarray) and after.ndim) else []
    if len(rows) != len(x):
        raise CheckFailure("The list of rows has another length after the call.", kind="state")
    for row, now in zip(x, rows, strict=True):
        expect_unchanged({say("A row of the stream"): row}, [now])
