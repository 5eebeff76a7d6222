"""Public checks of batchrenorm_forward: two features, the first of which the notebook follows by hand."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, say, squeeze_to

pytestmark = pytest.mark.exercise("batchrenorm_forward")

# Means 3 and -2, deviations 2 and 3; the running ones are 1 and -5, 4 and 1.5. So r is 1/2 and 2, and so is d.
X = np.array([[6.0, -6.0], [2.0, 1.0], [3.0, -2.0], [0.0, 1.0], [5.0, 0.0], [2.0, -6.0]])
GAMMA, BETA = np.array([8.0, -3.0]), np.array([1.0, 2.0])
RUNNING = {"running_mean": np.array([1.0, -5.0]), "running_var": np.array([16.0, 2.25])}
OPEN = {"r_max": 10.0, "d_max": 10.0}
OUT = np.array([[11.0, 4.0], [3.0, -10.0], [5.0, -4.0], [-1.0, -10.0], [9.0, -8.0], [3.0, 4.0]])


def call(student, mode="train", **param):
    """The output, and param after the call; eps hardly matters here."""
    state = student.new({"mode": mode, "eps": 1e-12, **RUNNING, **param})
    return student.batchrenorm_forward(X, GAMMA, BETA, state).take(2)[0], state


def expect_out(student, expected, *, when="", **param):
    (out,) = student.fetch(call(student, **param)[0])
    expect_close(out, np.array(expected), what="out", when=when)


def expect_running(student, expected, **param):
    """Demand the running averages after a call."""
    out, state = call(student, **param)
    (state,) = student.fetch(state, after=[out])
    for key, value in expected.items():
        if not isinstance(state, dict) or key not in state:
            raise CheckFailure(say('param has no key "{key}" after the call.', key=key), kind="state")
        expect_close(squeeze_to(state[key], (2,), what=key), np.array(value), what=key)


@pytest.mark.criterion("training output")
def test_training_output(student):
    """With r = (1/2, 2) and d = (1/2, 2), the batch is corrected all the way to the running averages."""
    expect_out(student, OUT, **OPEN)


@pytest.mark.criterion("bounds of r", needs="training output")
def test_bounds_of_r(student):
    """With r_max = 1, r is 1 whatever the running averages are."""
    expected = [[17.0, 0.0], [1.0, -7.0], [5.0, -4.0], [-7.0, -7.0], [13.0, -6.0], [1.0, 0.0]]
    expect_out(student, expected, when="at r_max = 1", r_max=1.0, d_max=10.0)


@pytest.mark.criterion("bounds of d", needs="training output")
def test_bounds_of_d(student):
    """With d_max = 1, d is (1/2, 1)."""
    expected = [[11.0, 7.0], [3.0, -7.0], [5.0, -1.0], [-1.0, -7.0], [9.0, -5.0], [3.0, 7.0]]
    expect_out(student, expected, when="at d_max = 1", r_max=10.0, d_max=1.0)


@pytest.mark.criterion("test mode")
def test_test_mode(student):
    """In test mode, the running averages normalise and stay as they are."""
    expect_out(student, OUT, when="in test mode", mode="test", r_max=1.0, d_max=0.0)
    expect_running(student, RUNNING, mode="test")


@pytest.mark.criterion("running averages")
def test_running_averages(student):
    """At momentum 0.75, a quarter of the batch's mean and variance goes into the running averages."""
    expected = {"running_mean": [1.5, -4.25], "running_var": [13.0, 3.9375]}
    expect_running(student, expected, momentum=0.75, **OPEN)


@pytest.mark.criterion("eps", needs="training output")
def test_eps(student):
    """At eps = 3, variances of 6 and 78 have the roots 3 and 9, and running ones of 33 and 1 have 6 and 2."""
    x = np.array([[1.0, 23.0], [4.0, 29.0], [7.0, 8.0]])
    running = {"running_mean": np.array([4.0, 20.0]), "running_var": np.array([33.0, 1.0])}
    state = student.new({"mode": "train", "eps": 3.0, "r_max": 2.0, "d_max": 1.0, **running})
    (out,) = student.fetch(student.batchrenorm_forward(x, GAMMA, BETA, state).take(2)[0])
    expect_close(out, np.array([[-3.0, 0.0], [1.0, -4.0], [5.0, 10.0]]), what="out", when="at eps = 3")


@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student):
    """x, gamma and beta hold the same numbers after the call."""
    given = {"x": X, "gamma": GAMMA, "beta": BETA}
    handles = [student.new(value) for value in given.values()]
    state = student.new({"mode": "train", **RUNNING})
    _, *after = student.fetch(student.batchrenorm_forward(*handles, state).take(2)[0], *handles)
    for (name, before), value in zip(given.items(), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{name} was changed by the call; work on a new array.", name=name), kind="state"
            )


@pytest.mark.criterion("shapes")
def test_shapes(student):
    """out has the shape of x."""
    (out,) = student.fetch(call(student)[0])
    expect_shape(out, X.shape, what="out")
