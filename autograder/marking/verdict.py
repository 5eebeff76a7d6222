"""How a check ends when it does not simply pass.

    CheckFailure    the student's: what is wrong, in a sentence for the student
    CarriedCredit   right for the forward the student wrote, though that forward is wrong

Whatever else a check raises is ours, and becomes the outcome `error`, never a zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.sandbox.steps import Failure

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """The two arrays of a comparison that failed: a picture of a public check is drawn from them, no mark."""

    what: str
    got: Array
    expected: Array
    wrong: npt.NDArray[np.bool_]  # the entries beyond the tolerance


class CheckFailure(Exception):
    """The answer is wrong; the text says what, where, what came and what was expected.

    `function` names the function that could not be run at all, if that is the reason; `kind` is the kind of
    its `Failure`, or "values", "shape", "type", "state". `remark` is asked for one more sentence when no known
    mistake explains the answer, such as a law that it breaks; if it raises, there is nothing to say. `compared`
    is there where two arrays of one shape differ.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str = "values",
        function: str = "",
        remark: Callable[[], str] | None = None,
        compared: Compared | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.function = function
        self.remark = remark
        self.compared = compared


class CarriedCredit(Exception):
    """The answer deserves `share` (0 to 1) of the points although it differs from the reference."""

    def __init__(self, message: str, *, share: float) -> None:
        super().__init__(message)
        self.share = share


def _harmless(message: str) -> str:
    """An exception's text, unless it is so full of numbers that it could carry hidden inputs out."""
    if len(re.findall(r"\d\.\d{4,}|[0-9a-f]{16,}|\d{8,}", message)) > 2:
        return "its text holds many numbers and is not shown"
    return " ".join(message.split())[:200]


STUB = "write this part of "
"""What a released stub raises begins with this and ends with the function's name."""


def sentence(failure: Failure, *, function: str, wanted: int = 0) -> str:
    """Say to the student why a function gave no result.

    `function` is the function that was called, `wanted` the number of values it should have returned.
    """
    name = function or "Your code"
    where = ""
    if failure.place:
        where = f" ({failure.place}: {failure.code})" if failure.code else f" ({failure.place})"
    text = f"{failure.type_name}: {_harmless(failure.message)}" if failure.message else failure.type_name
    match failure.kind:
        case "missing":
            return f"{failure.message or name} is not defined in your notebook."
        case "stub":
            part = failure.message.removeprefix(STUB)  # of another function, where that is what it calls
            if part != failure.message and part.isidentifier() and part != name:
                return f"{name} calls {part}, which is not written yet."
            return f"{name} is not written yet."
        case "raised" if failure.type_name == "SyntaxError":
            return f"{name} cannot be read by Python: {failure.message}{where}."
        case "raised":
            return f"{name} raised {text}{where}."
        case "count":
            number = f"{wanted} values" if wanted != 1 else "1 value"
            if failure.type_name in ("tuple", "list"):
                return f"{name} returned {failure.message} values; the contract asks for {number}."
            return f"{name} returned one {failure.type_name}; the contract asks for {number}."
        case "timeout":
            return f"{name} did not finish in time: {failure.message}."
        case "memory":
            return f"{name} needed more memory than it may use{where}."
        case "died":
            return f"{name} ended the whole process: {failure.message}."
        case "broken":
            return f"{name} left the process in a state in which it no longer answers: {failure.message}."
        case _:
            return f"{name} could not be run after what happened before."
