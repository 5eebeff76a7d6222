"""What a submission's own code looks like once names, comments and layout are away, and the handout too.

A feature is an expression or a statement in a normal form: names that the submission chose are one letter, the
operands of + and * are sorted, docstrings and annotations are gone. Names of the language and of libraries
stay: `np.sqrt` is a choice. A feature may be shared for good reasons; how telling it is, only a class can say.
What a copier changes by hand is meant to be seen through: names (of attributes, keys and methods as well),
order, brackets, type hints, line breaks. A formula that was worked out anew is another feature.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from autograder.submission.ipython import parse
from autograder.submission.notebook import Cell
from autograder.submission.slicing import cut

SMALLEST = 6
"""Words of the normal form from which on a feature is counted; `a - b` has three."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement of a submission: where it stands, its text, and its feature."""

    label: str
    first: int
    last: int
    text: str
    features: frozenset[int]  # of the statement and all that it holds


@dataclass(frozen=True, slots=True)
class Prints:
    """Everything that one submission is compared by."""

    sizes: dict[int, int]  # feature, a number of 64 bits -> words of its normal form
    passages: tuple[Passage, ...]  # simple statements and heads of compound ones, in document order


def fingerprints(
    cells: Sequence[Cell], functions: Iterable[str], known: frozenset[int] = frozenset()
) -> Prints:
    """The features of the code that the graded functions need, without those in `known`.

    Raises:
        LoadError: there is more code than is read.
    """
    sizes: dict[int, int] = {}
    passages = []
    chunks = cut(cells, functions).chunks
    trees = [(label, source, parse(source).tree) for label, source in chunks]
    chosen = _chosen([tree for _, _, tree in trees])
    for label, source, tree in trees:
        lines = source.split("\n")
        for node in _statements(tree.body):
            features = dict(_features(_head(node), chosen))
            own = {name: size for name, size in features.items() if name not in known}
            if not own:
                continue
            sizes.update(own)
            last = _last_line(node)
            text = "\n".join(lines[node.lineno - 1 : last])
            passages.append(Passage(label, node.lineno, last, text, frozenset(own)))
    return Prints(sizes, tuple(passages))


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Every statement, those inside others after them; docstrings and bare names are no statements."""
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        yield node
        for inner in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(node, inner, ()))
        for handler in getattr(node, "handlers", ()):
            yield from _statements(handler.body)
        for case in getattr(node, "cases", ()):
            yield from _statements(case.body)


def _head(node: ast.stmt) -> list[ast.AST]:
    """The parts of a statement that are not statements themselves."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [*node.decorator_list]
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Pass)):
        return []
    if not hasattr(node, "body"):
        return [node]
    return [
        value
        for name in ("test", "target", "iter", "items", "subject")
        if (found := getattr(node, name, None)) is not None
        for value in (found if isinstance(found, list) else [found])
    ]


def _last_line(node: ast.stmt) -> int:
    body: list[ast.stmt] = getattr(node, "body", [])
    return max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Names that the submission chose and another could choose otherwise."""

    names: frozenset[str]  # of variables, parameters, functions, classes
    attributes: frozenset[str]  # of its own objects


def _features(parts: Iterable[ast.AST], chosen: _Chosen) -> Iterator[tuple[int, int]]:
    found: list[tuple[str, int]] = []
    for part in parts:
        _normal(part, chosen, found)
    for text, size in found:
        if size >= SMALLEST:
            digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            yield int.from_bytes(digest), size


def _normal(node: ast.AST, chosen: _Chosen, found: list[tuple[str, int]]) -> tuple[str, int]:
    """The normal form of a node and its size in words; those of all expressions inside go into `found`."""
    if isinstance(node, ast.Name):
        return ("_" if node.id in chosen.names else node.id), 1
    if isinstance(node, ast.Constant):
        return _constant(node.value), 1
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        node = ast.Assign(targets=[node.target], value=node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mult)):
        kind = type(node.op)
        parts = [(kind.__name__, 1), *sorted(_normal(side, chosen, found) for side in _operands(node, kind))]
    else:
        parts = [(type(node).__name__, 1), *_parts(node, chosen, found)]
    text, size = f"({' '.join(word for word, _ in parts)})", sum(count for _, count in parts)
    if isinstance(node, (ast.expr, ast.stmt)):
        found.append((text, size))
    return text, size


def _parts(node: ast.AST, chosen: _Chosen, found: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for name, value in ast.iter_fields(node):
        if name in ("ctx", "type_comment", "annotation", "returns", "kind", "type_params"):
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, ast.keyword) and isinstance(node, ast.Call) and _is_own(node.func, chosen):
                yield _normal(item.value, chosen, found)
            elif isinstance(item, ast.AST):
                yield _normal(item, chosen, found)
            elif isinstance(item, str):
                own = chosen.attributes if isinstance(node, ast.Attribute) else chosen.names
                yield ("_" if item in own and not isinstance(node, ast.keyword) else item), 1


def _is_own(function: ast.expr, chosen: _Chosen) -> bool:
    return isinstance(function, ast.Name) and function.id in chosen.names


def _constant(value: object) -> str:
    """A constant; a text that could be a name (a key) is one like another."""
    return "'_'" if isinstance(value, str) and value.isidentifier() else repr(value)[:80]


def _operands(node: ast.expr, kind: type[ast.operator]) -> Iterator[ast.expr]:
    """The operands of a + b + c, whatever the brackets."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, kind):
        yield from _operands(node.left, kind)
        yield from _operands(node.right, kind)
    else:
        yield node


def _chosen(trees: Sequence[ast.Module]) -> _Chosen:
    names, attributes, imported = set(), set(), set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            attributes.add(node.attr)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names.add(node.name)
            attributes |= set(_members(node))
        elif isinstance(node, ast.alias):
            imported.add((node.asname or node.name).split(".")[0])
    builtin = set(dir(builtins))
    return _Chosen(frozenset(names - imported - builtin), frozenset(attributes))


def _members(node: ast.ClassDef) -> Iterator[str]:
    for row in node.body:
        if isinstance(row, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield row.name
        elif isinstance(row, ast.AnnAssign) and isinstance(row.target, ast.Name):
            yield row.target.id
        elif isinstance(row, ast.Assign):
            yield from (target.id for target in row.targets if isinstance(target, ast.Name))
