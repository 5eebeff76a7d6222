"""Hidden checks of centre. The comment at a value says which mistake it reveals."""

import pytest
from new_assignment_cases import batch

from autograder.checks import expect_close, expect_inputs_left_alone

pytestmark = pytest.mark.exercise("centre")


@pytest.mark.points(2, criterion="values")
@pytest.mark.parametrize("shape", [(7, 5), (5, 5)])  # square: a wrong axis fits by its shape
def test_values(student, reference, rng, shape):
    """Each column loses its own mean."""
    x = batch(rng, *shape)
    (got,) = student.fetch(student.centre(x))
    (expected,) = reference.fetch(reference.centre(x))
    expect_close(got, expected, what="centre(x)")


@pytest.mark.points(1, criterion="input left alone", needs="values")
def test_input_left_alone(student, rng):
    """x holds the same numbers after the call."""
    expect_inputs_left_alone(student, {"x": batch(rng)}, student.centre)
