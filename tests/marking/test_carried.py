"""Carried credit is for forwards that still depend on the batch; the share says how much of that is left."""

import numpy as np
import pytest

from autograder.checks import (
    CarriedCredit,
    CheckFailure,
    Subject,
    carrying,
    credit_for,
    is_own_gradient,
    nudged,
    numerical_gradient,
    outputs_of,
    probes,
    response_share,
    statistics_share,
)
from autograder.sandbox.local import LocalSession

X = np.random.default_rng(3).normal(size=(7, 5)) * [1, 2, 3, 4, 2] + [5, -3, 0, 1, 9]


def spread(x, axis=0):
    return np.sqrt(x.var(axis, keepdims=True))


def center(x, axis=0):
    return x - x.mean(axis, keepdims=True)


@pytest.mark.parametrize(
    ("forward", "share"),
    [
        pytest.param(lambda x: center(x) / spread(x), 1.0, id="batch norm"),
        pytest.param(lambda x: center(x, 1) / spread(x, 1), 1.0, id="the wrong axis"),
        pytest.param(lambda x: (x - x.mean()) / x.std(), 1.0, id="one mean for all"),
        pytest.param(lambda x: center(x) / x.var(0), 1.0, id="divided by the variance"),
        pytest.param(lambda x: center(x) / x.std(0, ddof=1), 1.0, id="N - 1"),
        pytest.param(lambda x: center(x) / np.abs(center(x)).mean(0), 1.0, id="mean deviation"),
        pytest.param(lambda x: (x - x.min(0)) / (x.max(0) - x.min(0)), 1.0, id="min and max"),
        pytest.param(center, 0.5, id="only the mean"),
        pytest.param(lambda x: x / spread(x), 0.5, id="only the spread"),
        pytest.param(lambda x: 2 * x + 1, 0.0, id="linear"),
        pytest.param(lambda x: (x - 3) / 2, 0.0, id="fixed statistics"),
        pytest.param(np.zeros_like, 0.0, id="zeros"),
        pytest.param(lambda x: np.ones_like(x) * np.nan, 0.0, id="nan"),
    ],
)
def test_share(forward, share):
    assert statistics_share([forward(point) for point in probes(X)]) == share


def test_who_answers_otherwise_when_asked_again_earns_nothing():
    rng = np.random.default_rng(0)

    def noisy(x):
        return center(x) / spread(x) + rng.normal(size=x.shape)

    assert statistics_share([noisy(point) for point in probes(X)]) == 0.0


@pytest.mark.parametrize(
    ("forward", "share"),
    [
        pytest.param(lambda x: center(x) / spread(x), 1.0, id="batch norm"),
        pytest.param(lambda x: center(x, 1) / spread(x, 1), 1.0, id="the wrong axis"),
        pytest.param(lambda x: (x - x.mean()) / x.std(), 1.0, id="one mean for all"),
        pytest.param(lambda x: center(x) / x.var(0), 1.0, id="divided by the variance"),
        pytest.param(center, 0.5, id="only the mean"),
        pytest.param(lambda x: np.tanh(center(x)), 0.5, id="only the mean, and a bend"),
        pytest.param(lambda x: x / spread(x), 0.5, id="only the spread"),
        pytest.param(lambda x: x - x.mean(), 0.5, id="only one mean for all"),
        pytest.param(lambda x: 2 * x + 1, 0.0, id="linear"),
        pytest.param(np.zeros_like, 0.0, id="zeros"),
        pytest.param(lambda x: np.ones_like(x) * np.nan, 0.0, id="nan"),
    ],
)
def test_share_of_the_gradient(forward, share):
    dout = np.random.default_rng(4).normal(size=X.shape)
    dx, other = (numerical_gradient(forward, X, one) for one in (dout, nudged(dout)))
    assert response_share(dx, other) == share


def test_outputs_of_another_shape_earn_nothing():
    outputs = [center(point) for point in probes(X)]
    assert statistics_share([*outputs[:-1], outputs[-1][0]]) == 0.0


def test_credit_takes_the_place_of_a_failure_and_only_of_a_failure():
    def fail(credit):
        with carrying(lambda: credit):
            raise CheckFailure("wrong")

    with pytest.raises(CheckFailure, match="wrong"):
        fail(None)
    with pytest.raises(CarriedCredit, match="right for your own") as caught:
        fail(CarriedCredit("right for your own", share=0.5))
    assert str(caught.value.__cause__) == "wrong"
    with carrying(lambda: pytest.fail("nobody asks")):
        pass


def test_what_is_said_of_credit():
    assert credit_for("dx", 0.0) is None
    full, half = credit_for("dx", 1.0), credit_for("dx", 0.5, lost="its mean")
    assert (full.share, half.share) == (1.0, 0.5)
    assert str(full) == (
        "dx is right for the forward you wrote, so it keeps its points though that forward is wrong."
    )
    assert str(half) == (
        "dx is right for the forward you wrote, but that forward lost its mean and is easier to differentiate:"
        " half the points."
    )


def test_outputs_are_arrays_of_the_shape_or_none():
    student = Subject(
        LocalSession([("f", "def f(x):\n    return x.sum(0, keepdims=True)\ndef g(x):\n    1 / 0\n")])
    )
    calls = [student.f(X), student.f(2 * X)]
    assert outputs_of(student, calls, (5,)) is None
    one, two = outputs_of(student, calls, (5,), squeeze=True)
    assert np.array_equal(2 * one, two)
    assert np.array_equal(outputs_of(student, calls, (1, 5))[0], [one])
    assert outputs_of(student, [student.g(X)], (1, 5)) is None
    assert outputs_of(student, [student.g(X)], (5,), squeeze=True) is None


def test_the_gradient_of_the_own_forward():
    dout = np.random.default_rng(4).normal(size=X.shape)

    def own(gradient, forward=lambda x: x**2):
        return is_own_gradient(
            gradient, X, dout, lambda points: [forward(point) for point in points], tolerance=1e-6
        )

    assert own(2 * X * dout)
    assert own((2 * X * dout).reshape(1, 7, 5))
    assert not own(2.001 * X * dout)
    assert not is_own_gradient(2 * X * dout, X, dout, lambda points: None, tolerance=1e-6)
