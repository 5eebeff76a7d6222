"""Hidden checks of all four backward passes: they ask the same of each."""

import contextlib
from dataclasses import replace
from types import FunctionType

import numpy as np
import pytest
from normalizers_cases import (
    GRADIENTS,
    GROUP,
    LARGE,
    NORMS,
    SPATIAL,
    TINY,
    backward,
    expect_kept_axes_gone,
    forward,
    huge,
    narrow,
    wide,
)
from normalizers_credit import (
    check_constant_set,
    check_eps_of_constant_set,
    check_normalises,
    check_precision,
    check_responds,
    expect_gradient,
)
from normalizers_laws import broken_limit

from autograder.checks import VALUES, CarriedCredit, CheckFailure, Failure, expect_same_again, say

CENTRED = tuple(norm for norm in NORMS if norm.centred)


def each(mark, norms=NORMS):
    """A check that is asked of the backward passes of several normalizers."""
    marked = [mark(norm) if isinstance(mark, FunctionType) else mark for norm in norms]
    cases = zip(norms, marked, strict=True)
    return pytest.mark.parametrize(
        "norm",
        [
            pytest.param(norm, marks=[pytest.mark.exercise(norm.backward), own], id=norm.name)
            for norm, own in cases
        ],
    )


def points_of_dx(norm):
    """Four; in group norm, one of them is for one group and for C groups."""
    return pytest.mark.points(3 if norm is GROUP else 4, criterion="dx")


@each(points_of_dx)
@pytest.mark.parametrize("square", [False, True], ids=["", "square"])
def test_dx(student, reference, rng, norm, square):
    """dx is the gradient with respect to x, through x itself and the statistics."""
    case = wide(rng, norm, norm.square if square else norm.shape)
    expect_gradient(student, reference, case, "x", tolerance=VALUES, eps=TINY)


@each(pytest.mark.criterion("dx"), [GROUP])
def test_dx_of_three_groups(student, reference, rng, norm):
    """With three groups of two as well as with two groups of three."""
    case = wide(rng, norm, groups=3)
    expect_gradient(student, reference, case, "x", tolerance=VALUES, when="with G = 3", eps=TINY)


@each(pytest.mark.criterion("dx"))
def test_dx_without_spread(student, reference, rng, norm):
    """Numbers that are all alike have a variance of 0, in dx too: eps alone is under the root."""
    check_constant_set(student, reference, rng, norm)


@each(pytest.mark.points(1, criterion="one group and C groups", needs="dx"), [GROUP])
@pytest.mark.parametrize("groups", [1, 6])
def test_dx_of_one_group_and_c_groups(student, reference, rng, norm, groups):
    """G may be 1 and C on the way back too; a forward that does not run there is charged there."""
    case = wide(rng, norm, groups=groups)
    (out,) = student.try_fetch(forward(student, case, eps=TINY)[0])
    if not isinstance(out, Failure):
        when, law = say("with G = {groups} and C = 6", groups=groups), (lambda: broken_limit(groups, 6))
        expect_gradient(student, reference, case, "x", tolerance=VALUES, when=when, law=law, eps=TINY)


@each(pytest.mark.gate("forward normalises"))
def test_forward_normalises(student, reference, rng, norm):
    """The forward that the gradients belong to depends on x through a mean or a spread."""
    check_normalises(student, reference, rng, norm)


@each(pytest.mark.gate("responds"))
def test_responds(student, reference, rng, norm):
    """dx depends on dout and on x."""
    check_responds(student, reference, rng, norm)


@each(pytest.mark.points(1, criterion="dgamma", needs="forward normalises"))
def test_dgamma(student, reference, rng, norm):
    """dgamma is the gradient with respect to gamma."""
    expect_gradient(student, reference, wide(rng, norm), "gamma", tolerance=VALUES, eps=TINY)


@each(pytest.mark.points(1, criterion="dbeta", needs="forward normalises"), CENTRED)
def test_dbeta(student, reference, rng, norm):
    """dbeta is the gradient with respect to beta."""
    expect_gradient(student, reference, wide(rng, norm), "beta", tolerance=VALUES, eps=TINY)


@each(pytest.mark.criterion("dgamma"), [SPATIAL])
def test_dgamma_for_integers(student, reference, rng, norm):
    """The gradients are no integers where gamma and beta are."""
    _for_integers(student, reference, rng, norm, "gamma")


@each(pytest.mark.criterion("dbeta"), [SPATIAL])
def test_dbeta_for_integers(student, reference, rng, norm):
    """The gradients are no integers where gamma and beta are."""
    _for_integers(student, reference, rng, norm, "beta")


def _for_integers(student, reference, rng, norm, name):
    case = replace(wide(rng, norm), gamma=np.array([3, -4, 5, 2, -3, 4]), beta=np.array([6, 7, -8, 1, 2, 3]))
    when = "with integer gamma and beta"
    expect_gradient(student, reference, case, name, tolerance=VALUES, when=when, eps=TINY)


@each(pytest.mark.points(1, criterion="eps", needs="dx"))
def test_eps(student, reference, rng, norm):
    """The backward pass uses the eps of the forward pass, in the same place."""
    expect_gradient(
        student, reference, narrow(rng, norm), "x", tolerance=VALUES, when="at eps = 0.3", eps=LARGE
    )


@each(pytest.mark.criterion("eps"))
def test_eps_of_dgamma(student, reference, rng, norm):
    """dgamma uses that eps too; a dgamma that is wrong without it is charged where it is judged."""
    case = narrow(rng, norm)
    with contextlib.suppress(CarriedCredit):
        try:
            expect_gradient(student, reference, wide(rng, norm), "gamma", tolerance=VALUES, eps=TINY)
        except CheckFailure:
            return
    expect_gradient(student, reference, case, "gamma", tolerance=VALUES, when="at eps = 0.3", eps=LARGE)


@each(pytest.mark.criterion("eps"))
def test_eps_without_spread(student, reference, rng, norm):
    """Where all numbers are alike, eps is all that dx is divided by."""
    check_eps_of_constant_set(student, reference, rng, norm)


@each(pytest.mark.points(1, criterion="shapes", needs="responds"))
def test_shapes(student, rng, norm):
    """dx has the shape of x, and every other gradient that of its parameter."""
    case = wide(rng, norm)
    values = student.fetch(*backward(student, case, eps=TINY))
    arguments = case.arguments.items()
    expect_kept_axes_gone(
        *((value, like.shape, GRADIENTS[name]) for (name, like), value in zip(arguments, values, strict=True))
    )


@each(pytest.mark.points(1, criterion="inputs and cache left alone", needs="responds"))
def test_twice(student, rng, norm):
    """dout and the cache stay as they are: a second call gives the same bits."""
    case = narrow(rng, norm)
    _, cache, _ = forward(student, case, eps=LARGE)  # at a large eps, a variance changed in place shows
    function, number = getattr(student, norm.backward), len(case.gradients)
    expect_same_again(student, case.dout, case.gradients, lambda dout: function(dout, cache).take(number))


@each(pytest.mark.points(1, criterion="number of return values", needs="responds"))
def test_count(student, rng, norm):
    """The function returns exactly the gradients that were asked for, dx first."""
    case = wide(rng, norm)
    _, cache, _ = forward(student, case, eps=TINY)
    student.fetch(getattr(student, norm.backward)(case.dout, cache).unpack(len(case.gradients))[0])


@each(pytest.mark.points(1, criterion="precision", needs="dx"))
def test_precision(student, reference, rng, norm):
    """dx agrees to nine digits: float64 throughout, by formula and not by differences."""
    check_precision(student, reference, huge(rng, norm))
