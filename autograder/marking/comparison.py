"""Compare what came with what was expected, by the scale of the quantity and not entry by entry.

An entry near zero makes an elementwise relative error meaningless, and a norm hides one bad entry in many.
So the verdict is the largest error measured in units of the quantity's own scale: columnwise for a matrix
of N rows and D features (features may differ by orders of magnitude), over all entries for a vector.

Two thresholds serve two questions. `VALUES` earns points: work done in float32 inside is about 1e-6 away,
the nearest catalogued mistake 1.7e-2. `EXACT` is what float64 arithmetic by formula reaches with room to
spare (1e-15 on these inputs); it earns `precision` and names mistakes. `NUMERIC` bounds a gradient judged
against differences of the student's own forward, whose error with Richardson's extrapolation is 1e-11.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.marking.subject import taken
from autograder.marking.verdict import Array, CheckFailure, Compared
from autograder.sandbox.steps import Opaque
from autograder.sentences import NOTHING, Said, Sentence, as_sentence, say, say_all

VALUES = 1e-5
NUMERIC = 1e-6
EXACT = 1e-9

MOST_AXES = 4
"""Axes of a shape that a sentence names."""


def scale_of(expected: Array) -> Array:
    """The scale of each entry, as an array that broadcasts with `expected`; never zero.

    A matrix (N, D): the largest magnitude of each column, but at least a thousandth of the whole's, so that
    a column of zeros is compared absolutely. A vector: its largest magnitude.
    """
    magnitude = np.abs(np.asarray(expected, dtype=float))
    largest = float(magnitude.max(initial=0.0)) or 1.0
    if magnitude.ndim < 2 or not magnitude.size:  # the columns of an empty array may be more than fit anywhere
        return np.asarray(largest)
    largest_of_column: Array = np.maximum(magnitude.max(axis=0, keepdims=True), 1e-3 * largest)
    return largest_of_column


def scaled_error(got: Array, expected: Array, *, scale: Array | float | None = None) -> float:
    """The largest difference in units of the scale; infinite when shapes differ or a value is not finite."""
    if np.shape(got) != np.shape(expected) or not np.all(np.isfinite(got)):
        return float("inf")
    unit = scale_of(expected) if scale is None else scale
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.max(np.abs(np.asarray(got, float) - expected) / unit, initial=0.0))


def expect_array(value: Any, *, what: Said) -> Array:
    """The value, if it is an array of numbers; they are float64 (`taken`).

    Raises:
        CheckFailure: it is None, a list, an object, an array of something else.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        return value
    if value is None:
        raise CheckFailure(say("{what} is None: it was never given a value.", what=what), kind="type")
    type_name = value.type_name if isinstance(value, Opaque) else type(value).__name__
    raise CheckFailure(
        say("{what} should be an array of numbers; it is of type {type}.", what=what, type=type_name),
        kind="type",
    )


def expect_shape(value: Any, shape: tuple[int, ...], *, what: Said) -> Array:
    """The value, if it is an array of exactly this shape.

    Raises:
        CheckFailure: it is no array, or has another shape.
    """
    array = expect_array(value, what=what)
    if array.shape != shape:
        raise CheckFailure(
            say(
                "{what} has shape {got}; expected {expected}.",
                what=what,
                got=shape_in_words(array.shape),
                expected=shape_in_words(shape),
            ),
            kind="shape",
        )
    return array


def squeeze_to(value: Any, shape: tuple[int, ...], *, what: Said) -> Array:
    """The value with kept axes of length 1 taken away where that gives the shape.

    A sum that kept its axis is a small fault of its own; it is not charged with the values.

    Raises:
        CheckFailure: it is no array, or has another shape.
    """
    array = expect_array(value, what=what)
    if (
        array.shape != shape
        and array.size == np.prod(shape, dtype=int)
        and _without_ones(array) == _ones_out(shape)
    ):
        array = array.reshape(shape)
    return expect_shape(array, shape, what=what)


