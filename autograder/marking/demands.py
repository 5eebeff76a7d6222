"""What the checks of many courses demand in the same words.

That a call leaves its arguments alone, that a second call gives what the first one gave, that an answer depends
on what it must depend on, that a stored value is a mix of two others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.marking.comparison import EXACT, NUMERIC, same_bits, squeeze_to
from autograder.marking.subject import Handle, Subject
from autograder.marking.verdict import Array, CheckFailure
from autograder.sandbox.steps import DTYPES, Failure
from autograder.sentences import NOTHING, Said, Sentence, as_sentence, say

# Arguments


THE_CALL = say("the call")


def expect_unchanged(
    before: Mapping[str, Any] | Mapping[Sentence, Any], after: Sequence[Any], *, by: Said = THE_CALL
) -> None:
    """Demand that the inputs `before`, by name, hold the same bits `after` what `by` says.

    Raises:
        CheckFailure: one of them was changed, or is gone.
    """
    for at, (name, old) in enumerate(before.items()):
        if at >= len(after) or not same_bits(after[at], old):
            text = say("{name} was changed by {by}; work on a new array.", name=name, by=by)
            raise CheckFailure(text, kind="state")


def expect_inputs_left_alone(
    student: Subject, inputs: Mapping[str, Any], call: Callable[..., Handle], *, by: Said = THE_CALL
) -> None:
    """Call a function with the inputs, and demand that they hold the same bits afterwards.

        expect_inputs_left_alone(student, {"x": x}, lambda x: student.f(x).take(2)[0])

    `call` gets a handle for each input, in their order, and gives a handle of what must be there for the
    question to make sense: a function that does not run at all leaves nothing alone.

    Raises:
        CheckFailure: the call failed, or an input was changed.
    """
    given = [student.new(value) for value in inputs.values()]
    _, *after = student.fetch(call(*given), *given)
    expect_unchanged(inputs, after, by=by)


def expect_same_again(
    student: Subject, dout: Array, names: Sequence[str], call: Callable[[Handle], Sequence[Handle]]
) -> None:
    """Call a backward pass twice with one cache: dout keeps its bits, and so do the gradients.

        expect_same_again(student, dout, ("dx", "dw"), lambda dout: student.f_backward(dout, cache).take(2))

    `call` gets a handle of `dout` and gives a handle for each of the names.

    Raises:
        CheckFailure: a call failed, dout was changed, or a gradient is another one the second time.
    """
    given = student.new(dout)
    first, second = call(given), call(given)
    *values, after = student.fetch(*first, *second, given)
    expect_unchanged({"dout": dout}, [after])
    number = len(first)
    for what, one, two in zip(names, values[:number], values[number:], strict=True):
        if not same_bits(one, two):
            text = say(
                "A second call with the same cache gives another {what}: the first call changed the cache.",
                what=what,
            )
            raise CheckFailure(text, kind="state")


# Answers


def expect_entry(state: Any, key: str, *, of: str) -> Any:
    """What the dictionary `state`, fetched after a call, has under a key; `of` is the dictionary's name.

    Raises:
        CheckFailure: it is no dictionary, or has no such key.
    """
    if not isinstance(state, dict) or key not in state:
        raise CheckFailure(say('{of} has no key "{key}" after the call.', of=of, key=key), kind="state")
    return state[key]


def expect_raises(student: Subject, call: Handle, error: str, *, when: Said, text: str = "") -> None:
    """Demand that a call raises this exception, and with this text if one is given; `when` says which call.

    Raises:
        CheckFailure: it raises nothing, another exception, or one with another text.
    """
    (got,) = student.try_fetch(call)
    if not isinstance(got, Failure):
        raise CheckFailure(say("{when} raised nothing; expected {error}.", when=when, error=error))
    if got.type_name != error:
        found = got.type_name or got.kind
        said = say("{when} raised {found}; expected {error}.", when=when, found=found, error=error)
        raise CheckFailure(said)
    failure = student.fetched[-1]  # as it was given: a check is not told what it may not say
    assert isinstance(failure, Failure)
    if text and failure.message != text:
        raise CheckFailure(
            say(
                '{when} raised {error} with another text; expected "{text}".', when=when, error=error, text=text
            )
        )


def expect_responds(
    base: Any,
    others: Mapping[str, Any] | Mapping[Said, Any],
    *,
    what: Said,
    shape: tuple[int, ...],
    again: Any = None,
    scale: Array | float = 1.0,
) -> None:
    """Demand that an answer depends on what it must depend on: small criteria wait for that.

    `base` is the answer, `others` are the answers with one thing changed, by the name of that thing; `again`,
    where it is given, is the answer to the same question. How nearly right a wrong answer is changes with the
    inputs; whether it depends on them does not.

    Raises:
        CheckFailure: an answer has another shape, differs when asked again, or stays when its input moves.
    """
    first, *moved = (squeeze_to(value, shape, what=what).astype(float) for value in (base, *others.values()))
    if again is not None:
        same = squeeze_to(again, shape, what=what).astype(float)
        if not np.max(np.abs(same - first) / scale) <= NUMERIC:
            raise CheckFailure(say("Judged once {what} is the same when asked again.", what=what))
    for cause, other in zip(others, moved, strict=True):
        if not np.max(np.abs(other - first) / scale) > NUMERIC:
            raise CheckFailure(say("Judged once {what} depends on {cause}.", what=what, cause=cause))


def mix(new: Array, *parts: Array) -> Array | None:
    """The weights with which `new` (D,) is a mix of the parts (D,), or None if it is no such mix.

    The least squares solution of new = sum of weight * part; it counts where nothing is left over but rounding.
    """
    columns = np.stack(parts, axis=1)
    weights, *_ = np.linalg.lstsq(columns, new, rcond=None)
    fits = np.max(np.abs(columns @ weights - new)) <= NUMERIC * np.max(np.abs(columns))
    return weights if fits else None


NO_MIX = say("what you store is no mix of the two")


def weights_in_words(weights: Array | None, *, otherwise: Said = NO_MIX) -> Sentence:
    """The weights of a mix of two, in words; zero is said as zero, without its rounding error."""
    if weights is None:
        return as_sentence(otherwise)
    one, other = weights.round(9) + 0.0
    return say("they get {one:.4g} and {other:.4g}", one=one, other=other)


MOST_NAMES = 2
"""Names that a sentence lists before it counts the others."""


def names_in_words(names: Sequence[str]) -> Sentence:
    """Names as a sentence lists them: the first ones, and how many there are more."""
    first, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return (
        say("{names} and {number} more", names=first, number=more) if more > 0 else say("{names}", names=first)
    )


def fetch_with_types(student: Subject, *handles: Handle) -> tuple[tuple[Any, str], ...]:
    """What is behind each handle, with the type of its numbers, such as "float32"; empty where there are none.

    A fetched array holds float64, whatever it held where it was made.

    Raises:
        CheckFailure: a step that a value rests on failed.
    """
    names = [handle.attribute("dtype").attribute("name") for handle in handles]
    found = student.try_fetch(*handles, *names)
    values, types = found[: len(handles)], found[len(handles) :]
    for value in values:
        if isinstance(value, Failure):
            raise student.failure(value)
    known = [name if isinstance(name, str) and name in DTYPES else "" for name in types]
    return tuple(zip(values, known, strict=True))


# How many digits an answer has


ROUNDED: Mapping[str, str] = {
    "float16": "The digits of x beyond half precision (float16, three digits) make no difference to out: x is"
    " rounded to it on the way. Work in float64.",
    "float32": "The digits of x beyond single precision (float32, seven digits) make no difference to out: x is"
    " rounded to it on the way. Work in float64.",
}
"""What is said of a function that rounds its input x; the smallest precision first."""


def rounded_in_words(precision: str) -> Sentence:
    """The sentence for the precision to which x is rounded; empty for none."""
    return say(ROUNDED[precision]) if precision in ROUNDED else NOTHING


def truth_values(student: Subject, what: Said, handle: Handle) -> Sentence:
    """That an answer holds truth values, as a sentence; empty if it does not.

    Raises:
        CheckFailure: a step that the answer rests on failed.
    """
    ((_, type_name),) = fetch_with_types(student, handle)
    if type_name != "bool":
        return NOTHING
    return say("{what} holds truth values (bool) where numbers belong.", what=what)


def stored_in_half(what: Said, values: Array) -> Sentence:
    """That all numbers of an array are numbers of half precision, as a sentence; empty if they are not."""
    with np.errstate(over="ignore"):
        if np.array_equal(values, values.astype(np.float16)):
            text = "{what} holds numbers of half precision (float16): three digits. Store float64."
            return say(text, what=what)
    return NOTHING


@contextmanager
def counting_digits(what: Said, scale: Array | float, *, largest: str) -> Iterator[None]:
    """Say of an array that should be exact how exact it is, and not how many entries are off.

    `largest` is the size of x, at which digits are lost most easily, such as "3e8".

    Raises:
        CheckFailure: the demand failed.
    """
    try:
        yield
    except CheckFailure as failure:
        compared = failure.compared
        if compared is None or not np.all(np.isfinite(compared.got)):
            raise
        text = say(
            "Where x is as large as {largest}, {what} is off by {error:.0e} of its scale; a formula in float64"
            " stays below {allowed:.0e}.",
            largest=largest,
            what=what,
            error=float(f"{np.max(np.abs(compared.got - compared.expected) / scale):.0e}"),
            allowed=EXACT,
        )
        raise CheckFailure(text, compared=compared, remark=failure.remark) from failure


# How a check asks


@contextmanager
def remarking(remark: Callable[[], Said] | None) -> Iterator[None]:
    """Give the failure of the demand inside a remark, such as a law that the answer breaks; None adds nothing.

    It is asked for only where no known mistake explains the answer.

    Raises:
        CheckFailure: the demand failed.
    """
    try:
        yield
    except CheckFailure as failure:
        failure.remark = remark
        raise


@contextmanager
def aside(student: Subject) -> Iterator[None]:
    """What is fetched within is no part of the student's answer, by which mistakes are recognised."""
    known = len(student.fetched)
    try:
        yield
    finally:
        del student.fetched[known:]
