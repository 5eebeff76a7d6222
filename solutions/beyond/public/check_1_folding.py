"""Public checks of fold_batchnorm: numbers that you can follow by hand."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, say

pytestmark = pytest.mark.exercise("fold_batchnorm")

# Three inputs, two features. The first feature is the one that the notebook follows by hand.
LAYERS = {
    "W": np.array([[1.0, 2.0], [3.0, 4.0], [0.0, -1.0]]),
    "b": np.array([4.0, 10.0]),
    "gamma": np.array([6.0, -2.0]),
    "beta": np.array([1.0, 3.0]),
    "running_mean": np.array([2.0, 4.0]),
    "running_var": np.array([4.0, 16.0]),
}
W2, B2 = np.array([[3.0, -1.0], [9.0, -2.0], [0.0, 0.5]]), np.array([7.0, 0.0])


@pytest.mark.criterion("folded weights")
def test_weights(student):
    """With the roots 2 and 4, the slopes are 3 and -1/2; each multiplies its column."""
    (got,) = student.fetch(student.fold_batchnorm(*LAYERS.values(), 1e-12).take(2)[0])
    expect_close(got, W2, what="W2")


@pytest.mark.criterion("folded bias")
def test_bias(student):
    """An input of zeros comes out as 7 and 0."""
    (got,) = student.fetch(student.fold_batchnorm(*LAYERS.values(), 1e-12).take(2)[1])
    expect_close(got, B2, what="b2")


@pytest.mark.criterion("eps", needs="folded weights")
def test_eps(student):
    """At eps = 3, running variances of 1 and 13 have the same roots, 2 and 4."""
    given = LAYERS | {"running_var": np.array([1.0, 13.0])}
    (got,) = student.fetch(student.fold_batchnorm(*given.values(), 3.0).take(2)[0])
    expect_close(got, W2, what="W2", when="at eps = 3")


@pytest.mark.criterion("shapes")
def test_shapes(student):
    """W2 has the shape of W, b2 the shape of b."""
    weights, bias = student.fetch(*student.fold_batchnorm(*LAYERS.values(), 1e-12).take(2))
    expect_shape(weights, (3, 2), what="W2")
    expect_shape(bias, (2,), what="b2")


@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student):
    """W, b and the arrays of the normalization hold the same numbers after the call."""
    handles = [student.new(value) for value in LAYERS.values()]
    _, *after = student.fetch(student.fold_batchnorm(*handles, 1e-12).take(2)[0], *handles)
    for (name, before), value in zip(LAYERS.items(), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{name} was changed by fold_batchnorm; work on a new array.", name=name), kind="state"
            )
