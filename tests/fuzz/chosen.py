"""Decisions taken from bytes: which value comes next is said by the next bytes.

A fuzzer that learns changes bytes and watches which lines run then. Built in this way, an input that says
something in the language of its reader is few bytes away from any other. What is left when the bytes end is the
first of all choices, so that every sequence of bytes means something and short ones mean little.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")


class Bytes:
    """Bytes that are used up from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> bool:
        """Whether there are more."""
        return self._at < len(self._data)

    def take(self, count: int) -> bytes:
        """So many of them, or all that are left."""
        found = self._data[self._at : self._at + count]
        self._at += count
        return found

    def number(self) -> int:
        """The next byte; 0 at the end."""
        found = self.take(1)
        return found[0] if found else 0

    def pick(self, options: Sequence[Option]) -> Option:
        """One of at most 256 options."""
        return options[self.number() % len(options)]

    def rest(self) -> bytes:
        """All that are left."""
        return self.take(len(self._data))

    def text(self, count: int) -> str:
        """So many bytes as text; what is no UTF-8 becomes lone surrogates, which JSON may hold too."""
        return self.take(count).decode("utf-8", "surrogateescape")

    def phrases(self, words: Sequence[str], *, most: int) -> str:
        """Text of these words; the byte 255 brings letters of its own."""
        found = []
        while self.left and len(found) < most:
            byte = self.number()
            found.append(self.text(self.number() % 16) if byte == 255 else words[byte % len(words)])
        return "".join(found)
