"""Public checks of column_stats: a batch whose means and variances are whole numbers."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, squeeze_to

pytestmark = pytest.mark.exercise("column_stats")

# Six examples, five features.
X = np.array(
    [
        [4.0, -6.0, 13.0, -4.0, 3.0],
        [2.0, 1.0, 6.0, 1.0, -3.0],
        [1.0, -3.0, 4.0, 9.0, 2.0],
        [4.0, -2.0, 9.0, 7.0, 5.0],
        [6.0, 1.0, 15.0, 2.0, 6.0],
        [1.0, 3.0, 13.0, 3.0, 5.0],
    ]
)
SQUARE = X[[0, 2, 3, 4, 5]]  # rows and columns are alike in number here: what is wrong shows in the values
MEAN, VAR = np.array([3.0, -1.0, 10.0, 3.0, 3.0]), np.array([10.0 / 3, 9.0, 16.0, 53.0 / 3, 9.0])


def stats(student, x=X):
    return student.column_stats(x).take(2)


def variance(student, x=X):
    (got,) = student.fetch(stats(student, x)[1])
    return squeeze_to(got, VAR.shape, what="var")


def factor(got, expected=VAR):
    """The number of times `expected` that `got` is, if it is the same in every column; else 0."""
    ratios = got / expected
    return ratios[0] if np.ptp(ratios) < 1e-5 * abs(ratios[0]) else 0.0


@pytest.mark.criterion("mean")
def test_mean_of_a_square_batch(student):
    """In a square batch, too, each column has its mean."""
    (got,) = student.fetch(stats(student, SQUARE)[0])
    expect_close(got, np.array([3.2, -1.4, 10.8, 3.4, 4.2]), what="mean", when="of a square batch")


@pytest.mark.criterion("mean")
def test_mean(student):
    """The means are 3, -1, 10, 3 and 3."""
    (got,) = student.fetch(stats(student)[0])
    expect_close(got, MEAN, what="mean")


@pytest.mark.criterion("variance")
def test_variance_of_a_square_batch(student):
    """In a square batch, too, each column has its variance, or the same multiple of it."""
    (got,) = student.fetch(stats(student, SQUARE)[1])
    expected = np.array([3.76, 9.84, 15.36, 20.24, 2.16])
    got = squeeze_to(got, expected.shape, what="var")
    if factor(got, expected) <= 0:
        expect_close(got, expected, what="var", when="of a square batch")


@pytest.mark.criterion("variance")
def test_variance(student):
    """The variances are 10/3, 9, 16, 53/3 and 9, or the same multiple of all of these."""
    got = variance(student)
    if factor(got) <= 0:  # a wrong divisor is said under "divided by N"
        expect_close(got, VAR, what="var")


@pytest.mark.criterion("divided by N", needs="variance")
def test_divisor(student):
    """The variances are 10/3, 9, 16, 53/3 and 9 exactly."""
    expect_close(variance(student), VAR, what="var")


@pytest.mark.criterion("large offset", needs="variance")
def test_large_offset(student):
    """When 1e8 is added to every number, the variances stay as they are."""
    got = variance(student, X + 1e8)
    if factor(got) <= 0:
        expect_close(got, VAR, what="var", when="where the mean is near 1e8")


@pytest.mark.criterion("shapes")
def test_shapes(student):
    """Exactly two values are returned, mean and var, each of shape (5,) for five features."""
    mean, var = student.fetch(*student.column_stats(X[1:]).unpack(2))
    expect_shape(mean, (5,), what="mean")
    expect_shape(var, (5,), what="var")


@pytest.mark.criterion("input left alone")
def test_input_left_alone(student):
    """x holds the same numbers after the call."""
    given = student.new(X)
    _, after = student.fetch(stats(student, given)[0], given)
    if not same_bits(after, X):
        raise CheckFailure("x was changed by the call; work on a new array.", kind="state")
