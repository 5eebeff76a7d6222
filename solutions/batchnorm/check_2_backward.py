"""Hidden checks of batchnorm_backward."""

import pytest
from batchnorm_cases import (
    LARGE,
    TINY,
    check_count,
    check_forward_normalises,
    check_responds,
    check_shapes,
    check_twice,
    expect_gradient,
    huge,
    narrow,
    wide,
)

from autograder.marking.comparison import EXACT, VALUES

NAME = "batchnorm_backward"

pytestmark = pytest.mark.exercise(NAME)


@pytest.mark.points(7, criterion="dx")
@pytest.mark.parametrize("shape", [pytest.param((7, 5), id="7x5"), pytest.param((5, 5), id="5x5")])
def test_dx(student, reference, rng, shape):
    """dx is the gradient with respect to x, through x itself, the mean and the variance."""
    batch = wide(rng, *shape)
    expect_gradient(student, reference, batch, name=NAME, which=0, tolerance=VALUES, eps=TINY)


@pytest.mark.gate("forward normalises")
def test_forward_normalises(student, rng):
    """The forward that the gradients belong to depends on its batch."""
    check_forward_normalises(student, rng)


@pytest.mark.gate("responds")
def test_responds(student, rng):
    """dx depends on dout and on x."""
    check_responds(student, rng, NAME)


@pytest.mark.points(2, criterion="dgamma", needs="forward normalises")
def test_dgamma(student, reference, rng):
    """dgamma is the gradient with respect to gamma."""
    expect_gradient(student, reference, wide(rng), name=NAME, which=1, tolerance=VALUES, eps=TINY)


@pytest.mark.points(1, criterion="dbeta", needs="forward normalises")
def test_dbeta(student, reference, rng):
    """dbeta is the gradient with respect to beta."""
    expect_gradient(student, reference, wide(rng), name=NAME, which=2, tolerance=VALUES, eps=TINY)


@pytest.mark.points(1, criterion="eps", needs="dx")
def test_eps(student, reference, rng):
    """The backward pass uses the eps of the forward pass, in the same place."""
    batch = narrow(rng)
    when = "at eps = 0.3"
    expect_gradient(student, reference, batch, name=NAME, which=0, tolerance=VALUES, when=when, eps=LARGE)


@pytest.mark.points(1, criterion="shapes", needs="responds")
def test_shapes(student, rng):
    """dx has shape (N, D), dgamma and dbeta have shape (D,)."""
    check_shapes(student, rng, NAME)


@pytest.mark.points(1, criterion="inputs and cache left alone", needs="responds")
def test_twice(student, rng):
    """dout and the cache stay as they are: a second call gives the same bits."""
    check_twice(student, rng, NAME)


@pytest.mark.points(1, criterion="three return values", needs="responds")
def test_count(student, rng):
    """The function returns exactly three values: dx, dgamma, dbeta."""
    check_count(student, rng, NAME)


@pytest.mark.points(1, criterion="precision", needs="dx")
def test_precision(student, reference, rng):
    """dx agrees to nine digits: float64 throughout, by formula and not by differences."""
    expect_gradient(student, reference, huge(rng), name=NAME, which=0, tolerance=EXACT)
