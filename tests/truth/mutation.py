"""Small changes to a program, each of which a careful check should notice.

A mutant differs from the original at one place of its syntax tree: another operator, constant, axis or name, a
term or a statement less, two arguments or two results exchanged. Nothing inside a `while` loop is changed, nor
its condition: a mutant that never ends says nothing about the checks.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult, ast.Div),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}
CONSTANTS: dict[object, tuple[object, ...]] = {
    0: (1,),
    1: (0, 2),
    2: (1, 3),
    3: (2,),
    0.5: (1.0, 0.25),
    0.9: (0.1, 0.99),
    1e-5: (1e-3, 1e-8, 0.0),
    -0.5: (0.5, -1.0),
    "running_mean": ("running_var",),
    "running_var": ("running_mean",),
    "train": ("test",),
    "test": ("train",),
    "eps": ("momentum",),
    "momentum": ("eps",),
}
FUNCTIONS = {"sum": "mean", "mean": "sum", "var": "std", "std": "var", "zeros": "ones", "ones": "zeros"}
FUNCTIONS |= {"zeros_like": "ones_like", "ones_like": "zeros_like", "multiply": "divide", "divide": "multiply"}
FUNCTIONS |= {"add": "subtract", "subtract": "add"}
COMMUTATIVE = {"add", "multiply", "maximum", "minimum"}
ONE_ARGUMENT = {"sqrt", "square", "sum", "mean", "copy", "asarray", "array", "abs", "squeeze"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed program: in `statement`, `old` became `new`."""

    kind: str
    function: str
    statement: str
    old: str
    new: str
    source: str

    def __str__(self) -> str:
        return f"{self.function}: {self.statement}: `{self.old}` became `{self.new}`"


@dataclass(frozen=True, slots=True)
class _Change:
    """A place of the tree, what stands there, and what to put there."""

    kind: str
    function: str
    statement: ast.stmt
    put: Callable[[ast.AST], None]
    old: ast.AST
    new: ast.AST


def mutants(
    source: str, *, spare: Collection[str] = (), limit: int | None = None, seed: int = 0
) -> list[Mutant]:
    """The mutants of a program in the order of its lines; at most `limit`, drawn by `seed`.

    What defines the names in `spare` is left as it is.
    """
    tree = ast.parse(source)
    changed = [node for node in tree.body if getattr(node, "name", "") not in spare]
    changes = [change for node in changed for change in _in_definition(node)]
    if limit is not None and limit < len(changes):
        chosen = sorted(random.Random(seed).sample(range(len(changes)), limit))
        changes = [changes[index] for index in chosen]
    original = ast.unparse(tree)
    found = {}
    for change in changes:
        statement, old, new = map(_heading, (change.statement, change.old, change.new))
        change.put(change.new)
        text = ast.unparse(ast.fix_missing_locations(tree))
        change.put(change.old)
        if text != original and text not in found:
            found[text] = Mutant(change.kind, change.function, statement, old, new, text)
    return list(found.values())


def _in_definition(node: ast.stmt) -> Iterator[_Change]:
    """The changes inside a top-level function or class."""
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        return
    names = _locals(node)
    for place in _places(node, node):
        for kind, new in _alternatives(place.old, names):
            yield _Change(kind, node.name, place.statement, place.put, place.old, new)


@dataclass(frozen=True, slots=True)
class _Place:
    statement: ast.stmt
    put: Callable[[ast.AST], None]
    old: ast.AST


def _places(parent: ast.AST, statement: ast.stmt) -> Iterator[_Place]:
    """Every node below `parent` that may be replaced, with the statement in which it stands."""
    if isinstance(parent, ast.While):
        return
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list", "ctx"):
            continue
        nodes = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, node in nodes:
            if not isinstance(node, ast.AST) or _is_docstring(parent, field, index, node):
                continue
            inside = node if isinstance(node, ast.stmt) else statement
            yield _Place(inside, _putter(parent, field, index), node)
            yield from _places(node, inside)


def _putter(parent: ast.AST, field: str, index: int | None) -> Callable[[ast.AST], None]:
    def put(node: ast.AST) -> None:
        if index is None:
            setattr(parent, field, node)
        else:
            getattr(parent, field)[index] = node

    return put


