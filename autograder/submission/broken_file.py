"""Parts of a Python file that can be read, where it cannot be read as a whole.

Python reads a file or nothing of it. A slip in one function is no reason to lose all others: the file is taken
apart where lines begin at the margin, and what is Python by itself stays.
"""

from __future__ import annotations

import codeop
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

MAX_COMPILED = 3_000_000
"""Characters that are compiled: lines are tried alone, then with those that follow, until they are complete."""

_GOES_ON = re.compile(r"[\s)\]}#]|(?:elif|else|except|finally)\b")
"""How a line begins that belongs to the one before; `case` stands further in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file, and whether they are Python."""

    first_line: int  # counted from 1
    text: str
    is_python: bool


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The file as pieces that are Python and pieces that are not, in turn."""
    pieces = list(_pieces(_blocks(text)))
    found, line = [], 1
    for is_python, group in groupby(pieces, key=lambda piece: piece[1]):
        joined = "".join(piece for piece, _ in group)
        found.append(Piece(line, joined, is_python))
        line += joined.count("\n")
    return tuple(found)


def _blocks(text: str) -> list[str]:
    """The file cut before each line that may begin a statement; decorators stay with what they decorate."""
    blocks: list[list[str]] = []
    decorates = False
    for line in text.splitlines(keepends=True):
        if blocks and (decorates or _GOES_ON.match(line)):
            blocks[-1].append(line)
        else:
            blocks.append([line])
        if line.strip():
            decorates = line.startswith("@")
    return ["".join(lines) for lines in blocks]


def _pieces(blocks: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Each block with whether it is Python; blocks that are complete only together are joined."""
    left, at = MAX_COMPILED, 0
    while at < len(blocks):
        text, end = "", at
        state = "incomplete"  # such as the first line of a text in three quotes
        while state == "incomplete" and end < len(blocks) and left > 0:
            text += blocks[end]
            end += 1
            left -= len(text)
            state = _state(text)
        if state == "complete":
            yield text, True
        else:
            text, end = blocks[at], at + 1
            yield text, False
        at = end


def _state(text: str) -> str:
    """Whether it is `complete`, `incomplete` or `wrong` as Python. It is compiled and not run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return "incomplete" if codeop.compile_command(text, "file", "exec") is None else "complete"
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return "wrong"
