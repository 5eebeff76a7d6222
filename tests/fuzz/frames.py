"""Damaged frames: what a worker that was taken over may send to the trusted side's decoder.

A frame must end as a value within bounds or as the protocol's own error, at once and in little memory.
"""

from __future__ import annotations

import math
import random
import socket
import struct
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgpack
import numpy as np

from autograder.sandbox import protocol
from autograder.sandbox.protocol import PREFIX, Frame, ProtocolError, decode, encode
from autograder.sandbox.steps import DTYPES, Failure, Opaque

SECONDS = 1.0
"""A frame of the size of these is decoded in well under a millisecond."""

MEMORY = 32 * 2**20
"""Bytes that decoding one of these frames may take, whatever sizes it claims."""

MAX_BODY = 2**16
"""Bytes that a body may have here."""

TOKENS = ("l", "t", "d", "a", "o", "f", "r", "C", "F", "S", "0", "x", "", *DTYPES, "object", ">f8", "V8", "U9")

NUMBERS = (
    *(0, 1, -1, 2, 3, 7, 255, 2**31, 2**32, 2**47, 2**48, 2**53, 2**62, 2**63 - 1, -(2**63), 2**64 - 1),
    *(0.0, 1.5, math.nan, math.inf, -math.inf, True, False, None),
)

HUGE = (
    *(b"\xdd", b"\xdf", b"\xdb", b"\xc6", b"\xc9"),  # array, map, text, binary, extension: 32 bits of length
    *(b"\xdc", b"\xde", b"\xda", b"\xc5", b"\xc8"),  # and 16
)


@dataclass
class Found:
    """What came of many frames."""

    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    memory: int = 0


