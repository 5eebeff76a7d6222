"""Public checks of the hidden layer: numbers to follow by hand, and differences of your own forward."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, gradient, perturbations, same_bits, say

FORWARD = pytest.mark.exercise("affine_norm_relu_forward")
BACKWARD = pytest.mark.exercise("affine_norm_relu_backward")

# Three examples with two features; x W + b is [[1, 23], [4, 29], [7, 8]], the batch of the batchnorm notebook.
X, W, B = (
    np.array([[2.0, 6.0], [5.0, 6.0], [8.0, -3.0]]),
    np.array([[1.0, 2.0], [0.0, 3.0]]),
    np.array([-1.0, 1.0]),
)
GAMMA, BETA = np.array([2.0, 3.0]), np.array([5.0, -1.0])

KINDS = [None, "batchnorm", "layernorm"]

# Steps so small that no ReLU changes sides on the way.
STEP, TOLERANCE = 1e-5, 1e-5


def call(student, arguments, normalization, **settings):
    """out and cache for x, W, b, gamma, beta; in training mode, with the given settings."""
    x, weights, b, gamma, beta = arguments
    if normalization is None:
        gamma = beta = param = None
    else:
        param = {"mode": "train", **settings} if normalization == "batchnorm" else settings
    handle = student.new(param)
    out, cache = student.affine_norm_relu_forward(x, weights, b, gamma, beta, normalization, handle).take(2)
    return out, cache, handle


@FORWARD
@pytest.mark.criterion("out without a normalization")
def test_out_without(student):
    """For the three examples and for their opposites, out is x W + b where that is positive."""
    (out,) = student.fetch(call(student, (np.vstack([X, -X]), W, B, None, None), None)[0])
    expected = [[1.0, 23.0], [4.0, 29.0], [7.0, 8.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]
    expect_close(out, np.array(expected), what="out", when="without a normalization")


@FORWARD
@pytest.mark.criterion("out with batchnorm")
def test_out_with_batchnorm(student):
    """At eps = 3, gamma = (2, 3) and beta = (5, -1), out is [[3, 0], [5, 2], [7, 0]]."""
    (out,) = student.fetch(call(student, (X, W, B, GAMMA, BETA), "batchnorm", eps=3.0)[0])
    expected = np.array([[3.0, 0.0], [5.0, 2.0], [7.0, 0.0]])
    expect_close(out, expected, what="out", when="with batchnorm at eps = 3")


@FORWARD
@pytest.mark.criterion("out with layernorm")
def test_out_with_layernorm(student, rng):
    """out is what your own layernorm_forward gives for x W + b, where that is positive."""
    arguments = draw(rng)
    x, weights, b, gamma, beta = arguments
    own, _ = student.layernorm_forward(x @ weights + b, gamma, beta, student.new({"eps": 0.3})).take(2)
    out, own = student.fetch(call(student, arguments, "layernorm", eps=0.3)[0], own)
    own = expect_shape(own, (6, 5), what=say("the output of your layernorm_forward"))
    expect_close(out, np.maximum(own, 0.0), what="out", when="with layernorm at eps = 0.3")


@FORWARD
@pytest.mark.criterion("norm_param handed over", needs="out with batchnorm")
def test_record(student):
    """With the default momentum, the running averages hold a tenth of the batch's means, (0.4, 2)."""
    out, _, param = call(student, (X, W, B, GAMMA, BETA), "batchnorm", eps=3.0)
    (after,) = student.fetch(param, after=[out])
    if not isinstance(after, dict) or "running_mean" not in after:
        raise CheckFailure(
            'norm_param has no "running_mean" after a call in training mode; hand over this very dictionary.',
            kind="state",
        )
    expect_close(after["running_mean"], np.array([0.4, 2.0]), what="running_mean")


@FORWARD
@pytest.mark.criterion("inputs left alone")
@pytest.mark.parametrize("normalization", KINDS)
def test_inputs_left_alone(student, rng, normalization):
    """x, W and b hold the same numbers after the call."""
    x, weights, b, gamma, beta = draw(rng)
    given = [student.new(value) for value in (x, weights, b)]
    out, *_ = call(student, (*given, gamma, beta), normalization)
    _, *after = student.fetch(out, *given)
    for name, value, before in zip(("x", "W", "b"), after, (x, weights, b), strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{name} was changed by the call; work on a new array.", name=name), kind="state"
            )


