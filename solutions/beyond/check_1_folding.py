"""Hidden checks of fold_batchnorm. The comment at a value says which mistake it reveals."""

from dataclasses import dataclass

import numpy as np
import pytest
from beyond_cases import LARGE, TINY, expect_moves, signed

from autograder.checks import (
    NUMERIC,
    CarriedCredit,
    carrying,
    expect_close,
    expect_inputs_left_alone,
    expect_shape,
    say,
    scaled_error,
    squeeze_to,
)

pytestmark = pytest.mark.exercise("fold_batchnorm")

SHAPES = [pytest.param((6, 4), id="6x4"), pytest.param((4, 4), id="4x4")]  # square: scaled rows fit by shape


@dataclass(frozen=True)
class Layers:
    """W (D, M) and b (M,) of an affine layer; the batch normalization after it, each of shape (M,)."""

    W: np.ndarray
    b: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    running_mean: np.ndarray
    running_var: np.ndarray


def layers(rng, rows=6, columns=4, *, low=4.0, high=16.0):
    """Two layers whose running variances lie between low and high."""
    return Layers(
        W=rng.normal(size=(rows, columns)),
        b=signed(rng, columns),
        gamma=signed(rng, columns),
        beta=signed(rng, columns),
        running_mean=rng.normal(scale=3.0, size=columns) + 1.0,
        running_var=rng.uniform(low, high, size=columns),
    )


def fold(functions, given, *eps, **changed):
    """Handles of W2 and b2; `changed` replaces arguments."""
    return functions.fold_batchnorm(*(vars(given) | changed).values(), *eps).take(2)


def columns_scale(given):
    """The scale of W2, column by column."""
    return np.abs(given.gamma) / np.sqrt(given.running_var) * np.abs(given.W).max(axis=0)


@pytest.mark.points(2, criterion="folded weights")
@pytest.mark.parametrize("shape", SHAPES)
def test_weights(student, reference, rng, shape):
    """Each column of W2 is the column of W times the slope of its feature's line."""
    given = layers(rng, *shape)
    (got,) = student.fetch(fold(student, given, TINY)[0])
    (expected,) = reference.fetch(fold(reference, given, TINY)[0])
    expect_close(got, expected, what="W2", scale=columns_scale(given))


@pytest.mark.points(2, criterion="folded bias")
@pytest.mark.parametrize("shape", SHAPES)
def test_bias(student, reference, rng, shape):
    """b2 is what both layers make of an input of zeros."""
    given = layers(rng, *shape)
    W2, got = student.fetch(*fold(student, given, TINY))
    (expected,) = reference.fetch(fold(reference, given, TINY)[1])

    def credit():
        if not _fits_own_weights(student, given, W2, got):
            return None
        message = "b2 is right for the slope that your W2 has, so it keeps its points though W2 is wrong."
        return CarriedCredit(message, share=1.0)

    with carrying(credit):
        expect_close(got, expected, what="b2")


def _fits_own_weights(student, given, W2, b2):
    """Whether b2 is right for the slopes of a W2 whose slopes are wrong; they must depend on running_var."""
    W2, b2 = expect_shape(W2, given.W.shape, what="W2"), squeeze_to(b2, given.b.shape, what="b2")
    slope = (W2 * given.W).sum(axis=0) / (given.W**2).sum(axis=0)
    (other,) = student.fetch(fold(student, given, TINY, running_var=4.0 * given.running_var)[0])
    return (
        scaled_error(W2, given.W * slope) <= 1e-9
        and scaled_error(other, W2) > 1e-3
        and scaled_error(b2, (given.b - given.running_mean) * slope + given.beta) <= NUMERIC
    )


@pytest.mark.gate("folds")
def test_folds(student, rng):
    """W2 depends on W and on the running variance."""
    given = layers(rng)
    others = {
        "W": fold(student, given, TINY, W=given.W + 1.0)[0],
        say("the running variance"): fold(student, given, TINY, running_var=4.0 * given.running_var)[0],
    }
    expect_moves(student, fold(student, given, TINY)[0], others, name="W2")


@pytest.mark.points(1, criterion="eps", needs="folded weights")
def test_eps(student, reference, rng):
    """eps stands inside the root, and it is the eps that was passed."""
    given = layers(rng, low=0.1, high=2.0)
    (got,) = student.fetch(fold(student, given, LARGE)[0])
    (expected,) = reference.fetch(fold(reference, given, LARGE)[0])
    expect_close(got, expected, what="W2", when="at eps = 0.3", scale=columns_scale(given))


@pytest.mark.criterion("eps")
def test_default_eps(student, reference, rng):
    """Without eps, it is 1e-5."""
    given = layers(rng, low=1e-6, high=2e-5)  # the default itself shows
    (got,) = student.fetch(fold(student, given)[0])
    (expected,) = reference.fetch(fold(reference, given)[0])
    expect_close(got, expected, what="W2", when="with the default eps", scale=columns_scale(given))


@pytest.mark.points(1, criterion="shapes", needs="folds")
def test_shapes(student, rng):
    """W2 has the shape of W, b2 the shape of b, and nothing else is returned."""
    given = layers(rng)
    W2, b2 = student.fetch(*student.fold_batchnorm(*vars(given).values(), TINY).unpack(2))
    expect_shape(W2, given.W.shape, what="W2")
    expect_shape(b2, given.b.shape, what="b2")


@pytest.mark.points(1, criterion="inputs left alone", needs="folds")
def test_inputs_left_alone(student, rng):
    """W, b and the arrays of the normalization hold the same numbers after the call."""
    given = vars(layers(rng))
    expect_inputs_left_alone(
        student, given, lambda *given: student.fold_batchnorm(*given, TINY).take(2)[0], by="fold_batchnorm"
    )
