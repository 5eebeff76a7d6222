"""The small language in which a check speaks to the functions under test, and its interpreter.

A check never holds a student's object. It asks for steps ("call this with that, take item 1 of the
result") and fetches copies of plain values. Steps that belong together travel in one message. The same
interpreter runs in the confined worker and, for the reference, in the trusted process: one door.

This file stands alone: it is one of the few that the worker can see, and imports nothing of ours.

Operations, each with its arguments:

    value v            a fresh object built from v (arrays arrive writable and owned, in the order they had)
    name n             the object that the submission calls n
    call f, *a, **k    f called with a and k
    unpack obj, n      obj, if it is a tuple or list of exactly n items; its items are n results more
    take obj, n        obj, if it is a tuple or list of at least n items; the first n are n results more
    getattr obj, n     attribute n
    getitem obj, key   obj[key]
    setitem obj, k, v  obj[k] = v
    copy obj           a deep copy, to compare with later

An argument is plain data (None, bool, int, float, str, arrays, and tuples, lists and dicts of these) or a
`Ref` to the result of an earlier step.
"""

from __future__ import annotations
import __future__

import copy
import functools
import math
import operator
import symtable
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from autograder.sentences import Sentence  # it is not behind the wall

MAX_TEXT = 500
"""Characters of a student's text (an exception's message, a string value) that ever cross."""

MAX_ITEMS = 10_000
"""Items of lists, tuples and dicts, all levels together, that a fetched value may hold."""

MAX_DEPTH = 8
"""Nesting of lists, tuples and dicts that a fetched value may have."""

MAX_KEYS = 1_000
"""Keys of a dict that crosses. Numbers can be chosen so that each is found only after all others."""

OVER_BUDGET = "results"
"""The type's name in a `Failure` of the kind `memory`: there was memory, but no more room for replies."""

TOO_LARGE = "a value nested too deeply or too large to compare"
"""What stands in the place of a type's name then."""

WORKERS = ("missing", "stub", "raised", "count", "memory")
"""The kinds of failure that a worker may report."""

DTYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float16", "float32", "float64"),
)
"""Arrays of these types cross, in the machine's own byte order. Objects, text and records never do."""

_FLOAT64 = np.dtype(np.float64)

_PLAIN = frozenset({type(None), bool, int, float, str})

_WIDE = frozenset({"take", "unpack"})
"""Operations with more than one result."""

