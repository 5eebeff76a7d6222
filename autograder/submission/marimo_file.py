"""The cells of a marimo notebook: a Python file in which each cell is the body of a function.

    @app.cell
    def _(np):
        def column_stats(x): ...
        return (column_stats,)

A cell that is one function or class stands there as it is, decorated; what all cells share stands in
`with app.setup:`; and a cell that cannot be read is a text in `app._unparsable_cell("...")`.

Source: the file format of marimo, as its versions 0.8 to 0.25 write it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MADE_BY = ("cell", "function", "class_definition")
"""What decorates the cells."""


@dataclass(frozen=True, slots=True)
class BodyOfCell:
    """The code of one cell, and the number of its first line in the file."""

    text: str
    first_line: int


def marimo_cells(text: str, tree: ast.Module) -> tuple[BodyOfCell, ...]:
    """The cells of the file; none where it is no notebook of marimo."""
    app = next(filter(None, map(_app_of, tree.body)), "")
    lines = text.split("\n")
    return tuple(found for node in tree.body for found in _cells(node, app, lines)) if app else ()


def _app_of(node: ast.stmt) -> str:
    """The name that is given to `marimo.App(...)`; empty for another statement."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="marimo" | "mo"), attr="App")),
        ):
            return name
    return ""


def _cells(node: ast.stmt, app: str, lines: Sequence[str]) -> Iterator[BodyOfCell]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            kinds = [_kind(decorator, app) for decorator in node.decorator_list]
            if "cell" in kinds:
                yield _body(node.body, lines)
            elif any(kind in _MADE_BY for kind in kinds):
                others = [one for one, kind in zip(node.decorator_list, kinds, strict=True) if not kind]
                yield _from(min((one.lineno for one in others), default=node.lineno), node, lines)
        case ast.With(items=[ast.withitem(context_expr=shared)]) if _kind(shared, app) == "setup":
            yield _body(node.body, lines)
        case ast.Expr(value=ast.Call(func=made, args=[ast.Constant(value=str(source)), *_])):
            if _kind(made, app) == "_unparsable_cell":
                yield BodyOfCell(source, node.lineno)


def _kind(node: ast.expr, app: str) -> str:
    """What of the app it is: `cell` for `app.cell` and `app.cell(hide_code=True)`; empty for anything else."""
    match node.func if isinstance(node, ast.Call) else node:
        case ast.Attribute(value=ast.Name(id=name), attr=kind) if name == app:
            return kind
    return ""


def _body(body: Sequence[ast.stmt], lines: Sequence[str]) -> BodyOfCell:
    """Statements at the margin, without the `return` that hands their names on."""
    kept = body[:-1] if isinstance(body[-1], ast.Return) else body
    if not kept:
        return BodyOfCell("", body[0].lineno)
    first, indent = _begins(kept[0]), kept[0].col_offset
    taken = lines[first - 1 : kept[-1].end_lineno]
    # A line that is further left stands in a text of several lines.
    return BodyOfCell("\n".join(line[min(indent, _indent(line)) :] for line in taken), first)


def _from(first: int, node: ast.stmt, lines: Sequence[str]) -> BodyOfCell:
    return BodyOfCell("\n".join(lines[first - 1 : node.end_lineno]), first)


def _begins(node: ast.stmt) -> int:
    """The number of its first line, that of its first decorator if it has one."""
    return min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))
