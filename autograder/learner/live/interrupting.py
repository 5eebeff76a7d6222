"""What if the learner's code does not come to an end? One sentence with its line, and none of our own lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.learner.live.cells import line_that_raised
from autograder.learner.live.prints import held_back
from autograder.sandbox.local import MORE_BYTES
from autograder.sandbox.patience import OutOfTime, room_for, stopped_after
from autograder.sentences import say


class Interrupted(BaseException):
    """The key or button that stops a program was pressed; a notebook shows the sentence alone, and stops."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Endless(Exception):
    """Code of the learner's did not come to an end; the sentence says where it was."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn an interruption into a sentence.

    Raises:
        Interrupted: what runs inside was interrupted.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        raise Interrupted(str(say("You stopped this{where}.", where=line_that_raised(error)))) from None


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Give code of the learner's that is called here some time and some memory; it prints nothing.

    Raises:
        Interrupted: it was interrupted.
        Endless: it was stopped when the time was over.
    """
    try:
        with interruptible(), held_back(), room_for(MORE_BYTES), stopped_after(seconds):
            yield
    except OutOfTime as error:
        where = line_that_raised(error)
        said = say("Your code was stopped after {seconds:g} seconds{where}.", seconds=seconds, where=where)
        raise Endless(str(said)) from None
