"""Public checks of sync_stats: two devices, with 2 and 6 rows."""

import numpy as np
import pytest

from autograder.checks import expect_close, expect_shape

pytestmark = pytest.mark.exercise("sync_stats")

PARTS = [
    (2, np.array([1.0, 10.0, -3.0]), np.array([1.0, 4.0, 0.0])),
    (6, np.array([5.0, 2.0, 1.0]), np.array([3.0, 0.0, 8.0])),
]


@pytest.mark.criterion("mean")
def test_mean(student):
    """(2 * 1 + 6 * 5) / 8 = 4; the other two features have the means 4 and 0."""
    (got,) = student.fetch(student.sync_stats(PARTS).take(2)[0])
    expect_close(got, np.array([4.0, 4.0, 0.0]), what="mean")


@pytest.mark.criterion("variance")
def test_variance(student):
    """Within the devices and between them: 2.5 + 3, 1 + 12 and 6 + 3."""
    (got,) = student.fetch(student.sync_stats(PARTS).take(2)[1])
    expect_close(got, np.array([5.5, 13.0, 9.0]), what="var")


@pytest.mark.criterion("variance")
def test_rows_that_are_there(student, rng):
    """The parts of an array give the variance of the whole."""
    rows = rng.normal(3.0, 2.0, size=(9, 3))
    parts = [(len(part), part.mean(axis=0), part.var(axis=0)) for part in (rows[:4], rows[4:5], rows[5:])]
    (got,) = student.fetch(student.sync_stats(parts).take(2)[1])
    expect_close(got, rows.var(axis=0), what="var", when="of rows in three parts")


@pytest.mark.criterion("shapes")
def test_shapes(student):
    """mean and var have shape (D,)."""
    for what, value in zip(("mean", "var"), student.fetch(*student.sync_stats(PARTS).take(2)), strict=True):
        expect_shape(value, (3,), what=what)
