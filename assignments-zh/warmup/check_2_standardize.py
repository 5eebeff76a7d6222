"""Public checks of standardize: columns whose variances, plus eps = 3, have whole roots."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, same_bits

pytestmark = pytest.mark.exercise("standardize")

# Deviations from the mean, whose squares average 13, 22 and 33; the last column is constant.
DEVIATIONS = np.array(
    [
        [-6.0, 4.0, 1.0, 0.0],
        [4.0, -7.0, 9.0, 0.0],
        [0.0, 5.0, -8.0, 0.0],
        [-3.0, 4.0, 0.0, 0.0],
        [1.0, -1.0, 4.0, 0.0],
        [4.0, -5.0, -6.0, 0.0],
    ]
)
X = DEVIATIONS + np.array([5.0, -4.0, 12.0, 7.0])
VARYING = X[:, :3]
MEAN, VAR = np.array([5.0, -4.0, 12.0]), np.array([13.0, 22.0, 33.0])


@pytest.mark.gate("statistics")
def test_statistics(student):
    """What standardize may rest on, column_stats, gives nothing wrong."""
    given = student.new(VARYING)
    *stats, after = student.try_fetch(*student.column_stats(given).take(2), given)
    written = all(isinstance(value, np.ndarray) for value in stats)
    right = [
        isinstance(got, np.ndarray) and got.shape[-1:] == (3,) and np.allclose(got, due)
        for got, due in zip(stats, (MEAN, VAR), strict=True)
    ]
    if written and not (all(right) and same_bits(after, VARYING)):
        raise CheckFailure("Judged once column_stats is right, for this function may rest on it.")


@pytest.mark.criterion("values", needs="statistics")
def test_values(student):
    """Each column has mean 0 and variance 1 afterwards; eps hardly matters here."""
    (got,) = student.fetch(student.standardize(100 * VARYING, 1e-12))
    expected = DEVIATIONS[:, :3] / np.array([3.605551275463989, 4.69041575982343, 5.744562646538029])
    expect_close(got, expected, what="x_hat", scale=1.0)


@pytest.mark.criterion("eps", needs="values")
def test_eps(student):
    """At eps = 3, the deviations are divided by 4, 5 and 6."""
    (got,) = student.fetch(student.standardize(VARYING, 3.0))
    expect_close(got, DEVIATIONS[:, :3] / [4.0, 5.0, 6.0], what="x_hat", scale=1.0, when="at eps = 3")


@pytest.mark.criterion("eps")
def test_constant_feature(student):
    """A feature that is the same in all rows becomes 0, and not NaN."""
    (got,) = student.fetch(student.standardize(X, 3.0))
    expected = DEVIATIONS / [4.0, 5.0, 6.0, 1.0]
    expect_close(got, expected, what="x_hat", scale=1.0, when="where a feature is constant")


@pytest.mark.criterion("input left alone", needs="statistics")
def test_input_left_alone(student):
    """x holds the same numbers after the call."""
    given = student.new(X)
    _, after = student.fetch(student.standardize(given, 3.0), given)
    if not same_bits(after, X):
        raise CheckFailure("x was changed by the call; work on a new array.", kind="state")
