"""Hidden checks of standardize. A wrong column_stats is charged there, and not again here."""

import pytest
from warmup_cases import LARGE, TINY, check_responds, expect_standardized, narrow, wide
from warmup_laws import broken_law_of_standardized

from autograder.checks import CarriedCredit, expect_unchanged, remarking, same_bits

pytestmark = pytest.mark.exercise("standardize")


@pytest.mark.points(2, criterion="values")
@pytest.mark.parametrize("shape", [pytest.param((7, 5), id="7x5"), pytest.param((5, 5), id="5x5")])
def test_values(student, reference, rng, shape):
    """Each column of x loses its mean and is divided by its deviation."""
    x = 30 * wide(rng, *shape)  # variances of 3600 and more: no eps that anybody writes down shows
    with remarking(lambda: broken_law_of_standardized(student, x, TINY)):
        expect_standardized(student, reference, x, eps=TINY)


@pytest.mark.points(1, criterion="eps", needs="values")
def test_eps(student, reference, rng):
    """eps is added to the variance, inside the root; a constant feature becomes zero."""
    expect_standardized(student, reference, narrow(rng), eps=LARGE, when="at eps = 0.3")


@pytest.mark.criterion("eps")
def test_constant_feature(student, reference, rng):
    """A feature that is the same in all rows becomes 0, and not NaN."""
    x = wide(rng)
    x[:, 2] = 4.0
    expect_standardized(student, reference, x, eps=1e-5, when="where a feature is constant")


@pytest.mark.gate("depends on x")
def test_depends_on_x(student, rng):
    """x_hat depends on x."""
    x = wide(rng, 5, 5)  # square, so that statistics of a wrong shape are not charged again
    check_responds(student, student.standardize(x, TINY), student.standardize(x[::-1], TINY), what="x_hat")


@pytest.mark.points(1, criterion="input left alone", needs="depends on x")
def test_input_left_alone(student, rng):
    """x holds the same numbers after the call."""
    x = wide(rng, 5, 5)
    given, other = student.new(x), student.new(x)
    _, after = student.fetch(student.standardize(given, TINY), given)
    if not same_bits(after, x):
        (_, left) = student.try_fetch(student.column_stats(other), other)
        if not same_bits(left, x):
            raise CarriedCredit("x is changed by your column_stats, which is charged there.", share=1.0)
    expect_unchanged({"x": x}, [after])
