"""Public checks of batchnorm_backward: your gradients against differences of your own forward pass."""

import pytest

from autograder.marking.comparison import NUMERIC, expect_close, expect_shape
from autograder.marking.numerical import gradient, perturbations

NAME = "batchnorm_backward"

pytestmark = pytest.mark.exercise(NAME)


def draw(rng):
    """x, gamma, beta and dout for six rows and four features."""
    x = rng.normal(size=(6, 4)) * [1.0, 2.0, 3.0, 4.0] + 5.0
    return x, rng.normal(size=4), rng.normal(size=4), rng.normal(size=(6, 4))


def gradients(student, x, gamma, beta, dout):
    """dx, dgamma, dbeta as the student's functions give them."""
    _, cache = student.batchnorm_forward(x, gamma, beta, student.new({"mode": "train"})).take(2)
    return student.fetch(*getattr(student, NAME)(dout, cache).take(3))


def differences(student, arguments, which, dout):
    """The gradient by differences of the student's own forward, with respect to one argument."""
    points = perturbations(arguments[which])
    moved = [[*arguments[:which], point, *arguments[which + 1 :]] for point in points]
    outs = [student.batchnorm_forward(*three, student.new({"mode": "train"}))[0] for three in moved]
    outputs = [expect_shape(out, dout.shape, what="out") for out in student.fetch(*outs)]
    return gradient(outputs, arguments[which], dout, points=points)


def compare(student, rng, which):
    x, gamma, beta, dout = draw(rng)
    got = gradients(student, x, gamma, beta, dout)[which]
    expected = differences(student, [x, gamma, beta], which, dout)
    expect_close(got, expected, what=("dx", "dgamma", "dbeta")[which], tolerance=NUMERIC)


@pytest.mark.points(1, criterion="dx")
def test_dx(student, rng):
    """dx agrees with differences of your own forward pass."""
    compare(student, rng, 0)


@pytest.mark.points(1, criterion="dgamma")
def test_dgamma(student, rng):
    """dgamma agrees with differences of your own forward pass."""
    compare(student, rng, 1)


@pytest.mark.points(1, criterion="dbeta")
def test_dbeta(student, rng):
    """dbeta agrees with differences of your own forward pass."""
    compare(student, rng, 2)


@pytest.mark.points(1, criterion="shapes")
def test_shapes(student, rng):
    """dx has the shape of x, dgamma and dbeta have the shape of gamma."""
    x, gamma, beta, dout = draw(rng)
    values = gradients(student, x, gamma, beta, dout)
    for what, value, shape in zip(("dx", "dgamma", "dbeta"), values, (x.shape, (4,), (4,)), strict=True):
        expect_shape(value, shape, what=what)
