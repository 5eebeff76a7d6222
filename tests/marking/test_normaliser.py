"""Carried credit is for forwards that still depend on the batch; the share says how much of that is left."""

import numpy as np
import pytest

from autograder.marking.normaliser import gradient_share, normaliser_share, nudged, probes
from autograder.marking.numerical import numerical_gradient

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
    assert normaliser_share([forward(point) for point in probes(X)]) == share


def test_who_answers_otherwise_when_asked_again_earns_nothing():
    rng = np.random.default_rng(0)

    def noisy(x):
        return center(x) / spread(x) + rng.normal(size=x.shape)

    assert normaliser_share([noisy(point) for point in probes(X)]) == 0.0


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
    assert gradient_share(dx, other) == share


def test_outputs_of_another_shape_earn_nothing():
    outputs = [center(point) for point in probes(X)]
    assert normaliser_share([*outputs[:-1], outputs[-1][0]]) == 0.0
