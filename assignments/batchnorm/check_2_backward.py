"""Public checks of both backward passes: your gradients against differences of your own forward pass."""

import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, gradient, perturbations, same_bits, say

EXERCISES = ("batchnorm_backward", "batchnorm_backward_alt")

# Every check below runs once for each of the two functions, whose name it gets.
pytestmark = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.exercise(name), id=name) for name in EXERCISES]
)

NAMES = ("dx", "dgamma", "dbeta")

# Differences of this size, in units of a column's deviation, leave room for work in single precision.
STEP, TOLERANCE = 0.05, 1e-4


def draw(rng):
    """x, gamma, beta and dout for five rows and three features; the deviations in x are 60 to 90."""
    x = rng.normal(size=(5, 3))
    x = (x - x.mean(axis=0)) / x.std(axis=0) * [60.0, 75.0, 90.0] + [150.0, -30.0, 60.0]
    return x, rng.normal(size=3), rng.normal(size=3), rng.normal(size=(5, 3))


def gradients(student, name, batch, eps):
    """dx, dgamma, dbeta as your functions give them."""
    x, gamma, beta, dout = batch
    _, cache = student.batchnorm_forward(x, gamma, beta, student.new({"mode": "train", "eps": eps})).take(2)
    return student.fetch(*getattr(student, name)(dout, cache).take(3))


def differences(student, batch, which, eps):
    """The gradient by differences of your own forward pass, with respect to one of x, gamma and beta."""
    *arguments, dout = batch
    points = perturbations(arguments[which], step=STEP)
    moved = [[*arguments[:which], point, *arguments[which + 1 :]] for point in points]
    state = {"mode": "train", "eps": eps}
    outs = [student.batchnorm_forward(*three, student.new(state))[0] for three in moved]
    outputs = [expect_shape(out, dout.shape, what="out") for out in student.fetch(*outs)]
    return gradient(outputs, arguments[which], dout, points=points, step=STEP)


def compare(student, name, batch, which, *, eps=1e-12, when=""):
    got = gradients(student, name, batch, eps)[which]
    expected = differences(student, batch, which, eps)
    expect_close(got, expected, what=NAMES[which], tolerance=TOLERANCE, when=when)


@pytest.mark.criterion("dx")
def test_dx(student, rng, name):
    """dx agrees with differences of your own forward pass."""
    compare(student, name, draw(rng), 0)


@pytest.mark.criterion("dgamma")
def test_dgamma(student, rng, name):
    """dgamma agrees with differences of your own forward pass."""
    compare(student, name, draw(rng), 1)


@pytest.mark.criterion("dbeta")
def test_dbeta(student, rng, name):
    """dbeta agrees with differences of your own forward pass."""
    compare(student, name, draw(rng), 2)


@pytest.mark.criterion("eps", needs="dx")
def test_eps(student, rng, name):
    """dx is still right where eps is as large as the variance, so that its place shows."""
    x, *others = draw(rng)
    compare(student, name, (x / 150, *others), 0, eps=0.3, when="at eps = 0.3")


@pytest.mark.criterion("eps")
def test_eps_of_dgamma(student, rng, name):
    """So is dgamma."""
    x, *others = draw(rng)
    compare(student, name, (x / 150, *others), 1, eps=0.3, when="at eps = 0.3")


@pytest.mark.criterion("shapes")
def test_shapes(student, rng, name):
    """dx has the shape of x, dgamma and dbeta have the shape of gamma."""
    batch = draw(rng)
    for what, value, like in zip(NAMES, gradients(student, name, batch, 1e-12), batch[:3], strict=True):
        expect_shape(value, like.shape, what=what)


@pytest.mark.criterion("inputs and cache left alone")
def test_twice(student, rng, name):
    """dout and the cache stay as they are: a second call gives the same numbers."""
    x, gamma, beta, dout = draw(rng)
    # eps is large: where it is added to a variance inside the cache, the second call shows it.
    _, cache = student.batchnorm_forward(x, gamma, beta, student.new({"mode": "train", "eps": 3.0})).take(2)
    given, function = student.new(dout), getattr(student, name)
    first, second = function(given, cache).take(3), function(given, cache).take(3)
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
