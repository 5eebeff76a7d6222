"""The wire between the trusted side and a worker: frames, and what may stand in them.

Everything needed to write a second worker:

Channel. One stream socket for each submission. The trusted side sends a request and waits for its reply; the
worker never speaks first. The channel's end is the end of the submission.

Frame. A prefix of 12 bytes (`!IQ`: the length of the header, the length of the body), the header, the body.
The header is one msgpack value without maps, binary or extension types. The body is the data of the arrays
that the header mentions, in that order, each padded with zero bytes to a multiple of 8.

Values in the header. None, bool, int (64 bits, signed), float and text stand for themselves. Everything else
is an array whose first item is a tag:

    ["l", item...]  ["t", item...]          a list, a tuple
    ["d", key, value, key, value...]        a dict; keys are text, int, bool or float
    ["a", dtype, order, size...]            an array: a name in `steps.DTYPES`, an order in `ORDERS`, its shape
    ["o", type name]                        a value that cannot cross (`steps.Opaque`)
    ["f", kind, type name, message, place, code, step]      `steps.Failure`, of a kind in `steps.WORKERS`
    ["r", index]                            the result of an earlier step (`steps.Ref`), only in requests

In a reply, a text has at most 4 * `steps.MAX_TEXT` bytes, an array at most 3 * `steps.MAX_ITEMS` items, a dict
at most `steps.MAX_KEYS` keys.

Orders. "C" and "F" are memory orders. "S" is strided: C order, laid out so that the last axis takes every
second element; it would take twice the room of its bytes, and stands in requests only. "0" is a NumPy scalar.

Messages. Each is one tuple; `id` is a fresh random number, which the replies to a request count on from.

    request  ("load", id, ((label, text)...), {module name: text})
    reply    (id, {name: failure})                             the names that could not be bound, and why
    request  ("run", id, (question...))         a question: (place, fresh, ((op, args, kwargs)...), (index...))
    request  ("opening", id)                    the same for the questions that the zygote was given
    replies  (id + n, (value...))               for question n as soon as it is answered, a value for each index

A question's steps go on from the results that are kept at its place, a number; `fresh` forgets these first.

The two sides trust each other differently: the worker believes what it is sent, the trusted side nothing.
A decoder here raises `ProtocolError` for any bytes whatever, and allocates only what the limits allow.
"""

from __future__ import annotations

import hashlib
import math
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np

from autograder.sandbox.steps import DTYPES, MAX_ITEMS, MAX_KEYS, MAX_TEXT, WORKERS, Failure, Opaque, Ref, Step

PREFIX = struct.Struct("!IQ")
"""Length of the header and length of the body, in bytes."""

REPLY_HEADER = 2**19
"""Bytes that the header of a reply may have."""

HEADER_WEIGHT = 16
"""Bytes that a byte of a header comes to, about, when its values are objects: lists, numbers, texts."""

REQUEST_HEADER = 2**25
"""Bytes that the header of a request may have; the texts of a submission travel there."""

ORDERS = ("C", "F", "S", "0")
"""Memory orders that survive the crossing."""

PART = 2**18
"""Bytes that are taken from a channel at once."""

MAX_FRAME_DEPTH = 24
"""Nesting of a header's values; deeper than any value that `steps.portable` makes."""

MAX_AXES = 16
"""Axes that an array may have."""

_MAX_SIZE = 2**48  # elements, counting an empty axis as one: keeps NumPy's own arithmetic from overflowing


class ProtocolError(Exception):
    """Bytes that are no frame, or a frame that says something it must not say."""


class OversizeError(ProtocolError):
    """A frame that has no room."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What one side sent: the header's bytes and the arrays' bytes."""

    header: bytes
    body: bytes | bytearray | memoryview = b""

    @property
    def weight(self) -> int:
        """Bytes that the frame comes to when it is read."""
        return _weight(len(self.header), len(self.body))


def _weight(header: int, body: int) -> int:
    return HEADER_WEIGHT * header + body


def encode(message: Any) -> Frame:
    """The frame of a message.

    Raises:
        TypeError: the message holds something that cannot cross.
    """
    body = bytearray()
    header = msgpack.packb(_pack(message, body, 0), unicode_errors="replace")
    return Frame(header, body)


