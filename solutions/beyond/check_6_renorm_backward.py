"""Hidden checks of batchrenorm_backward. The comment at a value says which mistake it reveals."""

from dataclasses import replace

import pytest
from beyond_cases import LARGE, expect_moves
from renorm_cases import (
    FAST,
    NAMES,
    OPEN,
    backward,
    check_normalises,
    expect_gradient,
    far,
    forward,
    forward_is_right,
    near,
)

from autograder.checks import expect_same_again, expect_shape

pytestmark = pytest.mark.exercise("batchrenorm_backward")


@pytest.mark.points(3, criterion="dx")
@pytest.mark.parametrize("shape", [pytest.param((7, 5), id="7x5"), pytest.param((5, 5), id="5x5")])
def test_dx(student, reference, rng, shape):
    """dx is the gradient with respect to x through the batch's mean and variance, r and d being constants."""
    expect_gradient(student, reference, near(rng, *shape), which=0, **OPEN)


@pytest.mark.gate("forward normalises")
def test_forward_normalises(student, reference, rng):
    """The forward that the gradients belong to depends on its batch."""
    check_normalises(student, reference, rng)


@pytest.mark.points(1, criterion="dgamma", needs="forward normalises")
def test_dgamma(student, reference, rng):
    """dgamma is the gradient with respect to gamma."""
    expect_gradient(student, reference, near(rng), which=1, **OPEN)


@pytest.mark.points(1, criterion="dbeta", needs="forward normalises")
def test_dbeta(student, reference, rng):
    """dbeta is the gradient with respect to beta."""
    expect_gradient(student, reference, near(rng), which=2, **OPEN)


@pytest.mark.points(1, criterion="dx at the bounds", needs="dx")
def test_dx_at_the_bounds(student, reference, rng):
    """dx uses the r that the forward used, bounds and all."""
    batch = far(rng)
    if forward_is_right(
        student, reference, batch, **FAST
    ):  # a forward without bounds is charged where it is judged
        expect_gradient(student, reference, batch, which=0, when="where r meets its bounds", **FAST)


@pytest.mark.points(1, criterion="eps", needs="dx")
def test_eps(student, reference, rng):
    """The backward pass uses the eps of the forward pass, in the same place."""
    batch = near(rng, low=0.3, high=1.5)
    call = OPEN | {"eps": LARGE}
    if forward_is_right(student, reference, batch, **call):  # so is a forward with eps elsewhere
        expect_gradient(student, reference, batch, which=0, when="at eps = 0.3", **call)


@pytest.mark.gate("responds")
def test_responds(student, reference, rng):
    """dx depends on dout and on x."""
    check_normalises(student, reference, rng)
    batch = near(rng)
    others = {
        "dout": backward(student, replace(batch, dout=batch.dout[::-1] + 1.0), **FAST)[0],
        "x": backward(student, replace(batch, x=batch.x[::-1] * 1.5), **FAST)[0],
    }
    expect_moves(student, backward(student, batch, **FAST)[0], others, name="dx")


@pytest.mark.points(1, criterion="shapes", needs="responds")
def test_shapes(student, rng):
    """dx has shape (N, D), dgamma and dbeta have shape (D,), and exactly these three are returned."""
    batch = near(rng)
    _, cache, _ = forward(student, batch, **OPEN)
    values = student.fetch(*student.batchrenorm_backward(batch.dout, cache).unpack(3))
    for what, value, like in zip(NAMES, values, (batch.x, batch.gamma, batch.beta), strict=True):
        expect_shape(value, like.shape, what=what)


@pytest.mark.points(1, criterion="inputs and cache left alone", needs="responds")
def test_twice(student, rng):
    """dout and the cache stay as they are: a second call gives the same bits."""
    batch = near(rng, low=0.3, high=1.5)
    _, cache, _ = forward(student, batch, **(OPEN | {"eps": LARGE}))
    backward = student.batchrenorm_backward
    expect_same_again(student, batch.dout, NAMES, lambda dout: backward(dout, cache).take(3))
