"""What does the oracle say of an answer? Right, wrong, or nothing: what lies between is not judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from autograder.sandbox.steps import Failure

from .formulas import Array, Real

VALUES = (1e-4, 1e-2)
"""Relative errors: right up to the first, wrong from the second on, and not judged between them."""

DIGITS = (1e-11, 1e-8)
"""The same where nine digits are asked for."""


class Says(StrEnum):
    """What the oracle says of a line."""

    RIGHT = "right"
    WRONG = "wrong"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the oracle says, why, and the answers on which that rests."""

    says: Says
    why: str = ""
    values: tuple[Any, ...] = ()


def right(values: Iterable[Any] = ()) -> Opinion:
    """It is right."""
    return Opinion(Says.RIGHT, "", tuple(values))


def wrong(why: str, values: Iterable[Any] = ()) -> Opinion:
    """It is wrong."""
    return Opinion(Says.WRONG, why, tuple(values))


def nothing(why: str, values: Iterable[Any] = ()) -> Opinion:
    """The oracle cannot say."""
    return Opinion(Says.NOTHING, why, tuple(values))


def together(opinions: Iterable[Opinion]) -> Opinion:
    """Wrong where one is wrong; otherwise nothing where one says nothing."""
    found = list(opinions)
    values = tuple(value for one in found for value in one.values)
    for says in (Says.WRONG, Says.NOTHING):
        for one in found:
            if one.says is says:
                return Opinion(says, one.why, values)
    return right(values)


def compared(
    what: str, got: Any, expected: Array, limits: tuple[float, float] = VALUES, scale: Any = None
) -> Opinion:
    """Whether the numbers are these; axes of length one that should not be there are no fault here."""
    if isinstance(got, Failure):
        return wrong(f"{what}: {failing(got)}", [got])
    numbers = numbers_of(got)
    if numbers is None or squeezed(numbers) != squeezed(expected):
        return wrong(f"{what} is no array like {expected.shape}", [got])
    numbers = numbers.reshape(expected.shape).astype(Real)
    if not np.isfinite(numbers).all():
        return wrong(f"{what} is not finite", [got])
    error = float((np.abs(numbers - expected) / (np.abs(expected).max() if scale is None else scale)).max())
    return graded(f"{what} is off by {error:.1e}", error, limits, [got])


def graded(why: str, error: float, limits: tuple[float, float], values: Iterable[Any]) -> Opinion:
    if error <= limits[0]:
        return right(values)
    return wrong(why, values) if error >= limits[1] else nothing(f"{why}: neither right nor wrong", values)


def numbers_of(value: Any) -> Array | None:
    if isinstance(value, np.ndarray | np.generic | float | int) and not isinstance(value, bool):
        return np.asarray(value, float)
    return None


def squeezed(array: Array) -> tuple[int, ...]:
    return tuple(size for size in array.shape if size != 1)


def failing(failure: Failure) -> str:
    return f"it fails ({failure.type_name or failure.kind})"


def shaped(what: str, got: Any, like: tuple[int, ...]) -> Opinion:
    """The shape alone: what is no such array at all is charged where its values are asked for."""
    numbers = None if isinstance(got, Failure) else numbers_of(got)
    if numbers is None or squeezed(numbers) != squeezed(np.empty(like)):
        return nothing(f"{what} is no array of that size", [got])
    if numbers.shape == like:
        return right([got])
    return wrong(f"{what} has the shape {numbers.shape}", [got])


def is_same(got: Any, before: Array) -> bool:
    return isinstance(got, np.ndarray) and got.shape == before.shape and np.array_equal(got, before)


def counted(first: Any) -> Opinion:
    if not isinstance(first, Failure):
        return right()
    if first.kind == "count":
        return wrong(f"{first.message} values come back", [first])
    return nothing(failing(first), [first])
