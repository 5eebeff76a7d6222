"""Public checks of ghost_batchnorm_forward: columns whose means and deviations are whole numbers."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, say

pytestmark = pytest.mark.exercise("ghost_batchnorm_forward")

# Two chunks of six rows: means 3 and -2, then 10 and 5; deviations 2 and 3, then 4 and 2.
FIRST = [[6.0, -6.0], [2.0, 1.0], [3.0, -2.0], [0.0, 1.0], [5.0, 0.0], [2.0, -6.0]]
SECOND = [[16.0, 4.0], [5.0, 9.0], [11.0, 6.0], [10.0, 4.0], [13.0, 4.0], [5.0, 3.0]]
REST = [[1.0, 7.0], [5.0, 3.0]]  # means 3 and 5, deviations 2 and 2
X = np.array(FIRST + SECOND + REST)
GAMMA, BETA = np.array([4.0, -6.0]), np.array([1.0, -2.0])
OUT = np.array(
    [
        [7.0, 6.0], [-1.0, -8.0], [1.0, -2.0], [-5.0, -8.0], [5.0, -6.0], [-1.0, 6.0],
        [7.0, 1.0], [-4.0, -14.0], [2.0, -5.0], [1.0, 1.0], [4.0, 1.0], [-4.0, 4.0],
        [-3.0, -8.0], [5.0, 4.0],
    ]
)  # fmt: skip


@pytest.mark.criterion("output")
def test_two_chunks(student):
    """Two chunks of six rows, each with its own mean and variance."""
    (out,) = student.fetch(student.ghost_batchnorm_forward(X[:12], GAMMA, BETA, 6, 1e-12))
    expect_close(out, OUT[:12], what="out")


@pytest.mark.criterion("last chunk", needs="output")
def test_rest(student):
    """Two rows are left over; they are a chunk of their own."""
    (out,) = student.fetch(student.ghost_batchnorm_forward(X, GAMMA, BETA, 6, 1e-12))
    expect_close(out, OUT, what="out", when="where rows are left over")


@pytest.mark.criterion("eps", needs="output")
def test_eps(student):
    """At eps = 3, variances of 6 and 78 have the roots 3 and 9."""
    x = np.array([[1.0, 23.0], [4.0, 29.0], [7.0, 8.0], [23.0, 7.0], [29.0, 1.0], [8.0, 4.0]])
    expected = [[-3.0, -4.0], [1.0, -8.0], [5.0, 6.0], [7.0 / 3.0, -8.0], [5.0, 4.0], [-13.0 / 3.0, -2.0]]
    (out,) = student.fetch(student.ghost_batchnorm_forward(x, GAMMA, BETA, 3, 3.0))
    expect_close(out, np.array(expected), what="out", when="at eps = 3")


@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student):
    """x, gamma and beta hold the same numbers after the call: a slice of x is a view of it."""
    given = {"x": X, "gamma": GAMMA, "beta": BETA}
    handles = [student.new(value) for value in given.values()]
    _, *after = student.fetch(student.ghost_batchnorm_forward(*handles, 6, 1e-12), *handles)
    for (name, before), value in zip(given.items(), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{name} was changed by the call; work on a new array.", name=name), kind="state"
            )


@pytest.mark.criterion("shape")
def test_shape(student):
    """out is one array with the shape of x."""
    (out,) = student.fetch(student.ghost_batchnorm_forward(X, GAMMA, BETA, 6, 1e-12))
    expect_shape(out, X.shape, what="out")
