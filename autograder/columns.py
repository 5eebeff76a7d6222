"""How wide is a text in columns? A Chinese letter takes two of them, and a line may end after it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # English needs none of it

    return cell_len(text)


def padded(text: str, width: int) -> str:
    """The text with blanks behind it, so that it takes so many columns at least."""
    return text + " " * (width - columns_of(text))


def filled_lines(text: str, width: int, indent: str = "", then: str | None = None) -> str:
    """The text in lines of at most so many columns behind `indent`, the ones after the first behind `then`."""
    then = indent if then is None else then
    if text.isascii():
        return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=then)
    lines: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.split())):
        before = then if lines else indent
        if line and columns_of(before + line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    first, *rest = [*lines, line.rstrip()]
    return "\n".join([indent + first, *(then + one for one in rest)])


def line_ends(text: str, width: int) -> list[int]:
    """After how many letters the lines of a text end, for lines of at most so many columns."""
    ends: list[int] = []
    place = taken = 0
    for piece in _pieces(text):
        if taken and taken + columns_of(piece.rstrip()) > width:
            ends.append(place)
            taken = 0
        place += len(piece)
        taken += columns_of(piece)
    return ends


def has_wide_letters(text: str) -> bool:
    """Whether a line of the text may end elsewhere than at a blank."""
    return not text.isascii() and bool(re.search(_WIDE, text))


_WIDE = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
_OPENING, _CLOSING = "[（《「『“‘]", "[，。；：、？！）》」』”’]"
_PIECE = re.compile(rf"{_OPENING}*(?:{_WIDE}|(?:(?!{_WIDE}|{_OPENING})\S)+){_CLOSING}*\s*|{_OPENING}+|\s+")


def _pieces(text: str) -> Iterator[str]:
    """What no line is broken within: a word with the blank behind it, a wide letter with its punctuation."""
    return (found[0] for found in _PIECE.finditer(text))
