"""What do lost points rest on that is not here? Each thing in one sentence, for student and staff.

A function that fails where it is marked may be right where it was written: a helper's cell cannot be read, a
module did not come along, NumPy has dropped a name. This is asked of the text, where points were lost, and
nothing is run for it.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import ModuleType

import numpy as np

from autograder.assignment import Assignment
from autograder.report import CriterionResult, Kind, total
from autograder.sentences import Sentence, say, say_all
from autograder.submission.ipython import statements
from autograder.submission.notebook import place_in_words
from autograder.submission.reading import Work
from autograder.submission.slicing import cut, imported_by, unreadable

PART_FOR_STAFF = 0.25
"""Whoever lost more than this part of the points to what is not here should be seen by a person."""

MAX_SAID = 4
"""Things that are said of one exercise."""

OFFERED = frozenset({*dir(builtins), "__file__", "display", "get_ipython"})
"""Names that need no value: the last two are a kernel's, and the worker offers them."""

COULD_NOT_RUN = frozenset({Kind.MISSING, Kind.UNREADABLE, Kind.RAISED, Kind.SKIPPED})
"""How criteria end that something absent can have failed; wrong numbers are the student's own."""


def explained(
    criteria: Iterable[CriterionResult], assignment: Assignment, work: Work
) -> tuple[tuple[CriterionResult, ...], tuple[Sentence, ...]]:
    """The criteria, with what is absent said where it can be the cause; and what staff should look at."""
    criteria = tuple(criteria)
    lost = [row for row in criteria if row.kind in COULD_NOT_RUN and row.earned < row.points]
    if not lost:
        return criteria, ()
    failed = {row.exercise for row in lost}
    causes = {
        row.name: absent(work, (*row.functions, *row.uses))
        for row in assignment.exercises
        if row.name in failed
    }
    rows = tuple(
        replace(row, found=say_all(dict.fromkeys([row.found, *causes[row.exercise]])))
        if row in lost and causes[row.exercise]
        else row
        for row in criteria
    )
    points = total(row.points - row.earned for row in criteria if causes.get(row.exercise))
    most = total(row.points for row in criteria)
    if points <= PART_FOR_STAFF * most:
        return rows, ()
    look = say(
        "{points} of {most} points were lost to what could not be read or is not here. {causes}",
        points=f"{points:g}",
        most=f"{most:g}",
        causes=say_all(dict.fromkeys(cause for found in causes.values() for cause in found)),
    )
    return rows, (look,)


def absent(work: Work, functions: Iterable[str]) -> tuple[Sentence, ...]:
    """What these functions rest on that is not here."""
    wanted = tuple(functions)
    code = cut(work.cells, wanted)
    names = sorted(code.uses - OFFERED)
    looked_up = cut(work.cells, (*wanted, *names))
    found = [*unreadable(looked_up).values()]
    if looked_up.unparsed:
        found += _of_another_python(work.submission.python)
    unbound = [name for name in looked_up.missing if name not in looked_up.unparsed]
    found += _in_damaged_cells(work.submission.damaged, unbound)
    found += [
        say("{name} gets no value anywhere in the file.", name=name) for name in unbound if name not in wanted
    ]
    texts = [*(text for _, text in code.chunks), *work.modules.values()]
    trees = [ast.Module(statements(text), type_ignores=[]) for text in texts]
    found += [
        say("The module {name} is not here, and did not come along with the file.", name=name)
        for name in sorted(_absent_modules(trees, work.modules))
    ]
    found += [
        say("NumPy {version} marks, and it has no {name}.", version=np.__version__, name=name)
        for name in sorted(_absent_in_numpy(trees))
    ]
    return tuple(found[:MAX_SAID])


def _of_another_python(python: str) -> Iterator[Sentence]:
    """That a newer Python wrote a cell which this one cannot read."""
    here = sys.version_info[:2]
    if python and tuple(map(int, python.split("."))) > here:
        ours = ".".join(map(str, here))
        yield say(
            "The notebook was written with Python {theirs}; Python {ours} marks.", theirs=python, ours=ours
        )


def _in_damaged_cells(damaged: tuple[str, ...], names: list[str]) -> Iterator[Sentence]:
    if damaged and names:
        yield say(
            "{cells} could not be read at all, and {names} may have stood there.",
            cells=say_all(map(place_in_words, damaged), "{one}, {other}"),
            names=", ".join(names),
        )


def _unguarded(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below one, without those that a `try` with an `except` guards."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Try) and child.handlers):
            yield child
            yield from _unguarded(child)


def _absent_modules(trees: Iterable[ast.Module], modules: Mapping[str, str]) -> set[str]:
    """The first names of modules that are imported and cannot be found."""
    here = {name.partition(".")[0] for name in modules} | sys.stdlib_module_names
    imported: set[str] = set()
    for tree in trees:
        for node in _unguarded(tree):
            imported |= {name.partition(".")[0] for name in imported_by(node)}
    # A name that begins with a dot is of the package around, which came along.
    return {name for name in imported - here - {""} if not _can_be_found(name)}


def _can_be_found(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _absent_in_numpy(trees: Iterable[ast.Module]) -> set[str]:
    """Names such as `np.product` that this NumPy does not have."""
    trees = tuple(trees)
    known: dict[str, ModuleType] = {}
    found: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                known |= {row.asname or "numpy": np for row in node.names if row.name == "numpy"}
            elif isinstance(node, ast.ImportFrom) and node.module == "numpy" and not node.level:
                names = (row.name for row in node.names if row.name != "*")
                found |= {f"numpy.{name}" for name in names if not _has(np, name)}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                owner = _module_of(node.value, known)
                if owner is not None and not _has(owner, node.attr):
                    found.add(ast.unparse(node))
    return found


def _module_of(node: ast.expr, known: Mapping[str, ModuleType]) -> ModuleType | None:
    """The part of NumPy that an expression such as `np.linalg` names; None for anything else."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _module_of(node.value, known)
        value = getattr(owner, node.attr, None) if owner is not None and _has(owner, node.attr) else None
        return value if isinstance(value, ModuleType) else None
    return None


def _has(owner: ModuleType, name: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are about to go
        return hasattr(owner, name)