# The gradient


def draw(rng):
    """x (6, 4), W (4, 5), b, gamma, beta (5,); x W + b has deviations of about 2."""
    return rng.normal(size=(6, 4)), rng.normal(size=(4, 5)), *(rng.normal(size=5) for _ in range(3))


def compare(student, rng, which, normalization):
    """Compare one of dx, dW, db, dgamma, dbeta with differences of the own forward pass."""
    name = ("dx", "dW", "db", "dgamma", "dbeta")[which]
    arguments, dout = draw(rng), rng.normal(size=(6, 5))
    _, cache, _ = call(student, arguments, normalization)
    (got,) = student.fetch(student.affine_norm_relu_backward(dout, cache).take(5)[which])
    at = arguments[which]
    points = perturbations(at, step=STEP)
    moved = [(*arguments[:which], point, *arguments[which + 1 :]) for point in points]
    outs = student.fetch(*(call(student, one, normalization)[0] for one in moved))
    outs = [expect_shape(out, dout.shape, what="out") for out in outs]
    expected = gradient(outs, at, dout, points=points, step=STEP)
    # b before batch normalization has the gradient zero: compared with what arrives from behind
    scale = max(np.abs(expected).max(), np.abs(dout).max())
    named = normalization is not None
    when = say("with {normalization}", normalization=normalization) if named else say("without a normalization")
    expect_close(got, expected, what=name, tolerance=TOLERANCE, scale=scale, when=when)


@BACKWARD
@pytest.mark.criterion("dx")
@pytest.mark.parametrize("normalization", KINDS)
def test_dx(student, rng, normalization):
    """dx agrees with differences of your own forward pass."""
    compare(student, rng, 0, normalization)


@BACKWARD
@pytest.mark.criterion("dW")
@pytest.mark.parametrize("normalization", KINDS)
def test_dw(student, rng, normalization):
    """dW agrees with differences of your own forward pass."""
    compare(student, rng, 1, normalization)


@BACKWARD
@pytest.mark.criterion("db")
@pytest.mark.parametrize("normalization", KINDS)
def test_db(student, rng, normalization):
    """db agrees with differences of your own forward pass."""
    compare(student, rng, 2, normalization)


@BACKWARD
@pytest.mark.criterion("dgamma and dbeta")
@pytest.mark.parametrize("normalization", KINDS[1:])
@pytest.mark.parametrize("which", [3, 4], ids=["dgamma", "dbeta"])
def test_of_norm(student, rng, which, normalization):
    """dgamma and dbeta agree with differences of your own forward pass."""
    compare(student, rng, which, normalization)


@BACKWARD
@pytest.mark.criterion("five return values")
def test_shapes(student, rng):
    """The five gradients have the shapes of x, W, b, gamma and beta."""
    arguments = draw(rng)
    _, cache, _ = call(student, arguments, "batchnorm")
    values = student.fetch(*student.affine_norm_relu_backward(rng.normal(size=(6, 5)), cache).unpack(5))
    for name, value, like in zip(("dx", "dW", "db", "dgamma", "dbeta"), values, arguments, strict=True):
        expect_shape(value, like.shape, what=name)


@BACKWARD
@pytest.mark.criterion("inputs and cache left alone")
@pytest.mark.parametrize("normalization", KINDS)
def test_twice(student, rng, normalization):
    """dout stays as it is, and a second call with the same cache gives the same numbers."""
    arguments, dout = draw(rng), rng.normal(size=(6, 5))
    _, cache, _ = call(student, arguments, normalization)
    given = student.new(dout)
    one, two = (student.affine_norm_relu_backward(given, cache).take(5)[1] for _ in range(2))
    one, two, after = student.fetch(one, two, given)
    if not same_bits(after, dout):
        raise CheckFailure("dout was changed by the call; work on a new array.", kind="state")
    if not same_bits(one, two):
        raise CheckFailure(
            "A second call with the same cache gives another dW: the first call changed the cache.",
            kind="state",
        )
