"""One way to write an exercise, and how the learner's differs from it in idea.

The idea is read from the code alone: whether it loops over the data, what it calls, how long it is. Nothing is
said of which is better; both may be right.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.assignment import Assignment
from autograder.learner.report_page import section
from autograder.sentences import Sentence, in_words, listed, say
from autograder.source import BEGIN_SOLUTION, END_SOLUTION, Role, read_source

HIGHLIGHT = "xcode"
"""Of the coloured styles of pygments on white, the one whose faintest letters stand out most."""

PAPER = (
    "background:#ffffff;color:#000000;border:1px solid #767676;padding:.6em .8em;"
    "overflow-x:auto;white-space:pre"
)


@dataclass(frozen=True, slots=True)
class OneWay:
    """A solution, and in which ideas the learner's code differs from it."""

    exercise: str
    code: str
    differences: tuple[Sentence, ...]

    @property
    def title(self) -> str:
        """What it is."""
        return in_words("One way to write {exercise}", exercise=self.exercise)


@dataclass(frozen=True, slots=True)
class Ideas:
    """What can be told of code by looking at it."""

    loops: bool
    calls: frozenset[str]
    statements: int


def one_way(assignment: Assignment, exercise: str, mine: str) -> OneWay | None:
    """The solution of an exercise or a practice beside `mine`, the learner's code; None if there is no such.

    Raises:
        AssignmentError: the source cannot be read.
    """
    for cell in read_source(assignment):
        if cell.role in (Role.ANSWER, Role.PRACTICE) and cell.name == exercise:
            marks = (BEGIN_SOLUTION, END_SOLUTION, "# TODO")
            lines = [line for line in cell.text.splitlines() if not any(mark in line for mark in marks)]
            code = "\n".join(lines).strip()
            return OneWay(exercise, code, tuple(_differences(ideas(code), ideas(mine))) if mine else ())
    return None


def ideas(code: str) -> Ideas:
    """What code does, by its look.

    Raises:
        SyntaxError: it is no Python.
    """
    nodes = list(ast.walk(ast.parse(code)))
    loops = any(isinstance(node, ast.For | ast.While | ast.comprehension) for node in nodes)
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    called = {name for node in nodes if isinstance(node, ast.Call) for name in _name(node.func)}
    bodies = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    inner = [
        item for body in bodies for item in ast.walk(body) if isinstance(item, ast.stmt) and item is not body
    ]
    return Ideas(loops, frozenset(called - own), len([item for item in inner if not _is_words(item)]))


def _name(called: ast.expr) -> Iterator[str]:
    if isinstance(called, ast.Attribute):
        yield called.attr
    if isinstance(called, ast.Name):
        yield called.id


def _is_words(item: ast.stmt) -> bool:
    return isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant)


def _differences(ours: Ideas, mine: Ideas) -> Iterator[Sentence]:
    if mine.loops and not ours.loops:
        yield say("Yours goes through the data in a Python loop; this one works on whole arrays.")
    if ours.loops and not mine.loops:
        yield say("Yours works on whole arrays; this one has a loop.")
    here, there = sorted(ours.calls - mine.calls), sorted(mine.calls - ours.calls)
    if here:
        yield say("This one calls {names}; yours does not.", names=listed(here))
    if there:
        yield say("Yours calls {names}; this one does not.", names=listed(there))
    if ours.statements != mine.statements:
        template = "This one has {ours} statements, yours has {mine}."
        yield say(template, ours=ours.statements, mine=mine.statements)
    elif not here and not there and ours.loops == mine.loops:
        yield say("Yours calls the same functions and is as long: look for the line that differs.")


def one_way_text(shown: OneWay) -> str:
    """The solution as text, with the differences below it."""
    return "\n".join([shown.title, "", shown.code, "", *map(str, shown.differences)]).rstrip()


def one_way_html(shown: OneWay) -> str:
    """The same as a piece of a page; the code brings its paper along, so that its letters are read on any."""
    look = HtmlFormatter(noclasses=True, style=HIGHLIGHT, nowrap=True)
    code = highlight(shown.code, PythonLexer(), look)
    differs = "".join(f"<li>{escape(str(row))}</li>" for row in shown.differences)
    return section(
        shown.title,
        [
            f"<h4>{escape(shown.title)}</h4>",
            f'<pre tabindex="0" style="{PAPER}">{code}</pre>',
            f'<p>{escape(in_words("How yours differs:"))}</p><ul role="list">{differs}</ul>' if differs else "",
        ],
    )