def decode_all(seed: int, count: int, progress: Callable[[int], None] = lambda done: None) -> Found:
    """Decode `count` damaged frames; one in a hundred with an eye on memory."""
    found = Found()
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        kind, frame = draw(rng)
        trace = number % 100 == 0
        if trace:
            tracemalloc.start()
        start = time.process_time()
        try:
            end, wrong = _end(frame, rng)
        except Exception as error:  # this is what is looked for
            end, wrong = "exception", f"{type(error).__name__}: {error}"
        seconds = time.process_time() - start
        if trace:
            found.memory = max(found.memory, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            if found.memory > MEMORY:
                wrong = wrong or f"it took {found.memory >> 20} MB"
        else:
            found.slowest = max(found.slowest, seconds)
            if seconds > SECONDS:
                wrong = wrong or f"it took {seconds:.1f} seconds"
        found.ends[end] += 1
        if wrong:
            found.wrong.append(f"frame {number} ({kind}): {wrong}")
        if number % 100 == 99:
            progress(number + 1)
    return found


def draw(rng: random.Random) -> tuple[str, Frame | bytes]:
    """What is wrong with a frame, and the frame: decoded as it is, or as bytes that come through a channel."""
    make = rng.choice(KINDS)
    return make.__name__.strip("_").replace("_", " "), make(rng)


def _end(frame: Frame | bytes, rng: random.Random) -> tuple[str, str]:
    """How it ended, and what is wrong with that."""
    try:
        if isinstance(frame, bytes):
            frame = _received(frame, rng)
        value = decode(frame)
    except ProtocolError as error:
        return str(error), ""
    except EOFError:
        return "the channel ended within the frame", ""
    return "a value", within_bounds(value, len(frame.header), len(frame.body))


def _received(data: bytes, rng: random.Random) -> Frame:
    """The first frame of a channel that brings `data`, in parts, and ends."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        cut = rng.randint(0, len(data))
        theirs.sendall(data[:cut])
        theirs.sendall(data[cut:])
        theirs.shutdown(socket.SHUT_WR)
        deadline = time.monotonic() + 5
        return protocol.Reader(ours, max_header=MAX_BODY, max_body=MAX_BODY).receive(deadline)


def within_bounds(value: Any, header: int, body: int) -> str:
    """What a decoded value has that it must not have; empty if it is as the protocol says."""
    room, items, waiting = 0, 0, [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        items += 1
        if depth > protocol.MAX_FRAME_DEPTH + 1:
            return "it is nested too deeply"
        if isinstance(item, np.ndarray):
            if item.flags.writeable or item.dtype.name not in DTYPES or not item.dtype.isnative:
                return f"an array is writable or of type {item.dtype}"
            room += item.nbytes
        elif type(item) in (list, tuple):
            waiting += [(part, depth + 1) for part in item]
        elif type(item) is dict:
            waiting += [(part, depth + 1) for pair in item.items() for part in pair]
        elif type(item) is int and not -(2**63) <= item < 2**63:
            return "an integer has more than 64 bits"
        elif not (item is None or type(item) in (bool, int, float, str, Opaque, Failure) or _scalar(item)):
            return f"a value is of type {type(item).__name__}"
    if room > body:
        return f"its arrays have {room} bytes, the body {body}"
    return "it has more items than its header has bytes" if items > header + 1 else ""


def _scalar(item: Any) -> bool:
    return isinstance(item, np.generic) and item.dtype.name in DTYPES


# Kinds of frames.


def _random_bytes(rng: random.Random) -> Frame:
    return Frame(rng.randbytes(rng.choice((0, 1, 5, 40, 300))), rng.randbytes(rng.choice((0, 1, 8, 64))))


def _valid(rng: random.Random) -> Frame:
    return encode((rng.getrandbits(62), (_value(rng, 4), _value(rng, 4))))


def _header_damaged(rng: random.Random) -> Frame:
    frame = _valid(rng)
    return Frame(spoiled(frame.header, rng), frame.body)


def _body_damaged(rng: random.Random) -> Frame:
    frame = _valid(rng)
    return Frame(frame.header, spoiled(bytes(frame.body), rng))


def _doubled(rng: random.Random) -> Frame:
    one, other = _valid(rng), _valid(rng)
    return Frame(one.header + other.header, bytes(one.body) + bytes(other.body))


def _bodies_exchanged(rng: random.Random) -> Frame:
    return Frame(_valid(rng).header, _valid(rng).body)


def _tags_at_random(rng: random.Random) -> Frame:
    return Frame(msgpack.packb(_tree(rng, 5)), bytes(rng.choice((0, 8, 16, 80))))


def _arrays_at_random(rng: random.Random) -> Frame:
    shape = [
        rng.choice(NUMBERS) if rng.random() < 0.4 else rng.randint(0, 4)
        for _ in range(rng.choice((0, 1, 2, 3, 17)))
    ]
    order = rng.choice(("C", "F", "S", "0", rng.choice(TOKENS), rng.choice(NUMBERS)))
    name = rng.choice((*DTYPES, rng.choice(TOKENS), rng.choice(NUMBERS)))
    return Frame(msgpack.packb(["t", 5, ["a", name, order, *shape]]), rng.randbytes(8 * rng.randint(0, 16)))


def _claims_of_size(rng: random.Random) -> Frame:
    kind = rng.choice(HUGE)
    size = (
        rng.choice((2**32 - 1, 2**31, 2**20, 70_000)) if kind in HUGE[:5] else rng.choice((2**16 - 1, 30_000))
    )
    claim = kind + struct.pack("!I" if kind in HUGE[:5] else "!H", size)
    return Frame(
        rng.choice((b"", b"\x92\xa1t", b"\x92\xa1l" * 20)) + claim * rng.choice((1, 2, 200)) + rng.randbytes(20)
    )


def _deep(rng: random.Random) -> Frame:
    depth = rng.choice((10, 24, 25, 26, 100, 1_000, 10_000))
    return Frame(
        rng.choice((b"\x91", b"\x92\xa1l", b"\x92\xa1t", b"\x93\xa1d\x01", b"\x81\x01")) * depth + b"\xc0"
    )


def _many(rng: random.Random) -> Frame:
    item = rng.choice(
        (0, [], ["l"], ["a", "int8", "C", 0], ["a", "float64", "S", 0, 2**40], "", ["o", ""], ["t", None])
    )
    return Frame(msgpack.packb(["l", *[item] * rng.choice((100, 5_000))]))


def _on_the_wire(rng: random.Random) -> bytes:
    frame = _valid(rng)
    data = PREFIX.pack(len(frame.header), len(frame.body)) + frame.header + bytes(frame.body)
    match rng.randrange(5):
        case 0:
            return data[: rng.randrange(len(data))]
        case 1:
            return data + data
        case 2:
            sizes = rng.choice((0, 1, MAX_BODY, 2**32 - 1)), rng.choice((0, 1, MAX_BODY, 2**63, 2**64 - 1))
            return PREFIX.pack(*sizes) + data[PREFIX.size :]
        case 3:
            return spoiled(data, rng)
    return rng.randbytes(rng.randint(0, 200))


KINDS: tuple[Callable[[random.Random], Frame | bytes], ...] = (
    *(_random_bytes, _valid, _header_damaged, _header_damaged, _body_damaged, _doubled, _bodies_exchanged),
    *(
        _tags_at_random,
        _tags_at_random,
        _arrays_at_random,
        _arrays_at_random,
        _claims_of_size,
        _deep,
        _on_the_wire,
    ),
    *(_on_the_wire, _many),
)


def _value(rng: random.Random, depth: int) -> Any:
    kind = rng.randrange(10 if depth else 5)
    if kind == 0:
        return rng.choice([number for number in NUMBERS if number != 2**64 - 1])
    if kind == 1:
        return "".join(rng.choices("ab \n\x1b\ud800é[/]", k=rng.randint(0, 12)))
    if kind in (2, 3):
        shape = tuple(rng.randint(0, 3) for _ in range(rng.randint(0, 3)))
        array = np.ones(shape, rng.choice(DTYPES))
        return rng.choice((array, array.T, array[..., ::2] if shape else array[()], np.asfortranarray(array)))
    if kind == 4:
        return rng.choice((Opaque("module"), Failure("raised", "E", "why", "cell 1", "x = 1", 3)))
    items = [_value(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    if kind < 7:
        return items
    return tuple(items) if kind < 9 else {rng.choice(("a", 1, True, 0.5)): item for item in items}


def _tree(rng: random.Random, depth: int) -> Any:
    if not depth or rng.random() < 0.4:
        return rng.choice((rng.choice(TOKENS), rng.choice(NUMBERS)))
    return [rng.choice(TOKENS), *(_tree(rng, depth - 1) for _ in range(rng.randint(0, 7)))]


def spoiled(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randint(0, len(changed))
        match rng.randrange(4):
            case 0 if at < len(changed):
                changed[at] ^= 1 << rng.randrange(8)
            case 1 if at < len(changed):
                changed[at] = rng.choice(
                    (0, 0xFF, 0x7F, 0x80, 0x90, 0xC1, 0xC7, 0xD4, 0xDD, rng.randrange(256))
                )
            case 2:
                changed[at:at] = rng.randbytes(rng.choice((1, 4, 9)))
            case _:
                del changed[at : at + rng.choice((1, 4, 100))]
    return bytes(changed)