_FUTURE = functools.reduce(
    operator.or_, (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
)


@dataclass(frozen=True, slots=True)
class Ref:
    """The result `index`, counted from the first step since the session's last reset."""

    index: int


class Step(NamedTuple):
    """One operation with its arguments. Thousands are made for a submission: no class is made sooner."""

    op: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = {}  # shared, and never written to

    @property
    def width(self) -> int:
        """The number of results that it leaves: one, and one for each item that it unpacks."""
        return 1 + self.args[1] if self.op in _WIDE else 1


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that cannot cross, known by the name of its type only."""

    type_name: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step has no result.

    kind: `missing` (the name is not defined), `stub` (NotImplementedError), `raised`, `count` (not the
    number of values asked for); from the trusted side: `timeout`, `died`, `memory`, `broken` (the worker
    answered nonsense), `skipped` (the session has died before). A step whose argument failed fails alike.
    """

    kind: str
    type_name: str = ""
    message: str = ""
    place: str = ""  # such as "cell 5, line 3"
    code: str = ""  # the student's own line there
    step: int = -1  # index of the step that failed first, counted as in `Ref`
    how: Sentence | None = field(default=None, compare=False)  # `message`, where the trusted side wrote it


Chunks = Sequence[tuple[str, str]]
"""Source to run, in order: a label such as "cell 5" (padded so that lines count as in the cell), the text."""


Ends = tuple[type[BaseException], ...]
"""What ends this process and not only the code that runs: Ctrl-C, outside of the wall."""


FindLine = Callable[[str, int], tuple[str, str]]
"""For a line of what code was compiled from: where it stands, such as "cell 5, line 3", and its text.

Both are empty for code that is not the submission's.
"""


@dataclass(slots=True)
class Namespace:
    """The submission's names after its definitions have run, and why some are missing."""

    names: dict[str, Any]
    failed: dict[str, Failure] = field(default_factory=dict)
    sources: dict[str, dict[int, str]] = field(default_factory=dict)  # label -> line number -> line
    elsewhere: FindLine | None = None  # for code that was not loaded from sources

    def quote(self, filename: str, line: int) -> tuple[str, str]:
        """A `FindLine` for the submission's own lines."""
        if filename in self.sources:
            return f"{filename}, line {line}", self.sources[filename].get(line, "")
        return self.elsewhere(filename, line) if self.elsewhere else ("", "")


def load(
    chunks: Chunks,
    names: dict[str, Any] | None = None,
    *,
    modules: Mapping[str, str] | None = None,
    ends: Ends = (),
) -> Namespace:
    """Run the chunks one by one; one that raises costs only the names it would have bound.

    `modules` are the texts of other files that may raise (file name -> text), to quote their lines. What
    `ends` names is no failure of the code: it is raised.
    """
    space = Namespace({"__name__": "submission"} if names is None else names)
    for label, text in (*(modules or {}).items(), *chunks):
        space.sources.setdefault(label, {}).update(
            (number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()
        )
    future = 0
    for label, text in chunks:
        try:
            code = compile(text, label, "exec", flags=future, dont_inherit=True)
            future |= code.co_flags & _FUTURE  # `from __future__ import ...` holds for all that follows
            exec(code, space.names)  # this is the point of the module: it runs behind the wall
        except ends:
            raise
        except BaseException as error:
            failure = failure_of(error, space)
            for name in _bound_names(text):
                space.failed[name] = failure
        else:
            for name in _bound_names(text) if space.failed else ():
                space.failed.pop(name, None)
    return space


def execute(steps: Iterable[Step], results: list[Any], space: Namespace, *, ends: Ends = ()) -> None:
    """Run steps, appending one result each; a failed step's result is its `Failure`. `ends` as in `load`."""
    for step in steps:
        op, given, named = step
        try:
            args = [value if type(value) in _PLAIN else _resolve(value, results) for value in given]
            kwargs = {name: _resolve(value, results) for name, value in named.items()} if named else {}
            results.append(_OPERATIONS[op](space, *args, **kwargs))
        except ends:
            raise
        except BaseException as error:
            failure = _cause(error, space, len(results))
            results += [failure] * step.width
            continue
        if op in _WIDE:
            _take_items(results, given[1], space, ends)


def _take_items(results: list[Any], number: int, space: Namespace, ends: Ends) -> None:
    """Append the first items of the last result; a list of a student's own kind may refuse each of them."""
    whole = results[-1]
    for index in range(number):
        try:
            results.append(whole[index])
        except ends:
            raise
        except BaseException as error:
            results.append(_cause(error, space, len(results)))


def _cause(error: BaseException, space: Namespace, at: int) -> Failure:
    """What stands in place of the result `at`."""
    if isinstance(error, _SkippedError):
        return error.cause
    if isinstance(error, _CountError):
        return Failure("count", error.type_name, error.found, step=at)
    if isinstance(error, _MissingError):
        name = str(error)
        return replace(space.failed.get(name) or Failure("missing", message=name), step=at)
    return replace(failure_of(error, space), step=at)


class NoRoom(Exception):
    """A value is larger than the room for it."""


def portable(value: Any, room: float = math.inf) -> Any:
    """The plain form of a result, fit to cross: arrays and scalars copied, everything else `Opaque`.

    `room` are bytes that its arrays may have, counted as they are written out: an array that repeats one number
    by its strides is as large as one that holds it a million times.

    Raises:
        NoRoom: they have more.
    """
    return _portable(value, 0, [0, room])


def _portable(value: Any, depth: int, count: list[float]) -> Any:
    """`count` holds the items so far, and the bytes that are left."""
    count[0] += 1
    if count[0] > MAX_ITEMS or depth > MAX_DEPTH:
        return Opaque(TOO_LARGE)
    kind = type(value)
    if kind is np.ndarray and value.dtype is _FLOAT64:  # nearly always; what follows takes ten times as long
        _take_room(value.nbytes, count)
        return np.array(value, order="A")
    if value is None or kind in (bool, float, Failure, Opaque):
        return value
    if kind is int:
        return value if _is_short(value) else Opaque("int")
    if kind is str:
        return _text(value)
    if isinstance(value, np.ndarray | np.generic):
        masks = sys.modules.get("numpy.ma")  # imported by whoever has a mask, and slow to import
        if kind is np.ndarray or (masks and kind is masks.MaskedArray):  # others may say anything of themselves
            _take_room(value.nbytes, count)
        plain = np.array(value, subok=False, order="A")
        if masks and isinstance(value, masks.MaskedArray) and plain.dtype.kind == "f":
            plain[masks.getmaskarray(value)] = np.nan  # what a mask hides is no number
        if plain.dtype == np.longdouble:  # more digits than are judged, and as many bits as the machine likes
            plain = plain.astype(np.float64)
        if plain.dtype.name not in DTYPES:
            return Opaque(_text(f"array of {plain.dtype.name}"))
        return plain.astype(plain.dtype.newbyteorder("="), copy=False)
    if kind in (list, tuple):
        return kind(_portable(item, depth + 1, count) for item in value)
    if kind is dict and len(value) > MAX_KEYS:
        return Opaque("a value nested too deeply or too large to compare")
    if kind is dict and all(_is_plain_key(key) for key in value):
        return {key: _portable(item, depth + 1, count) for key, item in value.items()}
    return Opaque(_text(str(getattr(kind, "__name__", "object"))))


def _take_room(size: int, count: list[float]) -> None:
    count[1] -= size
    if count[1] < 0:
        raise NoRoom


def _is_plain_key(key: Any) -> bool:
    return type(key) in (bool, float) or _is_short(key) or (type(key) is str and key == _text(key))


def _is_short(value: Any) -> bool:
    """Whether it is an int of at most 64 bits."""
    return type(value) is int and -(2**63) <= value < 2**63


def _text(value: str) -> str:
    """The beginning of a text, without the lone surrogates that no encoding takes."""
    return value[:MAX_TEXT].encode("utf-8", "replace").decode()


class _SkippedError(Exception):
    def __init__(self, cause: Failure) -> None:
        super().__init__()
        self.cause = cause


class _MissingError(Exception):
    pass


class _CountError(Exception):
    def __init__(self, type_name: str, found: str) -> None:
        super().__init__(found)
        self.type_name = type_name
        self.found = found


def _resolve(value: Any, results: list[Any]) -> Any:
    kind = type(value)
    if kind is Ref:
        result = results[value.index]
        if type(result) is Failure:
            raise _SkippedError(result)
        return result
    if kind is np.ndarray:
        if value.flags.c_contiguous:
            return value.copy()
        # A function may write into its arguments; what it is handed is its own, in the same memory order.
        return value.copy(order="K") if value.flags.contiguous or value.flags.f_contiguous else _strided(value)
    if kind is dict:
        return {key: item if type(item) in _PLAIN else _resolve(item, results) for key, item in value.items()}
    if kind is list:
        return [_resolve(item, results) for item in value]
    if kind is tuple:
        return tuple(_resolve(item, results) for item in value)
    return value


def _strided(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    room = np.zeros((*value.shape[:-1], 2 * value.shape[-1]), value.dtype)
    view = room[..., ::2]
    view[...] = value
    return view


def _unpack(_space: Namespace, value: Any, number: int) -> Any:
    if not isinstance(value, tuple | list):
        raise _CountError(type(value).__name__, "1")
    if len(value) != number:
        raise _CountError(type(value).__name__, str(len(value)))
    return value


def _take(_space: Namespace, value: Any, number: int) -> Any:
    if not isinstance(value, tuple | list):
        raise _CountError(type(value).__name__, "1")
    if len(value) < number:
        raise _CountError(type(value).__name__, str(len(value)))
    return value


def _lookup(space: Namespace, name: str) -> Any:
    if name not in space.names:
        raise _MissingError(name)
    return space.names[name]


def _setitem(_space: Namespace, target: Any, key: Any, value: Any) -> None:
    target[key] = value


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "value": lambda _space, value: value,  # `_resolve` has built it anew
    "name": _lookup,
    "call": lambda _space, function, *args, **kwargs: function(*args, **kwargs),
    "unpack": _unpack,
    "take": _take,
    "getattr": lambda _space, target, name: getattr(target, name),
    "getitem": lambda _space, target, key: target[key],
    "setitem": _setitem,
    "copy": lambda _space, target: copy.deepcopy(target),
}


def failure_of(error: BaseException, space: Namespace) -> Failure:
    """Describe what the student's code raised, with the deepest of its own lines."""
    place = code = ""
    try:
        for frame, line in traceback.walk_tb(error.__traceback__):
            found, text = space.quote(frame.f_code.co_filename, line)
            place, code = (found, text) if found else (place, code)
        if isinstance(error, SyntaxError) and error.filename in space.sources:
            place = f"{error.filename}, line {error.lineno}"
            code = (error.text or "").strip()
        message = str(error)
    except BaseException:  # an exception class of the student's may fail at everything
        message = ""
    kind = "stub" if type(error) is NotImplementedError else "raised"  # input() has a kind of its own
    if isinstance(error, MemoryError):
        kind = "memory"
    return Failure(kind, _text(type(error).__name__), _text(message), _text(place), _text(code))


def _bound_names(text: str) -> set[str]:
    """The names that a chunk would bind at top level; empty when it does not parse."""
    try:
        table = symtable.symtable(text, "chunk", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {item.get_name() for item in table.get_symbols() if item.is_assigned() or item.is_imported()}
