"""Verdicts are by scale, and each kind of wrong answer has its own sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.marking.comparison import (
    EXACT,
    VALUES,
    expect_array,
    expect_close,
    expect_shape,
    same_bits,
    scale_of,
    scaled_error,
    squeeze_to,
)
from autograder.marking.verdict import CheckFailure
from autograder.sandbox.steps import Opaque

EXPECTED = np.array([[1.0, 200.0], [-2.0, 100.0], [0.5, -50.0]])


def sentence(call, *args, **kwargs):
    with pytest.raises(CheckFailure) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def test_each_column_has_its_own_scale():
    assert scale_of(EXPECTED).tolist() == [[2.0, 200.0]]
    assert scale_of(np.array([0.0, -3.0])).tolist() == 3.0
    assert scale_of(np.array([[0.0, 5.0]])).tolist() == [[0.005, 5.0]]
    assert scale_of(np.zeros((2, 2))).tolist() == [[0.001, 0.001]]


@pytest.mark.parametrize(("wrong", "passes"), [(0.9 * VALUES, True), (1.1 * VALUES, False)])
def test_the_tolerance_is_a_fraction_of_the_scale(wrong, passes):
    got = EXPECTED + np.array([[0, wrong * 200], [0, 0], [0, 0]])
    if passes:
        expect_close(got, EXPECTED, what="out")
    else:
        sentence(expect_close, got, EXPECTED, what="out")


def test_wrong_values_say_where_and_how_far():
    got = EXPECTED.copy()
    got[2, 1] = 75.0
    assert sentence(expect_close, got, EXPECTED, what="out") == (
        "out has wrong values: 1 of 6 entries is off. The worst is out[2, 1]: got 75, expected -50,"
        " 62,000 times the tolerance."
    )


def test_the_case_is_told():
    assert sentence(expect_close, 2 * EXPECTED, EXPECTED, what="dx", when="at eps = 0.3") == (
        "dx has wrong values at eps = 0.3: 6 of 6 entries are off. The worst is dx[0, 1]: got 400,"
        " expected 200, 100,000 times the tolerance."
    )


def test_values_must_be_finite():
    got = EXPECTED.copy()
    got[1, 0] = np.nan
    assert sentence(expect_close, got, EXPECTED, what="out") == (
        "out is not finite: out[1, 0] is nan; 1 of 6 entries is like this."
    )


def test_shape_comes_before_values():
    assert sentence(expect_close, EXPECTED.T, EXPECTED, what="dx") == "dx has shape (2, 3); expected (3, 2)."
    assert (
        sentence(expect_shape, np.ones((1, 2)), (2,), what="dbeta") == "dbeta has shape (1, 2); expected (2,)."
    )


def test_a_kept_axis_is_squeezed_where_values_are_judged():
    kept = np.array([[1.0, 2.0]])
    expect_close(kept, kept[0], what="dbeta")
    assert squeeze_to(kept.T, (2,), what="dbeta").tolist() == [1.0, 2.0]
    assert sentence(expect_close, kept, kept[0], what="dbeta", squeeze=False).startswith(
        "dbeta has shape (1, 2)"
    )


@pytest.mark.parametrize(
    ("error", "words"), [(3.14e-5, "3.1 times"), (9.9e-4, "99 times"), (50.0, "more than a million times")]
)
def test_the_distance_is_said_as_people_say_it(error, words):
    got = np.array([1.0, 1.0 + error])
    assert f"{words} the tolerance" in sentence(expect_close, got, np.ones(2), what="out")


def test_a_scalar_does_not_broadcast():
    assert (
        sentence(expect_close, np.array(1.0), np.ones((2, 2)), what="out")
        == "out has shape (); expected (2, 2)."
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "out is None: it was never given a value."),
        ([1.0], "out should be an array of numbers; it is of type list."),
        (3.0, "out should be an array of numbers; it is of type float."),
        (Opaque("Layer"), "out should be an array of numbers; it is of type Layer."),
        (np.array([1j]), "out should be an array of numbers; it is of type ndarray."),
    ],
)
def test_what_is_no_array_of_numbers(value, expected):
    assert sentence(expect_array, value, what="out") == expected


def test_errors_of_another_shape_are_infinite():
    assert scaled_error(np.ones(2), np.ones(3)) == float("inf")
    assert scaled_error(np.array([np.inf]), np.ones(1)) == float("inf")
    assert scaled_error(np.ones((2, 2)) * (1 + EXACT / 2), np.ones((2, 2))) < EXACT


def test_bits():
    nan = np.array([np.nan, 1.0])
    assert same_bits(nan, nan.copy())
    assert same_bits(nan, nan.astype(np.float32))  # the same numbers
    assert not same_bits(np.array([0.1]), np.float32([0.1]))
    assert same_bits([nan, {"a": nan}], [nan.copy(), {"a": nan.copy()}])
    assert not same_bits([nan], (nan,))
    assert same_bits(float("nan"), float("nan"))
    assert not same_bits(np.array([0.0]), np.array([-0.0]))
    assert same_bits(1, 1)
    assert not same_bits(1, 1.0)


@given(st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_the_verdict_does_not_depend_on_the_unit(factor, seed):
    rng = np.random.default_rng(seed)
    expected = rng.normal(size=(4, 3))
    got = expected + rng.normal(size=(4, 3)) * 1e-6
    one, other = scaled_error(got, expected), scaled_error(factor * got, factor * expected)
    assert one == pytest.approx(other, rel=1e-6)