def expect_close(
    value: Any,
    expected: Array,
    *,
    what: Said,
    tolerance: float = VALUES,
    scale: Array | float | None = None,
    squeeze: bool = True,
    when: Said = "",
) -> None:
    """Demand an array that agrees with `expected` to `tolerance` of the scale; `when` tells the case apart.

    Raises:
        CheckFailure: wrong type, then wrong shape, then a value that is not finite, then wrong values; the
            sentence names the worst entry, what came, what was expected, and how far beyond the tolerance.
    """
    expected = expect_array(expected, what=what)  # which may be an answer too, to another question
    fit = squeeze_to if squeeze else expect_shape
    got = np.asarray(fit(value, expected.shape, what=what), dtype=float)
    finite = np.isfinite(got)
    if not finite.all():
        at = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise CheckFailure(
            say(
                "{what} is not finite{when}: {what}{at} is {got}; {count}.",
                what=what,
                when=_case(when),
                at=_index(at),
                got=f"{got[at]:g}",
                count=_count(~finite, finite=False),
            ),
            compared=Compared(what, got, expected, ~finite),
        )
    unit = np.broadcast_to(scale_of(expected) if scale is None else scale, expected.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        error = np.abs(got - expected) / unit
    wrong = ~(error <= tolerance)  # so that what cannot be compared, such as an expected NaN, is wrong
    if wrong.any():
        at = tuple(int(i) for i in np.unravel_index(np.argmax(error), error.shape))
        digits = 6 if error[at] > 1e-4 else 12  # enough to see the difference
        raise CheckFailure(
            say(
                "{what} has wrong values{when}: {count}. The worst is {what}{at}: got {got:.{digits}g},"
                " expected {expected:.{digits}g}, {times} the tolerance.",
                what=what,
                when=_case(when),
                count=_count(wrong, finite=True),
                at=_index(at),
                got=_rounded(got[at], digits),
                expected=_rounded(expected[at], digits),
                digits=digits,
                times=_times(float(error[at]) / tolerance),
            ),
            compared=Compared(what, got, expected, wrong, tolerance),
        )


def same_bits(one: Any, other: Any) -> bool:
    """Whether two values are equal to the last bit, NaN included; of arrays, the bits as float64."""
    one, other = taken(one), taken(other)
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, list | tuple) and type(one) is type(other):
        return len(one) == len(other) and all(map(same_bits, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_bits(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other or (one != one and other != other))


MANY = say("1000 or more")


def shape_in_words(shape: tuple[int, ...]) -> Said:
    """A shape as it is said: of more axes than four, the first ones; no length of more than three digits."""
    lengths: list[Said] = [str(length) if length < 1000 else MANY for length in shape[:MOST_AXES]]
    if len(shape) > MOST_AXES:
        lengths.append("...")
    if MANY not in lengths:
        return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(map(str, lengths))})"
    axes = say_all(map(as_sentence, lengths), "{one}, {other}")
    return say("({axes},)", axes=axes) if len(lengths) == 1 else say("({axes})", axes=axes)


def _index(at: tuple[int, ...]) -> str:
    return "[" + ", ".join(str(i) for i in at) + "]" if at else ""


LIKE_THIS = ("{number} of {size} entries is like this", "{number} of {size} entries are like this")
OFF = ("{number} of {size} entries is off", "{number} of {size} entries are off")
"""How many entries, said of one and of several."""


def _count(wrong: npt.NDArray[np.bool_], *, finite: bool) -> Sentence:
    number = int(np.count_nonzero(wrong))
    text = OFF[number != 1] if finite else LIKE_THIS[number != 1]
    return say(text, number=number, size=wrong.size)


def _rounded(number: Any, digits: int) -> float:
    """No more digits than are said: the inputs of a hidden check do not leave it in a field."""
    return float(f"{number:.{digits}g}")


def _times(ratio: float) -> Sentence:
    """A ratio as people say it: 3.1 times, 62,000 times."""
    if not ratio < 1e6:
        return say("more than a million times")
    rounded = float(f"{ratio:.2g}")
    return say("{ratio:,.0f} times" if rounded >= 10 else "{ratio:g} times", ratio=rounded)


def _case(when: Said) -> Sentence:
    return say(" {when}", when=as_sentence(when)) if when else NOTHING


def _without_ones(array: Array) -> tuple[int, ...]:
    return _ones_out(array.shape)


def _ones_out(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)
