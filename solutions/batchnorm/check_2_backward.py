"""Hidden checks of both backward passes: over the graph, and in closed form. They ask the same of both."""

import contextlib

import pytest
from batchnorm_cases import (
    LARGE,
    TINY,
    backward,
    check_constant_feature,
    check_count,
    check_eps_of_constant_feature,
    check_forward_normalises,
    check_precision,
    check_responds,
    check_shapes,
    check_twice,
    expect_gradient,
    narrow,
    wide,
)

from autograder.checks import VALUES, CarriedCredit, CheckFailure

GRAPH, CLOSED = "batchnorm_backward", "batchnorm_backward_alt"


def points(graph, closed, **declared):
    """A criterion of both exercises, worth so many points in each."""
    return _both(pytest.mark.points(graph, **declared), pytest.mark.points(closed, **declared))


def criterion(name):
    """A further check of a criterion of both exercises."""
    return _both(pytest.mark.criterion(name), pytest.mark.criterion(name))


def gate(name, **declared):
    """A gate of both exercises."""
    return _both(pytest.mark.gate(name, **declared), pytest.mark.gate(name, **declared))


def _both(graph, closed):
    cases = [(GRAPH, graph), (CLOSED, closed)]
    marked = [pytest.param(name, marks=[pytest.mark.exercise(name), mark], id=name) for name, mark in cases]
    return pytest.mark.parametrize("name", marked)


@points(7, 4, criterion="dx")
@pytest.mark.parametrize("shape", [pytest.param((7, 5), id="7x5"), pytest.param((5, 5), id="5x5")])
def test_dx(student, reference, rng, name, shape):
    """dx is the gradient with respect to x, through x itself, the mean and the variance."""
    batch = wide(rng, *shape)
    expect_gradient(student, reference, batch, name=name, which=0, tolerance=VALUES, eps=TINY)


@criterion("dx")
def test_dx_of_a_constant_feature(student, reference, rng, name):
    """A feature that never changes in the batch has a variance of 0, in dx too: eps alone is under the root."""
    check_constant_feature(student, reference, rng, name)


@gate("forward normalises")
def test_forward_normalises(student, reference, rng, name):
    """The forward that the gradients belong to depends on its batch."""
    check_forward_normalises(student, reference, rng)


@gate("responds", needs="forward normalises")
def test_responds(student, rng, name):
    """dx depends on dout and on x."""
    check_responds(student, rng, name)


@points(2, 1, criterion="dgamma", needs="forward normalises")
def test_dgamma(student, reference, rng, name):
    """dgamma is the gradient with respect to gamma."""
    expect_gradient(student, reference, wide(rng), name=name, which=1, tolerance=VALUES, eps=TINY)


@points(1, 1, criterion="dbeta", needs="forward normalises")
def test_dbeta(student, reference, rng, name):
    """dbeta is the gradient with respect to beta."""
    expect_gradient(student, reference, wide(rng), name=name, which=2, tolerance=VALUES, eps=TINY)


@points(1, 1, criterion="eps", needs="dx")
def test_eps(student, reference, rng, name):
    """The backward pass uses the eps of the forward pass, in the same place."""
    batch = narrow(rng)
    when = "at eps = 0.3"
    expect_gradient(student, reference, batch, name=name, which=0, tolerance=VALUES, when=when, eps=LARGE)


@criterion("eps")
def test_eps_of_dgamma(student, reference, rng, name):
    """dgamma uses that eps too; a dgamma that is wrong without it is charged where it is judged."""
    batch, without = narrow(rng), wide(rng)
    asked = {"name": name, "which": 1, "tolerance": VALUES}
    own, own_without = student.try_fetch(
        backward(student, name, batch, eps=LARGE)[1], backward(student, name, without, eps=TINY)[1]
    )
    with contextlib.suppress(CarriedCredit):
        try:
            expect_gradient(student, reference, without, **asked, got=own_without, eps=TINY)
        except CheckFailure:
            return
    when = "at eps = 0.3"
    expect_gradient(student, reference, batch, **asked, got=own, when=when, eps=LARGE)


@criterion("eps")
def test_eps_of_a_constant_feature(student, reference, rng, name):
    """Where a feature never changes, eps is all that dx is divided by."""
    check_eps_of_constant_feature(student, reference, rng, name)


@points(1, 1, criterion="shapes", needs="responds")
def test_shapes(student, rng, name):
    """dx has shape (N, D), dgamma and dbeta have shape (D,)."""
    check_shapes(student, rng, name)


@points(1, 1, criterion="inputs and cache left alone", needs="responds")
def test_twice(student, rng, name):
    """dout and the cache stay as they are: a second call gives the same bits."""
    check_twice(student, rng, name)


@points(1, 1, criterion="three return values", needs="responds")
def test_count(student, rng, name):
    """The function returns exactly three values: dx, dgamma, dbeta."""
    check_count(student, rng, name)


@points(1, 1, criterion="precision", needs="dx")
def test_precision(student, reference, rng, name):
    """dx agrees to nine digits, by formula and not by differences; digits lost before it cost there."""
    check_precision(student, reference, rng, name, before=() if name == GRAPH else (GRAPH,))