def encode_question(*, place: int, fresh: bool, steps: Sequence[Step], fetch: Sequence[int]) -> Frame:
    """To run steps at a place and to send back the results with the indexes `fetch`; a part of a request."""
    body = bytearray()
    rows: list[Any] = ["t"]
    for op, args, kwargs in steps:  # as `_pack` would, but for its calls: a message has hundreds of steps
        given: list[Any] = ["t"]
        for value in args:
            kind = type(value)
            if kind is Ref:
                given.append(["r", value.index])
            else:
                given.append(value if kind in _PLAIN else _pack(value, body, 4))
        rows.append(["t", op, given, _pack(kwargs, body, 3) if kwargs else ["d"]])
    question = ["t", place, fresh, rows, ["t", *fetch]]
    return Frame(msgpack.packb(question, unicode_errors="replace"), bytes(body))


def encode_run(number: int, questions: Sequence[Frame]) -> Frame:
    """The request that asks these questions, of which each was encoded by itself."""
    header = [b"\x94\xa1t\xa3run", msgpack.packb(number)]
    header += [msgpack.Packer().pack_array_header(1 + len(questions)), b"\xa1t"]
    header += [question.header for question in questions]
    return Frame(b"".join(header), b"".join([question.body for question in questions]))


def digest(number: int, reply: Frame) -> bytes:
    """What tells the answer of a reply from all others, its number apart; empty if it has another number."""
    start = b"\x93\xa1t" + msgpack.packb(number)
    if not reply.header.startswith(start):
        return b""
    found = hashlib.blake2b(b"%d " % len(reply.header), digest_size=32)
    found.update(memoryview(reply.header)[len(start) :])
    found.update(reply.body)
    return found.digest()


def decode(frame: Frame, *, references: bool = False) -> Any:
    """The message in a frame; its arrays are read-only views of the body.

    `references` says whether a `Ref` may stand in it: in requests, never in replies.

    Raises:
        ProtocolError: the frame does not follow the rules of this module.
    """
    longest = REQUEST_HEADER if references else 4 * MAX_TEXT
    most = REQUEST_HEADER if references else 3 * MAX_ITEMS
    try:
        packed = msgpack.unpackb(
            frame.header,
            max_str_len=longest,
            max_array_len=most,
            max_map_len=0,
            max_bin_len=0,
            max_ext_len=0,
        )
    except (ValueError, RecursionError, msgpack.UnpackException) as error:
        raise ProtocolError(f"the header is no msgpack as agreed ({type(error).__name__})") from error
    body = memoryview(frame.body).toreadonly()
    value, end = _unpack(packed, body, 0, 0, references)
    if end != len(body):
        raise ProtocolError("the body is longer than the arrays of the header")
    return value


def believe(frame: Frame) -> Any:
    """The message in a request, for the worker: it trusts whoever marks, and checks no value."""
    packed = msgpack.unpackb(frame.header, max_str_len=REQUEST_HEADER, max_array_len=REQUEST_HEADER)
    return _believe(packed, [0], memoryview(frame.body).toreadonly())


def _believe(value: Any, place: list[int], body: memoryview) -> Any:
    """The value; `place` holds where in the body the next array starts."""
    if type(value) is not list:
        return value
    tag = value[0]
    if tag == "r":
        return Ref(value[1])
    if tag == "a":
        _, name, order, *shape = value
        dtype, count = _TYPES[name], math.prod(shape)
        plain = np.frombuffer(body, dtype, count, place[0]) if count else np.empty(0, dtype)
        size = count * dtype.itemsize
        place[0] += size + -size % 8
        if order == "0":
            return plain[0]
        if order == "S":
            return _strided(plain.reshape(shape))
        return plain.reshape(shape, order="F" if order == "F" else "C")
    items = [_believe(part, place, body) if type(part) is list else part for part in value[1:]]
    if tag == "d":
        return dict(zip(items[::2], items[1::2], strict=True))
    return items if tag == "l" else tuple(items)


def as_bytes(frame: Frame) -> bytes:
    """The frame as it travels."""
    return b"".join((PREFIX.pack(len(frame.header), len(frame.body)), frame.header, frame.body))


