"""Numerical gradients are right to the bound that the docstring states."""

import numpy as np
import pytest

from autograder.marking.numerical import gradient, numerical_gradient, perturbations


def normalise(x):
    return (x - x.mean(0)) / np.sqrt(x.var(0) + 0.3)


def exact(x, dout):
    s = np.sqrt(x.var(0) + 0.3)
    x_hat = (x - x.mean(0)) / s
    return (dout - dout.mean(0) - x_hat * (dout * x_hat).mean(0)) / s


@pytest.mark.parametrize("seed", range(20))
def test_the_error_is_below_1e_11_of_the_scale(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(7, 5)) * rng.uniform(0.3, 4, 5) + rng.normal(size=5)
    dout = rng.normal(size=(7, 5))
    error = np.abs(numerical_gradient(normalise, x, dout) - exact(x, dout))
    assert np.max(error * np.sqrt(x.var(0) + 0.3) / np.abs(dout).max(0)) < 2e-11


def test_an_offset_of_ten_thousand_spreads_costs_digits_but_not_the_verdict():
    rng = np.random.default_rng(0)
    x, dout = rng.normal(size=(7, 5)) + 1e4, rng.normal(size=(7, 5))
    assert np.max(np.abs(numerical_gradient(normalise, x, dout) - exact(x, dout))) < 1e-7


def test_a_vector_and_a_linear_function():
    gamma, dout = np.array([2.0, -1.0]), np.array([[1.0, 2.0], [3.0, 4.0]])
    x = np.array([[1.0, 5.0], [2.0, 7.0]])
    assert numerical_gradient(lambda g: g * x, gamma, dout) == pytest.approx((dout * x).sum(0), rel=1e-12)


def test_a_constant_column_has_a_step_too():
    x = np.array([[1.0, 2.0], [1.0, 3.0]])
    assert numerical_gradient(lambda a: 3 * a, x, np.ones((2, 2))) == pytest.approx(3 * np.ones((2, 2)))


def test_inputs_are_not_changed():
    x = np.arange(6.0).reshape(3, 2)
    numerical_gradient(lambda a: a**2, x, np.ones((3, 2)))
    assert x.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_outputs_must_fit():
    x = np.ones((2, 2))
    points = perturbations(x)
    with pytest.raises(ValueError, match="one output of the shape of dout"):
        gradient([p[0] for p in points], x, np.ones((2, 2)), points=points)
