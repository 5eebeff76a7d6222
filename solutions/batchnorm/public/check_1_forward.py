"""Public checks of batchnorm_forward: a batch small enough to follow by hand, and what must always hold."""

import numpy as np
import pytest

from autograder.marking.comparison import expect_close, expect_shape
from autograder.marking.verdict import CheckFailure

pytestmark = pytest.mark.exercise("batchnorm_forward")

# The batch that the notebook follows by hand: means 4 and 20, variances 6 and 78, and eps = 3.
X = np.array([[1.0, 23.0], [4.0, 29.0], [7.0, 8.0]])
GAMMA, BETA = np.array([2.0, 3.0]), np.array([5.0, -1.0])


def call(student, mode, x=X, **param):
    state = student.new({"mode": mode, "eps": 3.0, **param})
    out, _ = student.batchnorm_forward(x, GAMMA, BETA, state).take(2)
    return out, state


@pytest.mark.points(1, criterion="training output")
def test_batch_by_hand(student):
    """The batch followed by hand gives [[3, 0], [5, 2], [7, -5]]."""
    (out,) = student.fetch(call(student, "train")[0])
    expect_close(out, np.array([[3.0, 0.0], [5.0, 2.0], [7.0, -5.0]]), what="out")


@pytest.mark.criterion("training output")
def test_any_batch(student, rng):
    """Each column of out has the mean beta and the standard deviation |gamma|."""
    (out,) = student.fetch(call(student, "train", rng.normal(3.0, 5.0, size=(8, 2)), eps=1e-12)[0])
    out = expect_shape(out, (8, 2), what="out")
    expect_close(out.mean(axis=0), BETA, what="the mean of the columns of out")
    expect_close(out.std(axis=0), np.abs(GAMMA), what="the deviation of the columns of out")


@pytest.mark.points(1, criterion="test output")
def test_test_mode(student):
    """With running means 1, 20 and running variances 6, 78, the row (4, 29) becomes x_hat = (1, 1)."""
    averages = {"running_mean": np.array([1.0, 20.0]), "running_var": np.array([6.0, 78.0])}
    (out,) = student.fetch(call(student, "test", X[1:2], **averages)[0])
    expect_close(out, np.array([[7.0, 2.0]]), what="out", when="in test mode")


@pytest.mark.points(1, criterion="running mean")
def test_running_mean(student):
    """From zeros with momentum 0.9, the running mean becomes a tenth of the batch's mean."""
    _, state = student.fetch(*call(student, "train"))
    expect_close(_stored(state, "running_mean"), np.array([0.4, 2.0]), what="running_mean")


@pytest.mark.points(1, criterion="running variance")
def test_running_variance(student):
    """From zeros with momentum 0.9, the running variance becomes a tenth of the batch's variance."""
    _, state = student.fetch(*call(student, "train"))
    expect_close(_stored(state, "running_var"), np.array([0.6, 7.8]), what="running_var")


def _stored(state, key):
    if key not in state:
        raise CheckFailure(f'bn_param has no key "{key}" after the call.', kind="state")
    return state[key]


@pytest.mark.points(1, criterion="shapes")
def test_shapes(student):
    """out has the shape of x; the running averages have shape (D,)."""
    out, state = student.fetch(*call(student, "train"))
    expect_shape(out, X.shape, what="out")
    for key in ("running_mean", "running_var"):
        expect_shape(_stored(state, key), (2,), what=key)
