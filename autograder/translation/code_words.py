"""The words in code that students read and Python does not: comments and docstrings, outside of solutions.

Everything else of the code stays as it is, to the last name.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.errors import AssignmentError
from autograder.sentences import say
from autograder.source import BEGIN_SOLUTION, END_SOLUTION
from autograder.translation.blocks import blocks_of, replace_blocks


@dataclass(frozen=True, slots=True)
class Spot:
    """Some words in code: their lines, counted from 0, their column, and what stands there without marks."""

    first: int
    last: int
    column: int
    text: str
    quotes: str = ""  # of a docstring; a comment has none


def words_in_code(code: str) -> Iterator[str]:
    """What a translator gets of some code: each comment, and each block of a docstring."""
    for spot in _spots(code):
        if spot.quotes:
            yield from (block.rstrip("\n") for block in blocks_of(spot.text) if block.strip())
        else:
            yield spot.text


def replace_in_code(code: str, of: Callable[[str], str]) -> str:
    """The code with each comment and each block of a docstring replaced by what `of` gives for it.

    Raises:
        AssignmentError: what came would change the code itself.
    """
    lines = code.split("\n")
    for spot in reversed(list(_spots(code))):
        if spot.quotes:
            written = f"{spot.quotes}{replace_blocks(spot.text, of)}{spot.quotes[-3:]}".split("\n")
        else:
            written = [f"# {line}".rstrip() for line in of(spot.text).split("\n")]
        first, *below = written
        lines[spot.first : spot.last + 1] = [
            lines[spot.first][: spot.column] + first,
            *(" " * spot.column + line if line else line for line in below),
        ]
    made = "\n".join(lines)
    if _silent(made) != _silent(code):
        raise AssignmentError(
            say("A comment or a docstring in another language would change the code around it.")
        )
    return made


def _spots(code: str) -> Iterator[Spot]:
    """All spots, from the first line to the last; none in code that Python cannot read."""
    try:
        tree = ast.parse(code)
        comments = [
            token
            for token in tokenize.generate_tokens(io.StringIO(code).readline)
            if token.type == tokenize.COMMENT
        ]
    except (SyntaxError, tokenize.TokenError):
        return
    solved = set(_solved(code))
    spots = [*_comments(comments, code.split("\n")), *_docstrings(tree, code.split("\n"))]
    for spot in sorted(spots, key=lambda spot: spot.first):
        if spot.first not in solved:
            yield spot


def _solved(code: str) -> Iterator[int]:
    """The lines between the marks of solutions, with the marks."""
    inside = False
    for number, line in enumerate(code.split("\n")):
        inside = inside or BEGIN_SOLUTION in line
        if inside:
            yield number
        inside = inside and END_SOLUTION not in line


_FOR_TOOLS = ("noqa", "type:", "ruff:", "mypy:", "fmt:", "%%", "!")


def _comments(tokens: list[tokenize.TokenInfo], lines: list[str]) -> Iterator[Spot]:
    """The comments; those below each other with nothing beside them are one."""
    open_one: Spot | None = None
    for token in tokens:
        (line, column), text = token.start, token.string.removeprefix("#").removeprefix(" ")
        line -= 1
        own_line = not lines[line][:column].strip()
        if token.string.startswith("###") or text.startswith(_FOR_TOOLS):
            continue
        if open_one and own_line and open_one.last == line - 1 and open_one.column == column:
            open_one = Spot(open_one.first, line, column, f"{open_one.text}\n{text}")
            continue
        if open_one:
            yield open_one
        open_one = Spot(line, line, column, text)
        if not own_line:
            yield open_one
            open_one = None
    if open_one:
        yield open_one


def _docstrings(tree: ast.AST, lines: list[str]) -> Iterator[Spot]:
    """The docstrings of functions, classes and the whole, as they are written."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) or not ast.get_docstring(node):
            continue
        text = node.body[0]
        first, last, column = text.lineno - 1, (text.end_lineno or text.lineno) - 1, text.col_offset
        written = "\n".join(lines[first : last + 1])[column:]
        quotes = written[: written.find('"""') + 3]
        if '"""' in written and written.endswith('"""') and len(quotes) <= 4:
            top, *rest = written[len(quotes) : -3].split("\n")
            body = "\n".join([top, *(line.removeprefix(" " * column) for line in rest)])
            yield Spot(first, last, column, body, quotes)


def _silent(code: str) -> str:
    """The code as Python reads it, without its docstrings."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
            and ast.get_docstring(node) is not None
        ):
            node.body[0] = ast.Pass()
    return ast.dump(tree)
