"""What does code print or ask while it is checked? Each check calls it: its first lines are shown once.

Nobody is asked: a notebook's page runs no other cell as long as an answer is wanted, and nobody knows what for.
"""

from __future__ import annotations

import builtins
import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import NoReturn

from autograder.sentences import in_words

LINES = 10
"""Lines of it that are shown."""

LETTERS = 200
"""Letters of a line that are shown."""


class Printed(io.TextIOBase):
    """A stream that keeps the first lines which are written to it, each of them once."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, None] = {}
        self._line = ""
        self.is_cut = False  # there were other lines

    def write(self, text: str) -> int:
        """Take the text."""
        for line in text.splitlines(keepends=True):
            self._line += line[: LETTERS - len(self._line)].rstrip("\n")
            if line.endswith("\n"):
                self._keep()
        return len(text)

    def writable(self) -> bool:
        """It can be written to."""
        return True

    @property
    def lines(self) -> tuple[str, ...]:
        """The first lines; also the one that was begun."""
        if self._line:
            self._keep()
        return tuple(self._kept)

    def _keep(self) -> None:
        if len(self._kept) < LINES:
            self._kept[self._line] = None
        elif self._line not in self._kept:
            self.is_cut = True
        self._line = ""


NO_INPUT = "input() waits for an answer, and nobody gives one while code is checked"


@contextmanager
def held_back() -> Iterator[Printed]:
    """What is printed inside goes into the `Printed` that this gives; what asks there gets a RuntimeError."""
    printed, asking = Printed(), builtins.input
    builtins.input = _refused
    try:
        with redirect_stdout(printed):
            yield printed
    finally:
        builtins.input = asking


def _refused(*_: object) -> NoReturn:
    raise RuntimeError(in_words(NO_INPUT))
