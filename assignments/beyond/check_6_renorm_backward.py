"""Public checks of batchrenorm_backward: your gradients against differences of your own forward pass.

The bounds hold r and d fast here, so they are constants in truth.
"""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, gradient, perturbations, same_bits, say

pytestmark = pytest.mark.exercise("batchrenorm_backward")

NAMES = ("dx", "dgamma", "dbeta")

# The running deviations are far from 2 to 4, the running means far away: r is 3/2 or 2/3, d is 1/2 or -1/2.
PARAM = {
    "mode": "train",
    "eps": 1e-12,
    "r_max": 1.5,
    "d_max": 0.5,
    "running_mean": np.array([-20.0, 90.0, 40.0]),
    "running_var": np.array([0.25, 400.0, 0.5]),
}

# Differences of this size, in units of a column's deviation, leave room for work in single precision.
STEP, TOLERANCE = 0.05, 1e-4


def draw(rng):
    """x, gamma, beta and dout for five rows and three features; the deviations in x are 2 to 4."""
    x = rng.normal(size=(5, 3))
    x = (x - x.mean(axis=0)) / x.std(axis=0) * [2.0, 3.0, 4.0] + [5.0, -1.0, 2.0]
    return x, rng.normal(size=3), rng.normal(size=3), rng.normal(size=(5, 3))


def gradients(student, batch):
    """dx, dgamma, dbeta as your functions give them."""
    x, gamma, beta, dout = batch
    _, cache = student.batchrenorm_forward(x, gamma, beta, student.new(PARAM)).take(2)
    return student.fetch(*student.batchrenorm_backward(dout, cache).take(3))


def differences(student, batch, which):
    """The gradient by differences of your own forward pass, with respect to one of x, gamma and beta."""
    *arguments, dout = batch
    points = perturbations(arguments[which], step=STEP)
    moved = [[*arguments[:which], point, *arguments[which + 1 :]] for point in points]
    outs = [student.batchrenorm_forward(*three, student.new(PARAM))[0] for three in moved]
    outputs = [expect_shape(out, dout.shape, what="out") for out in student.fetch(*outs)]
    return gradient(outputs, arguments[which], dout, points=points, step=STEP)


def compare(student, batch, which):
    got = gradients(student, batch)[which]
    expect_close(got, differences(student, batch, which), what=NAMES[which], tolerance=TOLERANCE)


@pytest.mark.criterion("dx")
def test_dx(student, rng):
    """dx agrees with differences of your own forward pass, where r and d are held fast."""
    compare(student, draw(rng), 0)


@pytest.mark.criterion("dgamma")
def test_dgamma(student, rng):
    """dgamma agrees with differences of your own forward pass."""
    compare(student, draw(rng), 1)


@pytest.mark.criterion("dbeta")
def test_dbeta(student, rng):
    """dbeta agrees with differences of your own forward pass."""
    compare(student, draw(rng), 2)


@pytest.mark.criterion("shapes")
def test_shapes(student, rng):
    """dx has the shape of x, dgamma and dbeta have the shape of gamma."""
    batch = draw(rng)
    for what, value, like in zip(NAMES, gradients(student, batch), batch[:3], strict=True):
        expect_shape(value, like.shape, what=what)


@pytest.mark.criterion("inputs and cache left alone")
def test_twice(student, rng):
    """dout and the cache stay as they are: a second call gives the same numbers."""
    x, gamma, beta, dout = draw(rng)
    _, cache = student.batchrenorm_forward(x, gamma, beta, student.new(PARAM | {"eps": 3.0})).take(2)
    given = student.new(dout)
    first, second = (student.batchrenorm_backward(given, cache).take(3) for _ in range(2))
    *values, after = student.fetch(*first, *second, given)
    if not same_bits(after, dout):
        raise CheckFailure("dout was changed by the call; work on a new array.", kind="state")
    for what, one, two in zip(NAMES, values[:3], values[3:], strict=True):
        if not same_bits(one, two):
            raise CheckFailure(
                say(
                    "A second call with the same cache gives another {what}: the first call changed the cache.",
                    what=what,
                ),
                kind="state",
            )
