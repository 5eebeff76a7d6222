"""Notebook code that Python cannot parse: IPython's magics, shell lines and help requests.

They are blanked line by line, so that the lines which remain keep their numbers.
"""

from __future__ import annotations

import ast
import re

_PYTHON_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%python3", "%%python")

# Matched against a line without its indent: with it, a line of blanks would be tried from each of its places.
_LINE = re.compile(r"[%!?]|[\w.]*\?\??\s*$|[\w, ]+=\s*[%!]")

MAX_CODE = 200_000
"""Characters of code, of one cell as of all; Python's parser takes a thousand times the room, and seconds."""


def parse(source: str) -> tuple[str, ast.Module]:
    """The cell's plain Python and its tree.

    Raises:
        SyntaxError: it does not parse, with or without its magics.
    """
    if len(source) > MAX_CODE:
        raise SyntaxError(f"it is longer than {MAX_CODE:,} characters")
    try:
        return source, _tree(source)
    except SyntaxError:
        plain = _strip(source)
        if plain == source:
            raise
        return plain, _tree(plain)


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, absurd nesting
        raise SyntaxError("it is nested too deeply or holds characters that Python cannot read") from error


def _strip(source: str) -> str:
    lines = source.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        if lines[first].split()[0] not in _PYTHON_CELL_MAGICS:
            return "\n".join("" for _ in lines)  # a cell of bash, html or another language
        lines[first] = ""
    return "\n".join(map(_plain, lines))


def _plain(line: str) -> str:
    text = line.lstrip()
    return f"{line[: len(line) - len(text)]}pass" if text and _LINE.match(text) else line
