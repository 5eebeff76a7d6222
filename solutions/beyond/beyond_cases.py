"""What the hidden checks of beyond share: numbers drawn with a purpose, and small demands on what comes back.

Columns are spread by 2 to 4 beside eps = 1e-12, so that no place of eps moves a value by 1e-5; where eps is
judged, variances of 0.1 to 2 stand beside eps = 0.3. Scales come with either sign and never as 1.
"""

import numpy as np

from autograder.checks import CheckFailure, Opaque, say

TINY = 1e-12
"""An eps that hardly matters beside a variance of 4."""

LARGE = 0.3
"""An eps that shows where it stands."""


def signed(rng, size):
    """Numbers of 0.5 to 2 with either sign."""
    return np.array([-1.0, 1.0])[rng.integers(2, size=size)] * rng.uniform(0.5, 2.0, size=size)


def spread_rows(rng, rows, columns, *, low=2.0, high=4.0):
    """A batch (rows, columns) whose columns have deviations from low to high and different means."""
    x = rng.normal(size=(rows, columns))
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return x * rng.uniform(low, high, size=columns) + rng.uniform(-5.0, 5.0, size=columns)


def expect_dict(value, *, what):
    """The value, if it is a dictionary of plain values.

    Raises:
        CheckFailure: it is something else.
    """
    if not isinstance(value, dict):
        kind = value.type_name if isinstance(value, Opaque) else type(value).__name__
        raise CheckFailure(
            say("{what} should return a dictionary; it returned a {kind}.", what=what, kind=kind), kind="type"
        )
    return value


def expect_key(state, key, *, what):
    """The value that a returned dictionary has under a key.

    Raises:
        CheckFailure: there is no such key.
    """
    if key not in expect_dict(state, what=what):
        raise CheckFailure(
            say('The dictionary that {what} returned has no key "{key}".', what=what, key=key), kind="state"
        )
    return state[key]


def expect_number(value, expected, *, what):
    """Demand a number that equals `expected` to six digits.

    Raises:
        CheckFailure: it is no number, or another one.
    """
    number = isinstance(value, int | float) or (isinstance(value, np.ndarray) and value.size == 1)
    if not number or isinstance(value, bool):
        raise CheckFailure(
            say("{what} should be a number; it is of type {type}.", what=what, type=type(value).__name__),
            kind="type",
        )
    got = float(np.asarray(value).reshape(()))
    if not abs(got - expected) <= 1e-6 * max(abs(expected), 1e-6):
        text = "{what} has the wrong value: got {got:.6g}, expected {expected:.6g}."
        raise CheckFailure(say(text, what=what, got=got, expected=expected))


def expect_moves(student, one, others, *, name):
    """Demand that a value changes when what it depends on changes: small criteria wait for that.

    `one` is a handle; `others` maps a description to the handle of the same value with that input changed.

    Raises:
        CheckFailure: a value cannot be had, or stays the same.
    """
    base, *moved = student.fetch(one, *others.values())
    for what, other in zip(others, moved, strict=True):
        arrays = isinstance(base, np.ndarray) and isinstance(other, np.ndarray)
        if not arrays or (base.shape == other.shape and np.allclose(base, other, rtol=0.0, atol=1e-6)):
            raise CheckFailure(say("Judged once {name} depends on {what}.", name=name, what=what))
