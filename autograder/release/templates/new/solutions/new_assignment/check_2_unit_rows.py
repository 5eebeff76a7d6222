"""Hidden checks of unit_rows, which returns two values. `take(2)` names them; nothing runs until `fetch`."""

import numpy as np
import pytest
from new_assignment_cases import batch

from autograder.checks import CheckFailure, expect_close, expect_responds, expect_shape, fetch_with_types

pytestmark = pytest.mark.exercise("unit_rows")


@pytest.mark.points(2, criterion="directions")
@pytest.mark.parametrize("shape", [(7, 5), (5, 5)])  # square: a wrong axis fits by its shape
def test_directions(student, reference, rng, shape):
    """out holds each row of x, divided by its length."""
    x = batch(rng, *shape)
    out, _ = student.unit_rows(x).take(2)
    expected, _ = reference.unit_rows(x).take(2)
    expect_close(*student.fetch(out), *reference.fetch(expected), what="out")


@pytest.mark.points(1, criterion="lengths")
def test_lengths(student, reference, rng):
    """length holds the root of the sum of squares of each row."""
    x = batch(rng)
    _, length = student.unit_rows(x).take(2)
    _, expected = reference.unit_rows(x).take(2)
    expect_close(*student.fetch(length), *reference.fetch(expected), what="length")


@pytest.mark.gate("depends on x")
def test_depends_on_x(student, rng):
    """Another x gives other directions: only then are shapes worth a point."""
    x = batch(rng)
    one, _ = student.unit_rows(x).take(2)
    other, _ = student.unit_rows(-x).take(2)
    base, moved = student.fetch(one, other)
    expect_responds(base, {"x": moved}, what="out", shape=x.shape)


@pytest.mark.points(1, criterion="shapes", needs="depends on x")
def test_shapes(student, rng):
    """Exactly two values are returned: out of shape (N, D) and length of shape (N,)."""
    x = batch(rng, 5, 5)  # square: a wrong axis is charged with the values
    out, length = student.fetch(*student.unit_rows(x).unpack(2))
    expect_shape(out, (5, 5), what="out")
    expect_shape(length, (5,), what="length")


@pytest.mark.advice("single precision", needs="directions")
def test_single_precision(student, rng):
    """x in single precision gives out in single precision."""
    out = student.unit_rows(batch(rng).astype(np.float32)).take(2)[0]
    ((_, dtype),) = fetch_with_types(student, out)
    if dtype != "float32":
        raise CheckFailure(f"out is of type {dtype or 'object'} where x is of type float32.")
