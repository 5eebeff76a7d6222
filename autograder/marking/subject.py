"""The functions under test, as a check sees them: `student` and `reference` are both Subjects.

A check writes ordinary calls; nothing runs until values are fetched, and then all steps travel in one
message. What a function returns stays where it was made, behind a `Handle`: a cache is never looked into.

    param = student.new({"mode": "train"})
    out, cache = student.batchnorm_forward(x, gamma, beta, param).take(2)
    out, mean = student.fetch(out, param["running_mean"])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.marking.discretion import Discretion, Quote
from autograder.marking.verdict import CheckFailure, kind_of, sentence
from autograder.report import Kind
from autograder.sandbox.steps import Failure, Ref, Step
from autograder.sentences import NOTHING, Sentence, say, say_all

_FLOAT64 = np.dtype(np.float64)


def taken(value: Any) -> Any:
    """An answer as every check gets it: arrays of numbers, and NumPy's own numbers, are float64.

    Functions may answer with truth values, whole numbers, half precision. In arithmetic they have rules of
    their own (a difference of truth values is refused, one of unsigned numbers wraps round, no equation is
    solved in half precision), and no check should have to know them. Which type an array had is a question of
    its own: `types_of` in `demands.py`.
    """
    kind = type(value)
    if kind is np.ndarray:
        return value if value.dtype is _FLOAT64 else value.astype(_FLOAT64, copy=False)
    if kind is list or kind is tuple:
        return kind([taken(item) for item in value])
    if kind is dict:
        return {key: taken(item) for key, item in value.items()}
    return np.asarray(value, _FLOAT64) if isinstance(value, np.generic) else value


class Session(Protocol):
    """Where steps run: a confined worker, or this process for the reference."""

    def reset(self) -> None:
        """Forget all results."""

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """Run the steps after those since the last reset; return the results with these indexes."""


class Subject:
    """A set of functions under test; an attribute that is not listed here is one of those functions.

    `discretion` keeps from a check what it must not repeat; `fetched` holds the answers as they were given.
    `quotes` are the places that a check was told of, each with the line that stands there in the file;
    `answers_decide` is False once that line is not the one that was answered.
    """

    def __init__(self, session: Session, discretion: Discretion | None = None) -> None:
        session.reset()
        self._session = session
        self._discretion = discretion
        self.quotes: list[Quote] = []
        self.answers_decide = True
        self._steps: list[Step | None] = []  # by the first of its results; None stands for the others
        self._sent = 0
        self.fetched: list[Any] = []

    def __getattr__(self, name: str) -> Handle:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._record(Step("name", (name,)))

    def new(self, value: Any) -> Handle:
        """A fresh object on the other side, built from plain data."""
        return self._record(Step("value", (_plain(value),)))

    def fetch(self, *handles: Handle, after: Sequence[Handle] = ()) -> tuple[Any, ...]:
        """Copies of the values behind the handles.

        The steps of those in `after` must have run; their values are no part of the answer.

        Raises:
            CheckFailure: a step that they rest on failed; the sentence says which function and why.
        """
        known = len(self.fetched)
        values = self.try_fetch(*after, *handles)
        for value in values:
            if isinstance(value, Failure):
                raise self.failure(value)
        del self.fetched[known : known + len(after)]
        return values[len(after) :]

    def try_fetch(self, *handles: Handle) -> tuple[Any, ...]:
        """As `fetch`, but a failed step's value is its `Failure`."""
        values = self._run(*handles)
        self.fetched.extend(values)
        return values if self._discretion is None else self._admitted(values, self._discretion)

    def _run(self, *handles: Handle) -> tuple[Any, ...]:
        new = [step for step in self._steps[self._sent :] if step is not None]
        self._sent = len(self._steps)
        return tuple(map(taken, self._session.run(new, [handle.index for handle in handles])))

    def _admitted(self, values: tuple[Any, ...], discretion: Discretion) -> tuple[Any, ...]:
        admitted = tuple(map(discretion.admit, values))
        for given, told in zip(values, admitted, strict=True):
            if type(given) is Failure and given.place:
                self.quotes.append((told.place, told.code))
                self.answers_decide = self.answers_decide and self.quotes[-1] == (given.place, given.code)
        return admitted

    def failure(self, failure: Failure) -> CheckFailure:
        """The failure as the sentence that a student reads."""
        function, wanted = self._blame(failure)
        said = say_all([sentence(failure, function=function, wanted=wanted), self._came_as_none(failure)])
        return CheckFailure(said, kind=kind_of(failure), function=function)

    def _record(self, step: Step, more: int = 0) -> Handle:
        handle = Handle(self, len(self._steps))
        self._steps.append(step)
        if more:
            self._steps += [None] * more
        return handle

    def _came_as_none(self, failure: Failure) -> Sentence:
        """That a call which raised was handed None by another function, such as a cache that was forgotten."""
        step = self._steps[failure.step] if 0 <= failure.step < len(self._steps) else None
        if kind_of(failure) is not Kind.RAISED or step is None or step.op != "call":
            return NOTHING
        for ref in [arg for arg in step.args[1:] if isinstance(arg, Ref) and self._steps[arg.index] is None]:
            (type_name,) = self._run(Handle(self, ref.index).attribute("__class__").attribute("__name__"))
            if type_name == "NoneType":
                whole = max(at for at in range(ref.index) if self._steps[at] is not None)
                maker, number = self._blame(Failure("raised", step=ref.index))
                return say(
                    "It was handed value {at} of the {number} that {maker} returns, and that is None: {maker}"
                    " must put there what is needed.",
                    at=ref.index - whole,
                    number=number,
                    maker=maker,
                )
        return NOTHING

    def _blame(self, failure: Failure) -> tuple[str, int]:
        """The function whose call failed, and how many values were asked of it."""
        index = failure.step
        wanted = 0
        if not 0 <= index < len(self._steps):
            calls = [at for at, step in enumerate(self._steps) if step is not None and step.op == "call"]
            index = calls[-1] if calls else -1
        while 0 <= index < len(self._steps):
            step = self._steps[index]
            if step is None:  # an item of what was taken apart before
                index -= 1
                continue
            if step.op == "name":
                return str(step.args[0]), wanted
            if step.op in ("take", "unpack"):
                wanted = step.args[1]
            if not step.args or not isinstance(step.args[0], Ref):
                break
            index = step.args[0].index
        return "", wanted


