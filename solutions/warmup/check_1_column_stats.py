"""Hidden checks of column_stats. The comment at a value says which mistake it reveals."""

import numpy as np
import pytest
from warmup_cases import OFFSET, check_responds, expect_digits, multiple_of, wide
from warmup_laws import broken_law_of_stats

from autograder.checks import (
    CheckFailure,
    expect_close,
    expect_inputs_left_alone,
    expect_shape,
    remarking,
    say,
    squeeze_to,
)

pytestmark = pytest.mark.exercise("column_stats")

shapes = pytest.mark.parametrize(
    "shape", [pytest.param((5, 5), id="5x5"), pytest.param((7, 5), id="7x5")]
)  # the square one first: there a wrong axis fits by shape, and is charged as what it is, wrong values


@pytest.mark.points(1, criterion="mean")
@shapes
def test_mean(student, reference, rng, shape):
    """mean holds the mean of each column of x."""
    x = wide(rng, *shape)
    (got,) = student.fetch(student.column_stats(x).take(2)[0])
    (expected,) = reference.fetch(reference.column_stats(x)[0])
    with remarking(lambda: broken_law_of_stats(student, x, 0)):
        expect_close(got, expected, what="mean", scale=np.abs(x).max())


@pytest.mark.points(2, criterion="variance")
@shapes
def test_variance(student, reference, rng, shape):
    """var is made of the squared deviations of each column from its mean."""
    x = wide(rng, *shape)
    got, expected = _variances(student, reference, x)
    if multiple_of(got, expected) is None:  # a wrong divisor is charged under "divided by N"
        with remarking(lambda: broken_law_of_stats(student, x, 1)):
            expect_close(got, expected, what="var")


@pytest.mark.points(1, criterion="divided by N", needs="variance")
def test_divisor(student, reference, rng):
    """var is the sum of the squared deviations divided by N, the number of rows."""
    got, expected = _variances(student, reference, wide(rng))
    factor = multiple_of(got, expected)
    if factor is not None and abs(factor - 1) > 1e-5:
        text = say(
            "var is {factor:.4g} times the mean of the squared deviations, in every column (N is 7 here).",
            factor=factor,
        )
        raise CheckFailure(text)
    expect_close(got, expected, what="var")


@pytest.mark.points(1, criterion="large offset", needs="variance")
def test_large_offset(student, reference, rng):
    """The variance keeps its digits when the mean is 1e8."""
    x = wide(rng) + OFFSET * np.array([1.0, -1.0, 1.0, 1.0, -1.0])
    got, expected = _variances(student, reference, x)
    if multiple_of(got, expected) is None:
        expect_digits(got, expected, what="var")


def _variances(student, reference, x):
    """The student's var, with a kept axis taken away if there is one, and the reference's."""
    (got,) = student.fetch(student.column_stats(x).take(2)[1])
    (expected,) = reference.fetch(reference.column_stats(x)[1])
    return squeeze_to(got, expected.shape, what="var"), expected


@pytest.mark.gate("depends on x")
def test_depends_on_x(student, rng):
    """The variance depends on x."""
    x = wide(rng)
    check_responds(student, student.column_stats(x), student.column_stats(2 * x), what="var", number=2)


@pytest.mark.points(1, criterion="shapes", needs="depends on x")
def test_shapes(student, rng):
    """Exactly two values are returned, mean and var, each of shape (D,)."""
    x = wide(rng, 5, 5)  # square: a wrong axis is charged with the values
    for what, value in zip(("mean", "var"), student.fetch(*student.column_stats(x).unpack(2)), strict=True):
        expect_shape(value, (5,), what=what)


@pytest.mark.points(1, criterion="input left alone", needs="depends on x")
def test_input_left_alone(student, rng):
    """x holds the same numbers after the call."""
    expect_inputs_left_alone(student, {"x": wide(rng)}, lambda x: student.column_stats(x).take(2)[0])
