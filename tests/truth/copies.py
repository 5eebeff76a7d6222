"""A copy as somebody makes it who does not want to be found: other names, another order, another layout."""

from __future__ import annotations

import ast
from collections.abc import Collection


def renamed(source: str, keep: Collection[str]) -> str:
    """The same code with other names for all that it chose, without comments and docstrings, laid out anew."""
    tree = ast.parse(source)
    found, imported, members = set(), set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()):
                members.add(name)
            case ast.alias(name=name, asname=other):
                imported.add(other or name)
            case _:
                pass
        if isinstance(node, ast.ClassDef):
            members |= {row.name for row in node.body if isinstance(row, ast.FunctionDef)}
            members |= {row.target.id for row in node.body if isinstance(row, ast.AnnAssign)}
    chosen = sorted(name for name in (found | members) - set(keep) - imported if not name.startswith("__"))
    names = {name: f"q{place}" for place, name in enumerate(chosen)}

    class Rename(ast.NodeTransformer):
        def visit_Name(self, node):
            node.id = names.get(node.id, node.id)
            return node

        def visit_Attribute(self, node):
            self.generic_visit(node)
            if node.attr in members:
                node.attr = names.get(node.attr, node.attr)
            return node

        def visit_arg(self, node):
            node.arg = names.get(node.arg, node.arg)
            return node

        def visit_Call(self, node):
            own = isinstance(node.func, ast.Name) and node.func.id in found
            self.generic_visit(node)
            for keyword in node.keywords if own else ():
                keyword.arg = names.get(keyword.arg, keyword.arg)
            return node

        def visit_FunctionDef(self, node):
            self.generic_visit(node)
            node.name = names.get(node.name, node.name)
            return node

        visit_ClassDef = visit_FunctionDef  # noqa: N815

    return ast.unparse(_without_docstrings(Rename().visit(tree)))


def reordered(source: str) -> str:
    """The same code with independent neighbours exchanged, and the operands of + and * turned."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
            node.left, node.right = node.right, node.left
        body = getattr(node, "body", None)
        if isinstance(body, list):
            for place in range(0, len(body) - 1, 2):
                if _are_independent(body[place], body[place + 1]):
                    body[place], body[place + 1] = body[place + 1], body[place]
    return ast.unparse(tree)


def _are_independent(one: ast.stmt, other: ast.stmt) -> bool:
    if not all(isinstance(row, ast.Assign) or _is_function(row) for row in (one, other)):
        return False
    writes, reads = zip(*(_names(row) for row in (one, other)), strict=True)
    return not (writes[0] & (writes[1] | reads[1]) or writes[1] & reads[0])


def _is_function(row: ast.stmt) -> bool:
    return isinstance(row, ast.FunctionDef) and not row.decorator_list


def _names(row: ast.stmt) -> tuple[set[str], set[str]]:
    nodes = [node for node in ast.walk(row) if isinstance(node, ast.Name)]
    writes = {node.id for node in nodes if isinstance(node.ctx, ast.Store)} | {getattr(row, "name", "")}
    return writes, {node.id for node in nodes if isinstance(node.ctx, ast.Load)}


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node):
            node.body[0] = ast.Pass()
    return tree
