"""What the hidden checks of warmup share: inputs with a purpose, and questions that several of them ask.

The sizes and ranges are chosen so that each mistake shows where it should and nowhere else:

* N = 7 rows and D = 5 features differ, so a wrong axis shows by its shape; the square case, by its values.
* Column variances of 3600 and more with eps = 1e-12: no place of eps moves anything by 1e-5, and neither does
  an eps of 1e-2 that somebody wrote down in the place of the one that was passed.
* Small variances with eps = 0.3: a misplaced eps moves x_hat by 4e-2 and more.
* Batches of 5 and 9 rows are merged: an average of two means that forgets the counts shows.
* An offset of 1e8: the squares are 1e16, and of a variance of 9 no digit is left in their difference.
"""

import numpy as np

from autograder.checks import CarriedCredit, CheckFailure, Opaque, carrying, expect_close, remarking, say

TINY = 1e-12
"""An eps that hardly matters beside a variance of 4."""

LARGE = 0.3
"""An eps that shows where it stands."""

OFFSET = 1e8
"""A mean so far from zero that squares hold no digit of the spread; the numbers themselves still hold eight."""


def wide(rng, rows=7, columns=5):
    """x (rows, columns), whose columns have deviations of 2 to 4 and means of -5 to 5."""
    return _batch(rng, rows, columns, low=2.0, high=4.0)


def narrow(rng, rows=7, columns=5):
    """x (rows, columns), whose columns have deviations of 0.3 to 1.5: eps = 0.3 rules as much as they."""
    return _batch(rng, rows, columns, low=0.3, high=1.5)


def _batch(rng, rows, columns, *, low, high):
    x = rng.normal(size=(rows, columns))
    if rows > 1:
        x -= x.mean(axis=0)
        x /= x.std(axis=0)
    return x * rng.uniform(low, high, size=columns) + rng.uniform(-5.0, 5.0, size=columns)


def triple(x):
    """n, mean (D,) and M2 (D,) of the rows of x (n, D)."""
    mean = x.mean(axis=0)
    return len(x), mean, ((x - mean) ** 2).sum(axis=0)


def multiple_of(got, expected):
    """The factor that makes `got` out of `expected`, the same in every column; None if there is none."""
    if got.shape != expected.shape or not np.all(np.isfinite(got)):
        return None
    factor = float(np.dot(got, expected) / np.dot(expected, expected))
    fits = np.max(np.abs(got - factor * expected)) <= 1e-5 * abs(factor) * np.max(expected)
    return factor if fits and factor > 1e-6 else None


def count_of(value):
    """A number of rows, of any type of numbers.

    Raises:
        CheckFailure: it is no number.
    """
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.item()
    if not isinstance(value, int | float):
        kind = value.type_name if isinstance(value, Opaque) else type(value).__name__
        raise CheckFailure(say("n should be a number; it is of type {kind}.", kind=kind), kind="type")
    return value


def expect_count(got, expected):
    """Demand the number of rows, as a whole number of any type.

    Raises:
        CheckFailure: it is something else.
    """
    got = count_of(got)
    if got != expected:
        text = say(
            "n should be the number of rows, {expected}; it is {got:g}.", expected=expected, got=float(got)
        )
        raise CheckFailure(text)


def expect_digits(got, expected, *, what):
    """Demand an array (D,) of statistics of numbers near OFFSET.

    Raises:
        CheckFailure: its digits are lost.
    """
    lost = say(
        "Where all other values are right, digits get lost in the difference of two large numbers or in"
        " single precision."
    )
    with remarking(lambda: lost):
        expect_close(got, expected, what=what, when=say("where the mean is near {OFFSET:g}", OFFSET=OFFSET))


def check_responds(student, one, other, *, what, number=0):
    """Small criteria wait until the answer depends on its input: what is always the same is no answer.

    `one` and `other` are the values, or the tuples of at least `number` values, for two different inputs.
    """
    pair = [handle.take(number)[1] if number else handle for handle in (one, other)]
    values = student.fetch(*pair)
    if not all(isinstance(value, np.ndarray) for value in values):
        raise CheckFailure(say("Judged once {what} is an array of numbers.", what=what), kind="type")
    if _same(*values):
        raise CheckFailure(say("Judged once {what} depends on the input.", what=what))


def expect_standardized(student, reference, x, *, eps, when=""):
    """Demand x_hat (N, D) as the reference gives it, or as the student's own column_stats makes it.

    Raises:
        CarriedCredit: x_hat is wrong, and so is column_stats, from which it follows by the right formula.
        CheckFailure: x_hat is wrong in another way.
    """

    def credit():
        if not (_stats_are_wrong(student, reference, x) and _follows_from_stats(student, x[: x.shape[1]], eps)):
            return None
        return CarriedCredit(
            "The formula is right for the mean and the variance that your column_stats gives, so it keeps"
            " its points though those are wrong.",
            share=1.0,
        )

    with carrying(credit):
        (got,) = student.fetch(student.standardize(x, eps))
        (expected,) = reference.fetch(reference.standardize(x, eps))
        expect_close(got, expected, what="x_hat", scale=1.0, when=when)


def _stats_are_wrong(student, reference, x):
    """Whether column_stats gives anything but the right statistics, or changes x."""
    given = student.new(x)
    got = student.try_fetch(*student.column_stats(given).take(2), given)
    expected = (*reference.fetch(*reference.column_stats(x).take(2)), x)
    return not all(_same(one, other) for one, other in zip(got, expected, strict=True))


def _follows_from_stats(student, square, eps):
    """Whether standardize is right for the student's column_stats, which is no constant.

    Asked on a square batch, on which statistics along the wrong axis fit too.
    """
    given = student.new(square)
    x_hat, *stats, left = student.try_fetch(
        student.standardize(square, eps), *student.column_stats(given).take(2), given
    )
    others = student.try_fetch(*student.column_stats(2 * square + 1).take(2))
    depend = [
        isinstance(one, np.ndarray) and not _same(one, other) for one, other in zip(stats, others, strict=True)
    ]
    return all(depend) and _same(x_hat, _standardized(left, *stats, eps))


def _standardized(x, mean, var, eps):
    """x_hat by the right formula, from x as a column_stats that changes it leaves it; None if nothing fits."""
    try:
        with np.errstate(invalid="ignore", divide="ignore"):
            return (x - mean) / np.sqrt(var + eps)
    except (TypeError, ValueError):  # statistics of shapes that do not fit, or no numbers at all
        return None


def _same(one, other):
    """Whether two fetched values are arrays of one shape and nearly the same numbers."""
    arrays = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
    return arrays and one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9, equal_nan=True)
