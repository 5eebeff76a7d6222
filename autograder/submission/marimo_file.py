"""The cells of a marimo notebook: a Python file in which each cell is the body of a function.

    @app.cell
    def _(np):
        def column_stats(x): ...
        return (column_stats,)

The arguments are what the cell takes from others, whatever their order in the file. A cell that is one function
or class stands there as it is, decorated; what all cells share stands in `with app.setup:`; and a cell that
cannot be read is a text in `app._unparsable_cell("...")`.

A name that begins with `_` belongs to its cell in marimo. Here all cells share their names, as in Jupyter: two
cells with helpers of one such name would disturb each other.

Source: the files that marimo 0.25 writes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush

from autograder.submission.broken_file import Piece

_AS_IT_IS = ("function", "class_definition")
"""What decorates a cell that is one definition."""


@dataclass(frozen=True, slots=True)
class _MarimoCell:
    """The code of a cell, the names it takes from others and those it gives them."""

    piece: Piece
    takes: tuple[str, ...]
    gives: tuple[str, ...]


def marimo_cells(text: str, tree: ast.Module) -> tuple[Piece, ...]:
    """The cells, each below those that it takes names from; none where the file is no notebook of marimo."""
    app = next(filter(None, map(_app_of, tree.body)), "")
    lines = text.split("\n")
    return _in_order([cell for node in tree.body for cell in _cells(node, app, lines)]) if app else ()


def _in_order(cells: Sequence[_MarimoCell]) -> tuple[Piece, ...]:
    """As in the file, but below those that give them names; as in the file where these go in a circle."""
    giver = {name: number for number, cell in enumerate(cells) for name in cell.gives}
    takes = [{giver[name] for name in cell.takes if name in giver} for cell in cells]
    sorter = TopologicalSorter(dict(enumerate(takes)))
    try:
        sorter.prepare()
    except CycleError:
        return tuple(cell.piece for cell in cells)
    order, ready = [], sorted(sorter.get_ready())
    while ready:
        order.append(heappop(ready))
        sorter.done(order[-1])
        for number in sorter.get_ready():
            heappush(ready, number)
    return tuple(cells[number].piece for number in order)


def _app_of(node: ast.stmt) -> str:
    """The name that is given to `marimo.App(...)`; empty for another statement."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Attribute(value=ast.Name(id="marimo"), attr="App")),
        ):
            return name
    return ""


def _cells(node: ast.stmt, app: str, lines: Sequence[str]) -> Iterator[_MarimoCell]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() if "cell" in _kinds(node, app):
            takes = tuple(one.arg for one in node.args.args)
            yield _MarimoCell(_body(node.body, lines), takes, _handed_on(node.body[-1]))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            kinds = _kinds(node, app)
            if any(kind in _AS_IT_IS for kind in kinds):
                own = [one for one, kind in zip(node.decorator_list, kinds, strict=True) if not kind]
                first = min((one.lineno for one in own), default=node.lineno)
                text = "\n".join(lines[first - 1 : node.end_lineno])
                yield _MarimoCell(Piece(first, text, is_python=True), (), (node.name,))
        case ast.With(items=[ast.withitem(context_expr=shared)]) if _kind(shared, app) == "setup":
            yield _MarimoCell(_body(node.body, lines), (), ())
        case ast.Expr(value=ast.Call(func=made, args=[ast.Constant(value=str(source)), *_])):
            if _kind(made, app) == "_unparsable_cell":
                yield _MarimoCell(Piece(node.lineno, source, is_python=False), (), ())


def _kinds(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, app: str) -> list[str]:
    return [_kind(decorator, app) for decorator in node.decorator_list]


def _kind(node: ast.expr, app: str) -> str:
    """What of the app it is: `cell` for `app.cell` and `app.cell(hide_code=True)`; empty for anything else."""
    match node.func if isinstance(node, ast.Call) else node:
        case ast.Attribute(value=ast.Name(id=name), attr=kind) if name == app:
            return kind
    return ""


def _handed_on(node: ast.stmt) -> tuple[str, ...]:
    """The names in `return (a, b)`, with which a cell ends."""
    match node:
        case ast.Return(value=ast.Tuple(elts=names)):
            return tuple(name.id for name in names if isinstance(name, ast.Name))
        case ast.Return(value=ast.Name(id=name)):
            return (name,)
    return ()


def _body(body: Sequence[ast.stmt], lines: Sequence[str]) -> Piece:
    """Statements at the margin, without the `return` that hands their names on."""
    kept = body[:-1] if isinstance(body[-1], ast.Return) else body
    if not kept:
        return Piece(body[0].lineno, "", is_python=True)
    decorators = getattr(kept[0], "decorator_list", [])
    first, indent = min(one.lineno for one in (kept[0], *decorators)), kept[0].col_offset
    taken = lines[first - 1 : kept[-1].end_lineno]
    # A line that is further left stands in a text of several lines.
    text = "\n".join(line[min(indent, len(line) - len(line.lstrip())) :] for line in taken)
    return Piece(first, text, is_python=True)
