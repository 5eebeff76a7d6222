"""Public checks of centre: numbers that one can follow by hand."""

import numpy as np
import pytest

from autograder.checks import expect_close

pytestmark = pytest.mark.exercise("centre")

X = np.array([[1.0, 20.0, 5.0], [3.0, 40.0, 5.0]])


@pytest.mark.criterion("values")
def test_values(student):
    """Each column loses its own mean."""
    (got,) = student.fetch(student.centre(X))
    expect_close(got, np.array([[-1.0, -10.0, 0.0], [1.0, 10.0, 0.0]]), what="centre(x)")
