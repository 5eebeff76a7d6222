"""Public checks of the four backward passes: your gradients against differences of your own forward pass."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, gradient, perturbations, same_bits, say

NORMS = ("layernorm", "rmsnorm", "spatial_batchnorm", "spatial_groupnorm")
GRADIENTS = {"x": "dx", "gamma": "dgamma", "beta": "dbeta"}

# Differences of this size, in units of a column's deviation, leave room for work in single precision.
STEP, TOLERANCE = 0.05, 1e-4


def of(*norms):
    """Every check below runs once for each backward pass, whose normalizer it gets by its name."""
    return pytest.mark.parametrize(
        "norm", [pytest.param(norm, marks=pytest.mark.exercise(f"{norm}_backward"), id=norm) for norm in norms]
    )


each = of(*NORMS)


def draw(rng, norm):
    """The arguments x, gamma and beta by name, and dout; the images are not square, the deviations 2 to 4."""
    shape = (5, 3) if norm in ("layernorm", "rmsnorm") else (2, 4, 2, 3)
    scales = rng.uniform(2.0, 4.0, size=(shape[0], *[1] * (len(shape) - 1)))
    x = scales * rng.normal(size=shape) + 1.0
    parameter = (1, 4, 1, 1) if norm == "spatial_groupnorm" else (shape[1],)
    arguments = {"x": x, "gamma": rng.normal(size=parameter), "beta": rng.normal(size=parameter)}
    if norm == "rmsnorm":
        del arguments["beta"]
    return arguments, rng.normal(size=shape)


def forward(student, norm, arguments, eps):
    """Handles of out and cache."""
    mode = {"mode": "train"} if norm == "spatial_batchnorm" else {}
    groups = (2,) if norm == "spatial_groupnorm" else ()
    state = student.new({**mode, "eps": eps})
    return getattr(student, f"{norm}_forward")(*arguments.values(), *groups, state).take(2)


def backward(student, norm, arguments, dout, eps):
    """Handles of the gradients, in the order of the arguments."""
    _, cache = forward(student, norm, arguments, eps)
    return getattr(student, f"{norm}_backward")(dout, cache).take(len(arguments))


def compare(student, norm, drawn, name, *, eps=1e-12, when=""):
    """Your gradient with respect to one argument, against differences of your own forward pass."""
    arguments, dout = drawn
    (got,) = student.fetch(backward(student, norm, arguments, dout, eps)[list(arguments).index(name)])
    points = perturbations(arguments[name], step=STEP)
    outs = [forward(student, norm, {**arguments, name: point}, eps)[0] for point in points]
    outputs = [expect_shape(out, dout.shape, what="out") for out in student.fetch(*outs)]
    expected = gradient(outputs, arguments[name], dout, points=points, step=STEP)
    scale = np.abs(expected).max()
    expect_close(got, expected, what=GRADIENTS[name], tolerance=TOLERANCE, scale=scale, when=when)


@each
@pytest.mark.criterion("dx")
def test_dx(student, rng, norm):
    """dx agrees with differences of your own forward pass."""
    compare(student, norm, draw(rng, norm), "x")


@each
@pytest.mark.criterion("dgamma")
def test_dgamma(student, rng, norm):
    """dgamma agrees with differences of your own forward pass."""
    compare(student, norm, draw(rng, norm), "gamma")


@of("layernorm", "spatial_batchnorm", "spatial_groupnorm")
@pytest.mark.criterion("dbeta")
def test_dbeta(student, rng, norm):
    """dbeta agrees with differences of your own forward pass."""
    compare(student, norm, draw(rng, norm), "beta")


@each
@pytest.mark.criterion("eps", needs="dx")
def test_eps(student, rng, norm):
    """dx is still right where eps is as large as the variance, so that its place shows."""
    arguments, dout = draw(rng, norm)
    compare(student, norm, ({**arguments, "x": arguments["x"] / 5}, dout), "x", eps=0.3, when="at eps = 0.3")


@each
@pytest.mark.criterion("shapes")
def test_shapes(student, rng, norm):
    """dx has the shape of x, and every other gradient that of its parameter."""
    arguments, dout = draw(rng, norm)
    values = student.fetch(*backward(student, norm, arguments, dout, 1e-12))
    for (name, like), value in zip(arguments.items(), values, strict=True):
        expect_shape(value, like.shape, what=GRADIENTS[name])


@each
@pytest.mark.criterion("inputs and cache left alone")
def test_twice(student, rng, norm):
    """dout and the cache stay as they are: a second call gives the same numbers."""
    arguments, dout = draw(rng, norm)
    # eps is large: where it is added to a variance inside the cache, the second call shows it.
    _, cache = forward(student, norm, arguments, 3.0)
    given, function, number = student.new(dout), getattr(student, f"{norm}_backward"), len(arguments)
    first, second = function(given, cache).take(number), function(given, cache).take(number)
    *values, after = student.fetch(*first, *second, given)
    if not same_bits(after, dout):
        raise CheckFailure("dout was changed by the call; work on a new array.", kind="state")
    for name, one, two in zip(arguments, values[:number], values[number:], strict=True):
        if not same_bits(one, two):
            what = GRADIENTS[name]
            raise CheckFailure(
                say(
                    "A second call with the same cache gives another {what}: the first call changed the cache.",
                    what=what,
                ),
                kind="state",
            )
