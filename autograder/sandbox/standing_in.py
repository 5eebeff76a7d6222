"""Puts right functions in the place of others, whatever those are bound to by now. It runs behind the wall.

A learner's function may be bound in the notebook, in a module, under another name, in a table, in a class. So
the function object stays where it is, and its code is exchanged. This file stands alone there: it imports
nothing of ours.
"""

from __future__ import annotations

import contextlib
import importlib
import types
from collections.abc import Iterable, Sequence
from typing import Any

Space = dict[str, Any]
"""The global names of a notebook or of a module."""


def spaces_of(names: Iterable[str]) -> list[Space]:
    """The names of these modules, as far as they can be imported."""
    found = []
    for name in names:
        with contextlib.suppress(Exception):  # a module of the learner's, which may raise anything
            found.append(vars(importlib.import_module(name)))
    return found


def bring(notebook: Space, modules: Iterable[str], functions: Iterable[str]) -> None:
    """Bind in the notebook what only its modules or its classes define, so that it can be asked there."""
    spaces = [notebook, *spaces_of(modules)]
    for name in functions:
        for space in spaces:
            for found in (*([space[name]] if name in space else ()), *_static(space, name)):
                notebook.setdefault(name, found)


def stand_in(
    notebook: Space, modules: Iterable[str], functions: Sequence[str], right: types.ModuleType
) -> None:
    """Let the functions of the module `right` do the work of those of the same names."""
    spaces = [notebook, *spaces_of(modules)]
    for name in functions:
        for space in spaces:
            if name in space and not _exchanged(space[name], right, name):
                _rebind(spaces, space[name], getattr(right, name))
            for function in _static(space, name):
                _exchanged(function, right, name)
        notebook.setdefault(name, getattr(right, name))


def _static(space: Space, name: str) -> list[Any]:
    """The functions of this name that classes hold, and that take no object."""
    held = [vars(value).get(name) for value in space.values() if isinstance(value, type)]
    return [function.__func__ for function in held if isinstance(function, staticmethod)]


def _rebind(spaces: Iterable[Space], old: Any, new: Any) -> None:
    """Bind to `new` every global name that is bound to `old`."""
    for space in spaces:
        for name in [name for name, value in space.items() if value is old]:
            space[name] = new


def _exchanged(function: Any, right: types.ModuleType, name: str) -> bool:
    """Whether the function could be made to call the right one; what is no plain function cannot.

    Code fits a function only if it has as many variables of an enclosing one as before: a function within
    another, or one that a decorator wrapped.
    """
    if not isinstance(function, types.FunctionType):
        return False
    if function.__module__ == right.__name__:
        return True
    enclosed = [f"enclosed_{index}" for index in range(len(function.__closure__ or ()))]
    source = (
        f"def around({', '.join(enclosed)}):\n"
        f"    def {name}(*values, **settings):\n"
        f"        ({''.join(variable + ', ' for variable in enclosed)})\n"
        f"        import {right.__name__}\n"
        f"        return {right.__name__}.{name}(*values, **settings)\n"
        f"    return {name}\n"
    )
    made: Space = {}
    exec(source, made)
    function.__code__ = made["around"](*enclosed).__code__
    function.__defaults__ = function.__kwdefaults__ = None
    return True
