"""The templates of sentences in Python source, found by reading it: what `say` and its like are given.

A template is a literal, a choice between literals, or a name that stands for one in the same file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

SAYING = {
    "say": (0,),
    "in_words": (0,),
    "in_label": (0,),
    "_said": (0,),
    "Sentence": (0,),
    "say_all": (1,),
    "CheckFailure": (0,),
    "CarriedCredit": (0,),
}
"""Functions whose arguments are templates, and at which places."""

LABELLED = {"Node": 3, "Scene": 1, "Slider": 3}
"""What describes graphs and pictures to play with, and at which place a literal is shown."""

SAYING_BY_NAME = frozenset({"when", "otherwise"})
"""Arguments of checks that are sentences, whatever the function is."""

_COMMANDS = frozenset({"command", "group", "option", "argument", "version_option", "help_option", "Option"})


@dataclass(frozen=True)
class Source:
    """One Python file."""

    where: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @cached_property
    def values(self) -> dict[str, list[ast.expr]]:
        """What is given to each name, anywhere in the file; to an argument, its default."""
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            pairs: list[tuple[ast.expr, ast.expr]] = []
            if isinstance(node, ast.Assign):
                pairs = [(target, node.value) for target in node.targets]
            elif isinstance(node, ast.AnnAssign) and node.value:
                pairs = [(node.target, node.value)]
            elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
                pairs = [(node.target, row) for row in node.iter.elts]
            for target, value in pairs:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(value)
                elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                    for one, its in zip(target.elts, value.elts, strict=False):
                        if isinstance(one, ast.Name):
                            found.setdefault(one.id, []).append(its)
            if isinstance(node, ast.FunctionDef):
                for name, default in _defaults(node.args):
                    found.setdefault(name, []).append(default)
        return found


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    there = [*arguments.posonlyargs, *arguments.args]
    last = there[len(there) - len(arguments.defaults) :]
    yield from ((one.arg, default) for one, default in zip(last, arguments.defaults, strict=True))
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    yield from ((one.arg, default) for one, default in named if default)


def templates_in(source: Source) -> Iterator[str]:
    """Each template, in the order of the file."""
    for given in _given(source):
        yield from literals(given, source)


def literals(given: ast.expr, source: Source, seen: frozenset[str] = frozenset()) -> Iterator[str]:
    """The texts that an expression can be."""
    match given:
        case ast.Constant(value=str(text)):
            if text:
                yield text
        case ast.IfExp(body=one, orelse=other):
            yield from literals(one, source, seen)
            yield from literals(other, source, seen)
        case ast.BoolOp(values=values):
            for value in values:
                yield from literals(value, source, seen)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            ends = list(literals(right, source, seen))
            yield from (begin + end for begin in literals(left, source, seen) for end in ends)
        case ast.Name(id=name) if name not in seen:
            for value in source.values.get(name, ()):
                yield from literals(value, source, seen | {name})
        case ast.Dict(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            for value in values:
                yield from literals(value, source, seen)
        case ast.Subscript(value=value):
            yield from literals(value, source, seen)
        case ast.Call(func=ast.Attribute(value=value, attr="get")):
            yield from literals(value, source, seen)
        case _:
            return


def _given(source: Source) -> Iterator[ast.expr]:
    """What stands in the place of a template, in the order of the file."""
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = name_called(call)
        for place in SAYING.get(name, ()):
            if place < len(call.args) and not isinstance(call.args[place], ast.Call):
                yield call.args[place]
        label = call.args[LABELLED[name] :][:1] if name in LABELLED else []
        yield from (one for one in label if isinstance(one, ast.Constant))
        for keyword in call.keywords:
            said = keyword.arg in SAYING_BY_NAME or (name == "say_all" and keyword.arg == "template")
            if said and not isinstance(keyword.value, ast.Call):
                yield keyword.value


def name_called(call: ast.Call) -> str:
    """The name of what is called, without the object that it belongs to."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def helps_in(source: Source) -> Iterator[str]:
    """What `--help` says: the docstrings of commands by paragraphs, and the help of their options."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            calls = [item for item in node.decorator_list if isinstance(item, ast.Call)]
            docstring = ast.get_docstring(node) or ""
            if docstring and any(name_called(item) in ("command", "group") for item in calls):
                yield from paragraphs(docstring)
        elif isinstance(node, ast.Call) and name_called(node) in _COMMANDS:
            for keyword in node.keywords:
                if keyword.arg in ("help", "epilog", "short_help"):
                    yield from literals(keyword.value, source)


def paragraphs(docstring: str) -> Iterator[str]:
    """The paragraphs of a help text as click shows them: what follows a form feed is not shown."""
    for text in docstring.split("\f", 1)[0].split("\n\n"):
        if text.strip():
            yield text.strip("\n")


_SAID_IN_PAGE = re.compile(r"\bsay\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")


def templates_in_page(text: str) -> Iterator[str]:
    """The templates in a page's template: what `say` is given there."""
    for found in _SAID_IN_PAGE.finditer(text):
        yield ast.literal_eval(found[1])


def distinct(texts: Iterable[str]) -> Iterator[str]:
    """Each text once."""
    yield from dict.fromkeys(texts)