def send(channel: socket.socket, frame: Frame, *, deadline: float | None = None) -> None:
    """Send a frame; `deadline` is a time of `time.monotonic`.

    Raises:
        TimeoutError: the other side did not take it in time.
        OSError: there is no other side any more.
    """
    channel.settimeout(_left(deadline))
    channel.sendall(as_bytes(frame))


@dataclass(frozen=True, slots=True)
class Reader:
    """Takes frames from a channel; what arrives together is taken together."""

    channel: socket.socket
    max_header: int
    max_body: int
    _here: bytearray = field(default_factory=bytearray)  # what came and is not read yet

    def receive(self, deadline: float | None = None, room: float = math.inf) -> Frame:
        """The next frame, no heavier than `room`; lengths are checked before more than they allow is kept.

        Raises:
            ProtocolError: the prefix announces more than the limits allow.
            OversizeError: it announces more than there is room for; the channel cannot be used any more.
            TimeoutError: the frame did not come in time.
            EOFError: the channel ended.
            OSError: the channel broke.
        """
        self._wait_for(PREFIX.size, deadline)
        header_size, body_size = PREFIX.unpack_from(self._here)
        if header_size > self.max_header or body_size > self.max_body:
            raise ProtocolError("the frame is larger than it may be")
        if _weight(header_size, body_size) > room:
            raise OversizeError("there is no room for the frame")
        start, end = PREFIX.size + header_size, PREFIX.size + header_size + body_size
        self._wait_for(end, deadline)
        with memoryview(self._here) as here:
            frame = Frame(bytes(here[PREFIX.size : start]), bytes(here[start:end]))
        del self._here[:end]
        return frame

    def _wait_for(self, size: int, deadline: float | None) -> None:
        while len(self._here) < size:
            # Checked at each part: a worker that sends byte after byte gets no more time than another.
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError
            self.channel.settimeout(_left(deadline))
            part = self.channel.recv(PART)
            if not part:
                raise EOFError
            self._here.extend(part)


def _left(deadline: float | None) -> float | None:
    """Seconds until the deadline, never quite 0, which a socket would take for "do not wait"."""
    return None if deadline is None else max(deadline - time.monotonic(), 1e-4)


_NAMES = {np.dtype(name): name for name in DTYPES}
_TYPES = {name: dtype for dtype, name in _NAMES.items()}

_PLAIN = frozenset({type(None), bool, int, float, str})
"""What stands for itself. Its members are looked at where they stand: a call for each would take longest."""


def _pack(value: Any, body: bytearray, depth: int) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if depth > MAX_FRAME_DEPTH:
        raise TypeError("too deeply nested to cross")
    if kind is np.ndarray:
        name = _NAMES.get(value.dtype)
        if name is None or not value.flags.c_contiguous:
            return _pack_array(value, body)
        return _laid(value.tobytes(), body, name, "C", value.shape)  # nearly always
    if kind is list or kind is tuple:
        below = depth + 1
        packed = [item if type(item) in _PLAIN else _pack(item, body, below) for item in value]
        packed.insert(0, "l" if kind is list else "t")
        return packed
    if kind is dict:
        packed = ["d"]
        for key, item in value.items():
            packed.append(key if type(key) in _PLAIN else _pack(key, body, depth + 1))
            packed.append(item if type(item) in _PLAIN else _pack(item, body, depth + 1))
        return packed
    if kind is Ref:
        return ["r", value.index]
    if kind is Opaque:
        return ["o", value.type_name]
    if kind is Failure:
        return ["f", value.kind, value.type_name, value.message, value.place, value.code, value.step]
    if isinstance(value, np.ndarray | np.generic):
        return _pack_array(value, body)
    raise TypeError(f"a value of type {kind.__name__} cannot cross")


def _pack_array(value: np.ndarray[Any, Any] | np.generic[Any], body: bytearray) -> list[Any]:
    name = _NAMES.get(value.dtype) or value.dtype.name  # which NumPy takes long to spell
    if name not in DTYPES:
        raise TypeError(f"a value of type {type(value).__name__} cannot cross")
    if isinstance(value, np.generic):
        order = "0"
    elif value.flags.c_contiguous:
        order = "C"
    else:
        order = "F" if value.flags.f_contiguous else "S"
    plain = value if value.dtype in _NAMES else value.astype(value.dtype.newbyteorder("="), copy=False)
    return _laid(plain.tobytes("F" if order == "F" else "C"), body, name, order, value.shape)