def _alternatives(node: ast.AST, names: Sequence[str]) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            for other in OPERATORS.get(type(op), ()):
                yield "operator", ast.BinOp(left, other(), right)
            yield "dropped term", left
            yield "dropped term", right
            if isinstance(op, ast.Sub | ast.Div | ast.Pow | ast.MatMult):
                yield "exchanged operands", ast.BinOp(right, op, left)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield "dropped sign", operand
        case ast.Compare(left=left, ops=[op], comparators=rest) if type(op) in COMPARISONS:
            yield "comparison", ast.Compare(left, [COMPARISONS[type(op)]()], rest)
        case ast.BoolOp(op=op, values=[one, *_, two] as values):
            yield "condition", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield "condition", one
            yield "condition", two
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield "condition", ast.IfExp(test, orelse, body)
            yield "condition", body
            yield "condition", orelse
        case ast.Constant(value=value) if not isinstance(value, bool):
            for other in CONSTANTS.get(value, ()):
                yield "constant", ast.Constant(type(value)(other))
        case ast.Constant(value=bool(value)):
            yield "constant", ast.Constant(not value)
        case ast.Name(id=name, ctx=ast.Load()) if name in names:
            at = names.index(name)
            for other in dict.fromkeys((names[at - 1], names[(at + 1) % len(names)])):
                if other != name:
                    yield "name", ast.Name(other, ast.Load())
        case ast.Tuple(elts=items, ctx=ctx) | ast.List(elts=items, ctx=ctx) if len(items) > 1:
            for at in range(len(items) - 1):
                swapped = [*items[:at], items[at + 1], items[at], *items[at + 2 :]]
                yield "exchanged items", type(node)(swapped, ctx)
            if isinstance(ctx, ast.Load):
                yield "dropped item", type(node)(items[:-1], ctx)
        case ast.Call():
            yield from _other_calls(node)
        case ast.Attribute(value=value, attr=attribute, ctx=ctx) if attribute in FUNCTIONS:
            yield "function", ast.Attribute(value, FUNCTIONS[attribute], ctx)
        case ast.If(test=test, body=body, orelse=orelse):
            yield "condition", ast.If(ast.Constant(True), body, orelse)
            yield "condition", ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.AugAssign(target=target, op=op, value=value):
            for other in OPERATORS.get(type(op), ()):
                yield "operator", ast.AugAssign(target, other(), value)
            yield "dropped statement", ast.Pass()
        case ast.Return(value=value) if value is not None:
            yield "dropped statement", ast.Return(ast.Constant(None))
        case ast.Assign() | ast.Expr() | ast.Raise() | ast.Delete():
            yield "dropped statement", ast.Pass()


def _other_calls(call: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    function, args, keywords = call.func, call.args, call.keywords
    ordered = not (isinstance(function, ast.Attribute) and function.attr in COMMUTATIVE)
    for at in range(len(args) - 1 if ordered else 0):
        swapped = [*args[:at], args[at + 1], args[at], *args[at + 2 :]]
        yield "exchanged arguments", ast.Call(function, swapped, keywords)
    for at in range(len(keywords)):
        yield "dropped keyword", ast.Call(function, args, keywords[:at] + keywords[at + 1 :])
    if isinstance(function, ast.Attribute) and function.attr in ONE_ARGUMENT:
        of_numpy = isinstance(function.value, ast.Name) and function.value.id in ("np", "numpy")
        if not of_numpy:
            yield "dropped call", function.value
        elif args:
            yield "dropped call", args[0]


def _locals(node: ast.AST) -> list[str]:
    """The names that a definition binds: arguments first, then in the order of their first assignment."""
    bound: dict[str, None] = {}
    for child in ast.walk(node):
        if isinstance(child, ast.arg) and child.arg != "self":
            bound[child.arg] = None
        elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            bound[child.id] = None
    return list(bound)


def _heading(node: ast.AST) -> str:
    """The text of a node; of a statement with a body only the first line."""
    return ast.unparse(node).partition("\n")[0]


def _is_docstring(parent: ast.AST, field: str, index: int | None, node: ast.AST) -> bool:
    first = field == "body" and index == 0 and isinstance(node, ast.Expr)
    return first and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