@dataclass(frozen=True, slots=True)
class Handle:
    """Something on the other side: a function, what it returned, a parameter dict."""

    subject: Subject
    index: int

    def __call__(self, *args: Any, **kwargs: Any) -> Handle:
        """What the object gives when it is called."""
        plain = {name: _plain(value) for name, value in kwargs.items()}
        return self._then("call", *map(_plain, args), **plain)

    def __getitem__(self, key: Any) -> Handle:
        return self._then("getitem", _plain(key))

    def attribute(self, name: str) -> Handle:
        """The attribute `name` of the object."""
        return self._then("getattr", name)

    def put(self, key: Any, value: Any) -> Handle:
        """Set an item of the object."""
        return self._then("setitem", _plain(key), _plain(value))

    def copy(self) -> Handle:
        """A deep copy as the object is now, to compare with later."""
        return self._then("copy")

    def take(self, number: int) -> tuple[Handle, ...]:
        """The first `number` of the returned values; more may follow."""
        return self._apart("take", number)

    def unpack(self, number: int) -> tuple[Handle, ...]:
        """The returned values, which must be exactly `number`."""
        return self._apart("unpack", number)

    def _apart(self, op: str, number: int) -> tuple[Handle, ...]:
        whole = self.subject._record(Step(op, (Ref(self.index), number)), more=number)
        return tuple(Handle(self.subject, whole.index + 1 + item) for item in range(number))

    def _then(self, op: str, *args: Any, **kwargs: Any) -> Handle:
        return self.subject._record(Step(op, (Ref(self.index), *args), kwargs))


def _plain(value: Any) -> Any:
    """The value with handles turned into references."""
    kind = type(value)
    if kind is Handle:
        return Ref(value.index)
    if kind is np.ndarray or kind is float or kind is str:  # nearly always
        return value
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return kind(_plain(item) for item in value)
    return value
