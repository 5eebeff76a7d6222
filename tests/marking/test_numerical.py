"""Numerical gradients are right to the bound that the docstring states."""

import numpy as np
import pytest

from autograder.marking.numerical import gradient, numerical_gradient, perturbations, points_along, slope_error


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


def columns(rng, low, high):
    """x with columns of these deviations, and dout."""
    x = rng.standard_normal((7, 5))
    x = (x - x.mean(0)) / x.std(0) * rng.uniform(low, high, 5) + rng.uniform(-5, 5, 5)
    return x, rng.standard_normal((7, 5))


def along(function, x, dout, given, **more):
    points = points_along(x)
    return slope_error(given, [function(point) for point in points], dout, points=points, **more)


@pytest.mark.parametrize(("low", "high"), [(0.3, 1.5), (2, 4), (1e8, 3e8)])
@pytest.mark.parametrize("seed", range(100))
def test_the_gradient_agrees_along_every_direction_and_one_wrong_entry_does_not(seed, low, high):
    rng = np.random.default_rng(seed)
    x, dout = columns(rng, low, high)
    right = exact(x, dout)
    assert along(normalise, x, dout, right) < 1e-10
    wrong = right.copy()
    row, column = rng.integers(7), rng.integers(5)
    wrong[row, column] += 1e-4 * np.abs(right[:, column]).max()
    assert along(normalise, x, dout, wrong) > 1e-6


def test_two_wrong_entries_do_not_cancel():
    x, dout = columns(np.random.default_rng(1), 2, 4)
    wrong = exact(x, dout)
    wrong[0, 0] += 0.01
    wrong[1, 0] -= 0.01
    assert along(normalise, x, dout, wrong) > 1e-4


def test_a_zero_is_the_gradient_of_a_constant_and_of_nothing_else():
    x, dout = columns(np.random.default_rng(2), 1e8, 3e8)
    assert along(np.ones_like, x, dout, np.zeros_like(x)) == 0
    assert along(normalise, x, dout, np.zeros_like(x)) > 1  # though its entries are about 1e-8
    assert along(np.ones_like, x, dout, 1e-8 * x) == pytest.approx(1, rel=2)


def test_a_gradient_of_rounding_is_judged_by_the_scale_that_is_given():
    x, dout = columns(np.random.default_rng(3), 2, 4)
    shift, noise = np.ones(5), np.full(5, 1e-15)
    assert along(lambda b: normalise(x + b), shift, dout, noise, scale=np.abs(dout).sum(0).max()) < 1e-10


def test_what_is_not_finite_is_no_gradient():
    x, dout = columns(np.random.default_rng(4), 2, 4)
    assert along(normalise, x, dout, np.full_like(x, np.nan)) == np.inf
    assert along(lambda a: np.full_like(a, np.inf), x, dout, x) == np.inf


def test_directions_are_the_same_when_asked_again_and_others_for_another_x():
    x, _ = columns(np.random.default_rng(5), 2, 4)
    one, two, other = points_along(x), points_along(x.copy()), points_along(x + 1e-9)
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.allclose(one[0], other[0])


def test_outputs_along_directions_must_fit():
    x = np.ones((2, 2))
    points = points_along(x)
    with pytest.raises(ValueError, match="one output of the shape of dout"):
        slope_error(x, points[1:], x, points=points)