def _laid(data: bytes, body: bytearray, name: str, order: str, shape: tuple[int, ...]) -> list[Any]:
    """Put an array's bytes into the body, and give what the header says of it."""
    body += data
    if len(data) % 8:
        body += bytes(-len(data) % 8)
    return ["a", name, order, *shape]


def _unpack(value: Any, body: memoryview, start: int, depth: int, references: bool) -> tuple[Any, int]:
    """The value, and where in the body the next array starts."""
    kind = type(value)
    if kind is int and not -(2**63) <= value < 2**63:
        raise ProtocolError("an integer of more than 64 bits")
    if value is None or kind in (bool, int, float, str):
        return value, start
    if kind is not list or not value or type(value[0]) is not str:
        raise ProtocolError("a value without a tag")
    if depth > MAX_FRAME_DEPTH:
        raise ProtocolError("values nested too deeply")
    tag, *rest = value
    if tag == "a":
        if not references and rest[1:2] == ["S"]:
            raise ProtocolError("an array of a kind that does not cross")
        return _unpack_array(rest, body, start)
    if tag == "o" and _fits(rest, (str,)):
        return Opaque(_printable(rest[0])), start
    if tag == "f" and _fits(rest, (str, str, str, str, str, int)):
        why, type_name, message, place, code = map(_printable, rest[:5])
        if why not in WORKERS:
            raise ProtocolError("a failure of a kind that only the other side can see")
        return Failure(why, type_name, message, place, code, rest[5]), start
    if tag == "r" and references and _fits(rest, (int,)):
        return Ref(*rest), start
    if tag not in ("l", "t", "d"):
        raise ProtocolError("a tag that means nothing here, or with the wrong things after it")
    items = []
    for part in rest:
        if type(part) in _SELF:
            items.append(part)
            continue
        item, start = _unpack(part, body, start, depth + 1, references)
        items.append(item)
    if tag == "l":
        return items, start
    if tag == "t":
        return tuple(items), start
    if not references and len(items) > 2 * MAX_KEYS:
        raise ProtocolError("a dict with more keys than it may have")
    if len(items) % 2 or not all(type(key) in (str, int, bool, float) for key in items[::2]):
        raise ProtocolError("a dict with keys that must not be")
    return dict(zip(items[::2], items[1::2], strict=True)), start


_SELF = frozenset({type(None), bool, float, str})
"""What stands for itself whatever its value is."""


def _printable(text: str) -> str:
    """The text on one line, without signs that could play tricks on a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _fits(items: list[Any], kinds: tuple[type, ...]) -> bool:
    return len(items) == len(kinds) and all(type(item) is kind for item, kind in zip(items, kinds, strict=True))


def _unpack_array(rest: list[Any], body: memoryview, start: int) -> tuple[Any, int]:
    if len(rest) < 2 or rest[0] not in DTYPES or rest[1] not in ORDERS or len(rest) - 2 > MAX_AXES:
        raise ProtocolError("an array of a kind that does not cross")
    name, order, *shape = rest
    count = space = 1
    for size in shape:
        if type(size) is not int or not 0 <= size < _MAX_SIZE:
            raise ProtocolError("an array with an impossible shape")
        count *= size
        space *= size or 1
    if space > _MAX_SIZE or (order == "0" and shape):
        raise ProtocolError("an array with an impossible shape")
    dtype = _TYPES[name]
    end = start + count * dtype.itemsize
    if end > len(body):
        raise ProtocolError("the body is shorter than the arrays of the header")
    flat = np.frombuffer(body[start:end], dtype)
    if name == "bool":
        # A byte other than 0 and 1 would make a bool that is true and equal to no other.
        flat = flat.view(np.uint8) != 0
        flat.flags.writeable = False
    end += -end % 8
    if order == "0":
        return flat[0], end
    if order == "S":
        return _strided(flat.reshape(shape)), end
    return flat.reshape(shape, order="F" if order == "F" else "C"), end


def _strided(plain: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if not plain.ndim:
        return plain
    room = np.zeros((*plain.shape[:-1], 2 * plain.shape[-1]), plain.dtype)
    view = room[..., ::2]
    view[...] = plain
    view.flags.writeable = False
    return view
