"""Laws that right statistics keep, and the sentence for each that an answer breaks.

They speak where no known mistake explains a wrong answer. Each sentence is true of the answer that was given;
none guesses at the cause.
"""

import numpy as np

from autograder.checks import expect_array, say

SAME = 1e-6


def broken_law_of_stats(student, x, which):
    """The first law that mean (0) or var (1) of column_stats breaks; empty if it keeps them all."""
    shift = np.arange(1.0, x.shape[1] + 1)
    asked = (x, x[::-1], 2 * x, x + shift, np.concatenate([x, x]))
    base, turned, doubled, shifted, repeated = _arrays(
        student, [student.column_stats(value).take(2)[which] for value in asked]
    )
    what = ("mean", "var")[which]
    if _differ(base, turned):
        return say(
            "When the rows of x are put in another order, {what} should stay as it is; it does not.", what=what
        )
    if _differ(base, repeated):
        return say("When every row of x is there twice, {what} should stay as it is; it does not.", what=what)
    if which == 0 and _differ(2 * base, doubled):
        return say("When x is doubled, mean should double; it does not.")
    if which == 0 and _differ(base + shift, shifted):
        return say("What is added to a column of x should be added to its mean; it is not.")
    if which == 1 and _differ(4 * base, doubled):
        return say("When x is doubled, var should be four times as large; it is not.")
    if which == 1 and _differ(base, shifted):
        return say("A constant added to a column of x should leave var as it is; it does not.")
    return ""


def broken_law_of_standardized(student, x, eps):
    """The first law that x_hat breaks at an eps that hardly matters; empty if it keeps them all."""
    base, shifted, doubled = _arrays(
        student, [student.standardize(value, eps) for value in (x, x + np.arange(1.0, x.shape[1] + 1), 2 * x)]
    )
    if _differ(base, shifted):
        return say("A constant added to a column of x should leave x_hat as it is; it does not.")
    if _differ(base, doubled):
        return say("When x is doubled, x_hat should stay as it is; it does not.")
    if base.shape == x.shape and _differ(base.mean(axis=0), np.zeros(x.shape[1])):
        return say("The mean of each column of x_hat should be 0; it is not.")
    if base.shape == x.shape and _differ(base.std(axis=0), np.ones(x.shape[1])):
        return say("The standard deviation of each column of x_hat should be 1; it is not.")
    return ""


def broken_law_of_ema(student, old, new):
    """The first law that the average breaks; empty if it keeps them all."""
    equal, kept = _arrays(student, [student.ema_update(old, old, 0.7), student.ema_update(old, new, 1.0)])
    if _differ(equal, old):
        return say("When old and new are equal, they should come out as they are; they do not.")
    if _differ(kept, old):
        return say("At momentum 1, old should come out as it is; it does not.")
    return ""


def broken_law_of_stream(student, x, which):
    """The first law that mean (1) or M2 (2) of welford breaks; empty if it keeps them all."""
    single, base, turned, shifted = _arrays(
        student,
        [student.welford(list(rows)).take(3)[which] for rows in (x[:1], x, x[::-1], x + 1.0)],
    )
    what = ("n", "mean", "M2")[which]
    if which == 1 and _differ(single, x[0]):
        return say("After one row, mean should be that row; it is not.")
    if which == 2 and _differ(single, np.zeros(x.shape[1])):
        return say("After one row, M2 should be 0: nothing has deviated yet. It is not.")
    if _differ(base, turned):
        return say(
            "When the rows come in another order, {what} should be the same at the end; it is not.", what=what
        )
    if which == 2 and _differ(base, shifted):
        return say("A constant added to all rows should leave M2 as it is; it does not.")
    return ""


def broken_law_of_merge(student, a, b, which):
    """The first law that mean (1) or M2 (2) of merge_stats breaks; empty if it keeps them all."""
    pairs = ((a, b), (b, a), (a, a))
    base, turned, twice = _arrays(student, [student.merge_stats(*pair).take(3)[which] for pair in pairs])
    what = ("n", "mean", "M2")[which]
    if _differ(base, turned):
        return say("When a and b change places, {what} should be the same; it is not.", what=what)
    if which == 1 and _differ(twice, a[1]):
        return say("When a is merged with itself, mean should stay as it is; it does not.")
    if which == 2 and _differ(twice, 2 * a[2]):
        return say("When a is merged with itself, M2 should double; it does not.")
    return ""


def _arrays(student, handles):
    return [expect_array(value, what=say("the answer")) for value in student.fetch(*handles)]


def _differ(one, other):
    unit = float(np.max(np.abs(other), initial=0.0)) or 1.0
    return one.shape != other.shape or not np.all(np.abs(one - other) <= SAME * max(unit, 1.0))
