"""What if the learner stops what runs? One sentence with the line where it was, and none of our own lines."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.learner.live.cells import line_of_cell
from autograder.sentences import NOTHING, say


class Interrupted(BaseException):
    """The key or button that stops a program was pressed; a notebook shows the sentence alone, and stops."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn an interruption into a sentence.

    Raises:
        Interrupted: what runs inside was interrupted.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        frames = traceback.walk_tb(error.__traceback__)
        own = [line_of_cell(frame.f_code.co_filename, line) for frame, line in frames]
        places = [(place, code) for place, code in own if place]
        place, code = places[-1] if places else ("", "")
        where = say(" It was at {place}: {code}", place=place, code=code) if place else NOTHING
        raise Interrupted(str(say("You stopped this.{where}", where=where))) from None
