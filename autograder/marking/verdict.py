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

from autograder.report import Kind
from autograder.sandbox.steps import OVER_BUDGET, Failure
from autograder.sentences import NOTHING, Said, Sentence, as_sentence, say, say_all
from autograder.submission.notebook import place_in_words

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Compared:
    """The two arrays of a comparison that failed: a picture of a public check is drawn from them, no mark."""

    what: Said
    got: Array
    expected: Array
    wrong: npt.NDArray[np.bool_]  # the entries beyond the tolerance
    tolerance: float = 0.0  # which the sentence speaks of; 0 if it speaks of none


class CheckFailure(Exception):
    """The answer is wrong; `said` says what, where, what came and what was expected.

    `function` names the function that could not be run at all, if that is the reason; `kind` is the kind of
    its `Failure`, or "values", "shape", "type", "state". `remark` is asked for one more sentence when no known
    mistake explains the answer, such as a law that it breaks; if it raises, there is nothing to say. `compared`
    is there where two arrays of one shape differ.

    Raises:
        ValueError: there is no such kind.
    """

    def __init__(
        self,
        message: Said,
        *,
        kind: str = "values",
        function: str = "",
        remark: Callable[[], Said] | None = None,
        compared: Compared | None = None,
    ) -> None:
        super().__init__(message)
        self.said = as_sentence(message)
        self.kind = Kind(kind)
        self.function = function
        self.remark = remark
        self.compared = compared


class CarriedCredit(Exception):
    """The answer deserves `share` (0 to 1) of the points although it differs from the reference."""

    def __init__(self, message: Said, *, share: float) -> None:
        super().__init__(message)
        self.said = as_sentence(message)
        self.share = share


def _harmless(message: str) -> Sentence | str:
    """An exception's text, unless it is so full of numbers that it could carry hidden inputs out."""
    if len(re.findall(r"\d\.\d{4,}|[0-9a-f]{16,}|\d{8,}", message)) > 2:
        return say("its text holds many numbers and is not shown")
    return " ".join(message.split())[:200]


STUB = "write this part of "
"""What a released stub raises begins with this and ends with the function's name."""


NO_POWER = say("In Python, ^ combines bits; a power is written with **.")
"""What is said where ^ stands in the line that raised a TypeError: no floats have it."""

_OF_FAILURES = frozenset(
    {
        *(Kind.MISSING, Kind.STUB, Kind.RAISED, Kind.COUNT, Kind.TIMEOUT, Kind.MEMORY),
        *(Kind.DIED, Kind.BROKEN, Kind.SKIPPED),
    }
)


def kind_of(failure: Failure) -> Kind:
    """The kind of a failure; what a worker may make up counts as a call that was not run."""
    return Kind(failure.kind) if failure.kind in _OF_FAILURES else Kind.SKIPPED


def sentence(failure: Failure, *, function: str, wanted: int = 0) -> Sentence:
    """Say to the student why a function gave no result.

    `function` is the function that was called, `wanted` the number of values it should have returned.
    """
    name = function or say("Your code")
    where = _where(failure)
    match kind_of(failure):
        case Kind.MISSING:
            return say("{name} is not defined in your notebook.", name=failure.message or name)
        case Kind.STUB:
            part = _unwritten_part(failure)
            if part and part != function:
                return say("{name} calls {part}, which is not written yet.", name=name, part=part)
            return say("{name} is not written yet.", name=name)
        case Kind.RAISED if failure.type_name == "SyntaxError":
            if not failure.message:
                return say("{name} cannot be read by Python{where}.", name=name, where=where)
            text = failure.message
            return say("{name} cannot be read by Python: {text}{where}.", name=name, text=text, where=where)
        case Kind.RAISED:
            raised = say("{name} raised {text}{where}.", name=name, text=_raised(failure), where=where)
            is_power = failure.type_name == "TypeError" and "^" in failure.code
            return say_all([raised, NO_POWER if is_power else NOTHING])
        case Kind.COUNT:
            return _miscounted(failure, name, wanted)
        case Kind.TIMEOUT:
            return say(
                "{name} did not finish in time: {how}{where}.",
                name=name,
                how=failure.how or failure.message,
                where=where,
            )
        case Kind.MEMORY if failure.type_name == OVER_BUDGET:
            return say(
                "{name} returned too much: all results of a submission together have a limit, and arrays of the"
                " shapes that the exercise asks for stay far below it.",
                name=name,
            )
        case Kind.MEMORY:
            return say("{name} needed more memory than it may use{where}.", name=name, where=where)
        case Kind.DIED:
            return say("{name} ended the whole process: {how}.", name=name, how=failure.how or failure.message)
        case Kind.BROKEN:
            return say(
                "{name} left the process in a state in which it no longer answers: {how}.",
                name=name,
                how=failure.how or failure.message,
            )
        case _:
            return say("{name} could not be run after what happened before.", name=name)


def _where(failure: Failure) -> Sentence:
    """The student's own line, in brackets; empty where it is not known."""
    if not failure.place:
        return NOTHING
    place = place_in_words(failure.place)
    if not failure.code:
        return say(" ({place})", place=place)
    return say(" ({place}: {code})", place=place, code=failure.code)


def _raised(failure: Failure) -> Sentence | str:
    if not failure.message:
        return failure.type_name
    return say("{type}: {text}", type=failure.type_name, text=_harmless(failure.message))


def _unwritten_part(failure: Failure) -> str:
    """The function whose stub it was, which may be another than the one that was called; empty if not known."""
    part = failure.message.removeprefix(STUB)
    return part if part != failure.message and part.isidentifier() else ""


def _miscounted(failure: Failure, name: Sentence | str, wanted: int) -> Sentence:
    number = say("{number} values", number=wanted) if wanted != 1 else say("1 value")
    if failure.type_name in ("tuple", "list"):
        return say(
            "{name} returned {found} values; the contract asks for {number}.",
            name=name,
            found=failure.message,
            number=number,
        )
    return say(
        "{name} returned one {type}; the contract asks for {number}.",
        name=name,
        type=failure.type_name,
        number=number,
    )
