"""Which of the wanted functions has somebody written? Those that are there and are no stubs."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

from autograder.submission.ipython import statements
from autograder.submission.notebook import Cell

Function = ast.FunctionDef | ast.AsyncFunctionDef


def finished(cells: Iterable[Cell], wanted: Collection[str]) -> tuple[frozenset[str], int]:
    """The wanted functions that are written; of a wanted class its methods, as `Class.method`.

    Then the size of all that stand there, stubs as well, in nodes of their syntax trees: of two that are not
    finished, the larger one was begun. A name that is bound in another way (`forward = faster_forward`, an
    import) counts as written.
    """
    found: set[str] = set()
    size = 0
    for cell in cells:
        for node in statements(cell.source):
            found.update(_finished(node, wanted))
            if isinstance(node, Function | ast.ClassDef) and node.name in wanted:
                size += sum(1 for _ in ast.walk(node))
    return frozenset(found), size


def _finished(node: ast.stmt, wanted: Collection[str]) -> Iterator[str]:
    if isinstance(node, Function):
        if node.name in wanted and not is_stub(node):
            yield node.name
    elif isinstance(node, ast.ClassDef):
        if node.name in wanted:
            methods = (row for row in node.body if isinstance(row, Function))
            yield from (f"{node.name}.{row.name}" for row in methods if not is_stub(row))
    elif isinstance(node, ast.Assign):
        yield from (row.id for row in node.targets if isinstance(row, ast.Name) and row.id in wanted)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        names = ((row.asname or row.name) for row in node.names)
        yield from (name for name in names if name in wanted)


def is_stub(node: Function) -> bool:
    """Whether a function still has to be written: nothing is in it, or a NotImplementedError on its way.

    One that is raised below a `return` of the function's own is left over and does no harm.
    """
    rows = _without_docstring(node.body)
    if all(says_nothing(row) for row in rows):
        return True
    for row in rows:
        if isinstance(row, ast.Return):
            return False
        if any(raises_not_implemented(inner) for inner in ast.walk(row)):
            return True
    return False


def _without_docstring(body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text else body


def says_nothing(row: ast.stmt) -> bool:
    """Whether a statement does nothing: `pass`, an ellipsis, a text."""
    is_ellipsis = isinstance(row, ast.Expr) and isinstance(row.value, ast.Constant)
    return isinstance(row, ast.Pass) or is_ellipsis


def raises_not_implemented(node: ast.AST) -> bool:
    """Whether it is the line by which a stub says that it is to be written."""
    if not isinstance(node, ast.Raise) or node.exc is None:
        return False
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
