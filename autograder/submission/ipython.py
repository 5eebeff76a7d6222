"""Which Python is a cell that is no plain Python? That which IPython makes of it, by IPython's own rules.

A kernel sends each cell through IPython's input transformer, which knows where a magic, a shell line or a
question mark begins and how far it goes on. The same transformer is asked here. Nothing is run: what it makes
of a line, such as `get_ipython().system('ls')`, does nothing in the worker; and where a magic runs Python,
that Python stands there: `%time y = f(x)` is `y = f(x)`. Lines keep their numbers.

Source: IPython.core.inputtransformer2, and the documentation of the magics in IPython.core.magics.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.sentences import say

MAX_CODE = 200_000
"""Characters of code, of one cell as of all; Python's parser takes a thousand times the room, and seconds."""

MAX_READ = 600_000
"""Characters that IPython's transformer reads of a cell; it begins anew after each line that it changes."""

MAX_HEADS = 10
"""Cell magics that stand one below the other, such as `%%capture` and `%%time`."""

_RUN_PYTHON = frozenset({"capture", "prun", "time"})
"""Cell magics that run what stands below them as the notebook's own Python."""

_WRITE = frozenset({"file", "writefile"})

_PROMPT = re.compile(r"\s*In \[\d*\]: ")
"""A pasted prompt, which Python takes for an annotation where what follows allows it."""

_LINE_MAGIC = re.compile(r"(.*?)get_ipython\(\)\.run_line_magic(\(.*\))\s*", re.DOTALL)

_MODULE = re.compile(r"(?:-[in]\s+)*(?:\./)?((?:[A-Za-z_]\w*/)*[A-Za-z_]\w*)(?:\.py)?", re.ASCII)
"""What `%run` is given: a file, without arguments, run in names of its own or in the notebook's."""


@dataclass(frozen=True, slots=True)
class WrittenModule:
    """A module that a cell writes beside the notebook."""

    name: str  # as it is imported: "layers", "package.layers", "package.__init__"
    text: str
    adds: bool  # to what the file holds already


@dataclass(frozen=True, slots=True)
class PlainCell:
    """A cell as Python, line for line; or what it is if it is no Python."""

    text: str
    tree: ast.Module
    written: WrittenModule | None = None
    other: str = ""  # the magic of a cell that is no Python, such as "%%bash"


def parse(source: str) -> PlainCell:
    """The cell's plain Python and its tree.

    Raises:
        SyntaxError: neither Python nor IPython can read it.
    """
    if len(source) > MAX_CODE:
        raise SyntaxError(say("it is longer than {most:,} characters", most=MAX_CODE))
    if not _PROMPT.match(source):
        with contextlib.suppress(SyntaxError):
            return PlainCell(source, _tree(source))
    lines = _cleaned(source)
    return _other_cell(lines) or _transformed(lines)


def statements(source: str) -> list[ast.stmt]:
    """The statements of a cell or of a module; none where it cannot be read."""
    try:
        return parse(source).tree.body
    except SyntaxError:
        return []


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, absurd nesting
        raise SyntaxError(say("it is nested too deeply or holds characters that Python cannot read")) from error


def _cleaned(source: str) -> list[str]:
    """The cell's lines without an indent that all have, and without pasted prompts; empty ones stay."""
    # A plain notebook needs no IPython, and to import it takes a third of a second.
    from IPython.core.inputtransformer2 import classic_prompt, ipython_prompt, leading_indent

    lines = _lines(source)
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    rest = lines[first:]
    for clean in (leading_indent, classic_prompt, ipython_prompt):
        rest = clean(rest)  # type: ignore[no-untyped-call]
    return ["\n"] * first + _lines("".join(rest))


def _lines(text: str) -> list[str]:
    """The lines of a program: other signs at which `splitlines` cuts end none."""
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")]


def _other_cell(lines: list[str]) -> PlainCell | None:
    """The cell if its magic makes something else of it than Python; a magic that runs Python is taken away.

    Raises:
        SyntaxError: it has too many magics.
    """
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    for number in range(first, len(lines)):
        head = lines[number].rstrip()
        if not head.startswith("%%") or head.endswith("?"):
            return None
        if number - first == MAX_HEADS:
            raise SyntaxError(say("it has more than {most} cell magics", most=MAX_HEADS))
        name, _, rest = head[2:].partition(" ")
        if name not in _RUN_PYTHON:
            return _no_python(name, rest, "".join(lines[number + 1 :]))
        # `%%time x = 1` runs its own line too; what stands behind the others are their options.
        runs = name == "time" and not rest.startswith("-")
        lines[number] = f"{rest}\n" if runs else "\n"
    return None


def _no_python(name: str, rest: str, body: str) -> PlainCell:
    """A cell that is written into a file, or read by another program."""
    *options, file = rest.split() or [""]
    path = PurePosixPath(file.strip("'\""))
    nothing = ast.Module([], [])
    if name in _WRITE and path.suffix == ".py" and not path.is_absolute() and ".." not in path.parts:
        module = ".".join(path.with_suffix("").parts)
        return PlainCell(
            "", nothing, WrittenModule(module, body, adds="-a" in options or "--append" in options)
        )
    return PlainCell("", nothing, other=f"%%{name}")


def _transformed(lines: list[str]) -> PlainCell:
    """The cell with IPython's own lines as Python.

    Raises:
        SyntaxError: it is no Python even so.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    manager = TransformerManager()  # type: ignore[no-untyped-call]
    left = MAX_READ
    while True:
        left -= sum(map(len, lines))
        if left < 0:
            raise SyntaxError(say("it holds more magics and shell lines than are read"))
        try:
            changed, after = manager.do_one_token_transform(lines)  # type: ignore[no-untyped-call]
        except ValueError as error:  # since Python 3.12 half a character cannot be read as tokens
            raise SyntaxError(say("it holds characters that Python cannot read")) from error
        if not changed:
            break
        lines = _as_many(lines, after)
    text = "".join(map(_python_of, lines))
    return PlainCell(text, _tree(text))


def _as_many(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The changed lines, an empty one for each that a line went on over: the rest keep their numbers."""
    pairs = zip(before, after, strict=False)
    changed = next((number for number, (old, new) in enumerate(pairs) if old != new), len(after) - 1)
    gone = len(before) - len(after)
    return [*after[: changed + 1], *["\n"] * gone, *after[changed + 1 :]]


def _python_of(line: str) -> str:
    """A line of IPython's making; where the magic runs Python, that Python."""
    found = _LINE_MAGIC.fullmatch(line)
    if found is None:
        return line
    before, arguments = found.groups()
    try:
        name, rest = ast.literal_eval(arguments)
    except (SyntaxError, TypeError, ValueError):  # somebody's own line, and not IPython's
        return line
    if name == "time" and not rest.startswith("-"):
        return f"{before}{rest}\n"
    file = _MODULE.fullmatch(rest.strip()) if name == "run" else None
    if file and not before.strip():  # the kernel runs the file, and its names are the notebook's
        return f"{before}from {file[1].replace('/', '.')} import *\n"
    if name == "pylab":
        return f"{before}import numpy, numpy as np; from numpy import *\n"
    return line
