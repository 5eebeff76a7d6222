"""Inputs of checks: drawn from the seed, and so the same for every submission of a class.

    @drawn_once
    def wide(rng, rows=7, columns=5):
        return Batch(x=rng.standard_normal((rows, columns)), ...)

What is drawn is kept by where the generator stood, and the generator goes on as if it had drawn. All
submissions get the same arrays then, so these are read-only: a check that changes its inputs makes a copy
first. Lists, dictionaries and objects that hold them are each check's own.
"""

from __future__ import annotations

import copy
import functools
import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

MOST_DRAWN = 1024
"""Inputs of one function that are kept; then all are forgotten, so that a long-lived process stays small."""

_Parameters = ParamSpec("_Parameters")
_Drawn = TypeVar("_Drawn")


def drawn_once(
    function: Callable[Concatenate[np.random.Generator, _Parameters], _Drawn],
) -> Callable[Concatenate[np.random.Generator, _Parameters], _Drawn]:
    """Make a function that draws inputs from a generator draw each of them once.

    Its other arguments can be hashed. It gives arrays, or dataclasses, tuples, lists and dictionaries of them.
    """
    known: dict[Hashable, tuple[_Drawn, Mapping[str, Any]]] = {}

    @functools.wraps(function)
    def draw(rng: np.random.Generator, /, *args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Drawn:
        here = rng.bit_generator.state
        key = (
            *(here["bit_generator"], *here["state"].values(), here["has_uint32"], here["uinteger"]),
            *(args, tuple(kwargs.items())),
        )
        if key not in known:
            if len(known) >= MOST_DRAWN:
                known.clear()
            known[key] = function(rng, *args, **kwargs), rng.bit_generator.state
        made, after = known[key]
        rng.bit_generator.state = after
        shared: _Drawn = _shared(made)
        return shared

    return draw


def _shared(value: Any) -> Any:
    """The value with the same arrays, now read-only, and with own copies of whatever can be changed."""
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
        return value
    if isinstance(value, dict):
        return {key: _shared(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shared(item) for item in value]
    if isinstance(value, tuple):
        items = tuple([_shared(item) for item in value])
        return value if all(map(operator.is_, items, value)) else items
    if is_dataclass(value) and not isinstance(value, type):
        return _shared_object(value)
    return value


def _shared_object(value: Any) -> Any:
    """A frozen one of which nothing can be changed stays the object that it is: checks compare some by `is`."""
    before = {one.name: getattr(value, one.name) for one in fields(value)}
    after = {name: _shared(item) for name, item in before.items()}
    changed = {name: item for name, item in after.items() if item is not before[name]}
    if not changed and value.__dataclass_params__.frozen:
        return value
    own = copy.copy(value)
    for name, item in changed.items():
        object.__setattr__(own, name, item)
    return own
