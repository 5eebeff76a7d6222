"""Public checks of unit_rows: rows whose lengths are whole numbers."""

import numpy as np
import pytest

from autograder.checks import expect_close, expect_shape

pytestmark = pytest.mark.exercise("unit_rows")

X = np.array([[3.0, 4.0, 0.0], [-1.0, 2.0, 2.0]])


@pytest.mark.criterion("directions")
def test_directions(student):
    """out holds (0.6, 0.8, 0) and (-1, 2, 2) / 3."""
    (out,) = student.fetch(student.unit_rows(X).take(2)[0])
    expect_close(out, np.array([[0.6, 0.8, 0.0], [-1 / 3, 2 / 3, 2 / 3]]), what="out")


@pytest.mark.criterion("lengths")
def test_lengths(student):
    """length holds 5 and 3."""
    (length,) = student.fetch(student.unit_rows(X).take(2)[1])
    expect_close(length, np.array([5.0, 3.0]), what="length")


@pytest.mark.criterion("shapes")
def test_shapes(student):
    """Exactly two values are returned: out of shape (2, 3) and length of shape (2,) for two rows."""
    out, length = student.fetch(*student.unit_rows(X).unpack(2))
    expect_shape(out, (2, 3), what="out")
    expect_shape(length, (2,), what="length")
