"""A session without a wall: trusted code, or a learner's own, run in this process.

It answers as a confined session does and works wherever Python does. What ends the process ends this one. What
never returns is stopped if the session was given a time (`patience`), and never returns if not.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from types import ModuleType, TracebackType
from typing import Any
from warnings import WarningMessage, catch_warnings, simplefilter

import numpy as np

from autograder.sandbox.ends import ended
from autograder.sandbox.patience import OutOfTime, room_for, stopped_after
from autograder.sandbox.steps import Chunks, Failure, FindLine, Step, execute, failure_of, load, portable
from autograder.sentences import say

_ENDS = (KeyboardInterrupt, OutOfTime)
"""The key that stops a program stops the check, and is no failure of the code it happened to hit."""

MORE_BYTES = 4 << 30
"""Bytes that code with a time may ask for, beyond what the process has; an exercise needs a few thousand."""


class LocalSession:
    """Runs steps on the definitions of `chunks`, or on `names` that exist already (a kernel's own).

    With `seconds`, all its steps together get that time and some memory; what asks for more has failed, and
    nothing is run after it. `find_line` quotes the lines of code that was not loaded from chunks.
    """

    def __init__(
        self,
        chunks: Chunks = (),
        *,
        names: dict[str, Any] | None = None,
        seconds: float | None = None,
        find_line: FindLine | None = None,
    ) -> None:
        self._seconds = seconds
        self._left = seconds or 0.0
        self._warnings: dict[str, None] = {}
        self._results: list[Any] = []
        self._errors = np.geterr()  # of whoever wrote the code; a check that asks may have others
        with catch_warnings(record=True) as caught, _module(names) as home:
            self._space = load(chunks, home, ends=_ENDS)
        self._space.elsewhere = find_line
        self._note(caught)

    def __enter__(self) -> LocalSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def load_failures(self) -> Mapping[str, Failure]:
        """Names that could not be bound, and why."""
        return self._space.failed

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings raised so far, each once."""
        return tuple(self._warnings)

    def reset(self) -> None:
        """Forget all results."""
        self._results = []

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """Run the steps after those since the last reset; return the results with the indexes `fetch`."""
        with np.errstate(**self._errors), catch_warnings(record=True) as caught:
            simplefilter("default")
            if self._seconds is None:
                execute(steps, self._results, self._space, ends=_ENDS)
            else:
                self._execute_in_time(steps)
            values = tuple(_read_only(portable(self._results[index])) for index in fetch)
        self._note(caught)
        return values

    def _execute_in_time(self, steps: Sequence[Step]) -> None:
        expected = len(self._results) + sum(step.width for step in steps)
        if self._left <= 0:
            self._results += [Failure("skipped", step=len(self._results))] * (expected - len(self._results))
            return
        start = time.monotonic()
        try:
            with room_for(MORE_BYTES), stopped_after(self._left):
                execute(steps, self._results, self._space, ends=_ENDS)
            self._left -= time.monotonic() - start
        except OutOfTime as error:
            self._left = 0.0
            at = failure_of(error, self._space)
            end = ended("timeout", say("it was stopped after {seconds:g} seconds", seconds=self._seconds))
            stopped = replace(end, type_name=at.type_name, place=at.place, code=at.code)
            stopped = replace(stopped, step=len(self._results))
            self._results += [stopped] * (expected - len(self._results))

    def close(self) -> None:
        """Forget everything."""
        self._results = []

    def _note(self, caught: Sequence[WarningMessage] | None) -> None:
        for item in caught or ():
            text = f"{item.filename}, line {item.lineno}: {item.category.__name__}: {item.message}"
            self._warnings[text] = None


class LateSession:
    """A local session whose definitions run when something is first asked of it.

    Most known mistakes are never asked, and there are hundreds.
    """

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._errors = np.geterr()  # the check that asks first may have others

    @cached_property
    def _session(self) -> LocalSession:
        with np.errstate(**self._errors):
            return LocalSession(self._chunks)

    def reset(self) -> None:
        """Forget all results."""
        self._session.reset()

    def run(self, steps: Sequence[Step], fetch: Sequence[int]) -> tuple[Any, ...]:
        """As `LocalSession.run`."""
        return self._session.run(steps, fetch)


@contextmanager
def _module(names: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The names to load into; while definitions run, dataclasses look their module up in `sys.modules`."""
    if names is not None:
        yield names
        return
    module = ModuleType("submission")
    sys.modules[module.__name__] = module
    try:
        yield module.__dict__
    finally:
        del sys.modules[module.__name__]


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, list | tuple):
        for item in value:
            _read_only(item)
    elif isinstance(value, dict):
        for item in value.values():
            _read_only(item)
    return value
