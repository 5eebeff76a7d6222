"""Which part of a function is still to be written? The lines that raise NotImplementedError, read in its text.

A released stub says so in each of its parts. Who writes a part and leaves its line there loses the part for one
word, so it is said what stands there: below finished code, above it, or alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from autograder.assignment import Exercise
from autograder.report import CriterionResult, Kind, Outcome
from autograder.sentences import NOTHING, Sentence, say
from autograder.submission.finished import raises_not_implemented, says_nothing
from autograder.submission.notebook import place_in_words

Given = frozenset[str]
"""The statements of a stub, each without the blocks inside it."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

LEFT_BEHIND = "A line that raises NotImplementedError was left beside code in {name}."

_HOLDS_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True, slots=True)
class OwnText:
    """A definition as it stands in a cell or a file: where that is, and its text, lines counted as there."""

    label: str  # such as "cell 5"
    text: str


@dataclass(frozen=True, slots=True)
class _Left:
    """A line that raises NotImplementedError, and the code of the learner's own in the same block."""

    line: int
    above: bool  # there is some above it
    below: bool  # there is some below it, which is never reached


def given_by(stub: str) -> Given:
    """What the text of a released stub gives; nothing where Python cannot read it."""
    try:
        tree = ast.parse(stub)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    return frozenset(_head(node) for node in ast.walk(tree) if isinstance(node, ast.stmt))


def definition_in(chunks: Sequence[tuple[str, str]], name: str) -> OwnText | None:
    """The last of the chunks that defines the name."""
    for label, text in reversed(chunks):
        if name in text and _definition(text, name):
            return OwnText(label, text)
    return None


def still_to_write(name: str, own: OwnText | None, given: Given) -> Sentence:
    """What to do about a definition that says somewhere that it is to be written; nothing if it does not."""
    node = _definition(own.text, name) if own else None
    if own is None or node is None:
        return NOTHING
    left = tuple(_left_in(node, given))
    if not left:
        return NOTHING
    lines = own.text.splitlines()

    def code(line: int) -> str:
        return lines[line - 1].strip()

    for row in left:
        if row.below:
            return say(
                "A line above your code stops {name}: delete line {line} of {label}, {code}. What stands below"
                " it is never reached.",
                name=name,
                label=place_in_words(own.label),
                line=row.line,
                code=code(row.line),
            )
    for row in left:
        if row.above:
            return say(
                "A line below your code stops {name}: when that part is finished, delete line {line} of"
                " {label}, {code}.",
                name=name,
                label=place_in_words(own.label),
                line=row.line,
                code=code(row.line),
            )
    if is_begun(name, own, given):
        return say(
            "A part of {name} is not written yet: line {line} of {label}, {code}.",
            name=name,
            label=place_in_words(own.label),
            line=left[0].line,
            code=code(left[0].line),
        )
    return say("{name} is not written yet.", name=name)


def is_left_behind(name: str, own: OwnText | None, given: Given) -> bool:
    """Whether such a line stands beside code of the learner's own."""
    node = _definition(own.text, name) if own else None
    return node is not None and any(row.above or row.below for row in _left_in(node, given))


def is_begun(name: str, own: OwnText | None, given: Given) -> bool:
    """Whether a definition holds code of the learner's own, finished or not."""
    node = _definition(own.text, name) if own else None
    return node is not None and any(_is_own(statement, given) for statement in node.body)


def _definition(text: str, name: str) -> Definition | None:
    found = [node for node in _parsed(text) if isinstance(node, Definition) and node.name == name]
    return found[-1] if found else None


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[ast.stmt, ...]:
    try:
        return tuple(ast.parse(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _left_in(node: Definition, given: Given) -> Iterator[_Left]:
    """The lines of a definition that raise NotImplementedError, from the top."""
    for block in _blocks(node):
        for number, statement in enumerate(block):
            if raises_not_implemented(statement):
                above = any(_is_own(row, given) for row in block[:number])
                below = any(_is_own(row, given) for row in block[number + 1 :])
                yield _Left(statement.lineno, above, below)


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """All lists of statements in a definition, the outer ones first."""
    for _, value in ast.iter_fields(node):
        if isinstance(value, list):
            if value and isinstance(value[0], ast.stmt):
                yield value
            for item in value:
                if isinstance(item, _HOLDS_STATEMENTS):
                    yield from _blocks(item)


def _is_own(statement: ast.stmt, given: Given) -> bool:
    """Whether a statement, or one inside it, is the learner's: neither given, nor empty talk."""
    if raises_not_implemented(statement) or says_nothing(statement):
        return False
    if _head(statement) not in given:
        return True
    return any(_is_own(inner, given) for block in _blocks(statement) for inner in block)


def _head(statement: ast.stmt) -> str:
    """What tells one statement from another, without the blocks inside it."""
    bare = {
        field: [] if _is_block(value) else value
        for field, value in ast.iter_fields(statement)
        if field != "type_comment"
    }
    return ast.dump(type(statement)(**bare))


def _is_block(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], _HOLDS_STATEMENTS)


def stubs_explained(
    criteria: Iterable[CriterionResult],
    exercises: Sequence[Exercise],
    chunks: Sequence[tuple[str, str]],
    given: Mapping[str, Given],
) -> tuple[tuple[CriterionResult, ...], tuple[Sentence, ...]]:
    """The criteria, with what stands in the way of what is not written; and what staff should look at.

    `given` holds what the stub of each function gives. A criterion that waits for another exercise keeps its
    sentence.
    """
    criteria = tuple(criteria)
    unwritten = {row.exercise for row in criteria if _is_unwritten(row)}
    said: dict[str, Sentence] = {}
    look: list[Sentence] = []
    for exercise in exercises:
        for name in exercise.functions if exercise.name in unwritten else ():
            own = definition_in(chunks, name)
            why = still_to_write(name, own, given.get(name, frozenset()))
            if why:
                said.setdefault(exercise.name, why)
            if is_left_behind(name, own, given.get(name, frozenset())):
                look.append(say(LEFT_BEHIND, name=name))
    rows = tuple(
        replace(row, found=said[row.exercise]) if _is_unwritten(row) and row.exercise in said else row
        for row in criteria
    )
    return rows, tuple(look)


def _is_unwritten(row: CriterionResult) -> bool:
    return row.kind is Kind.STUB and row.outcome is Outcome.FAILED
