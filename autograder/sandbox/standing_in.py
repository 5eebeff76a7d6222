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
    """Bind in the notebook what only its modules define, so that it can be asked there."""
    spaces = spaces_of(modules)
    for name in functions:
        for space in spaces:
            if name in space:
                notebook.setdefault(name, space[name])


def stand_in(
    notebook: Space, modules: Iterable[str], functions: Sequence[str], right: types.ModuleType
) -> None:
    """Let the functions of the module `right` do the work of those of the same names."""
    for space in [notebook, *spaces_of(modules)]:
        for name in functions:
            if name in space and not _exchanged(space[name], right, name):
                space[name] = getattr(right, name)
            if space is notebook:
                space.setdefault(name, getattr(right, name))


def _exchanged(function: Any, right: types.ModuleType, name: str) -> bool:
    """Whether the function could be made to call the right one; what is no plain function cannot."""
    if not isinstance(function, types.FunctionType) or function.__closure__:
        return False
    if function.__module__ == right.__name__:
        return True
    source = (
        f"def {name}(*values, **settings):\n"
        f"    import {right.__name__}\n"
        f"    return {right.__name__}.{name}(*values, **settings)\n"
    )
    made: Space = {}
    exec(source, made)
    function.__code__ = made[name].__code__
    function.__defaults__ = function.__kwdefaults__ = None
    return True
