"""The wire: what crosses comes out the same, and whatever else comes in is refused."""

from __future__ import annotations

import contextlib
import math
import socket
import struct
import threading
import time
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox import protocol
from autograder.sandbox.protocol import PREFIX, Frame, ProtocolError, decode, encode
from autograder.sandbox.steps import DTYPES, MAX_KEYS, MAX_TEXT, WORKERS, Failure, Opaque, Ref, Step, portable

TEXT = st.text(max_size=40).filter(lambda text: text.isprintable())
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXT
SHAPES = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


def laid_out(array: np.ndarray[Any, Any], order: str) -> np.ndarray[Any, Any]:
    if order == "S" and array.ndim:
        return np.repeat(array, 2, axis=-1)[..., ::2]
    return np.asfortranarray(array) if order == "F" else array


ARRAYS = st.builds(
    laid_out,
    st.sampled_from(DTYPES).flatmap(lambda name: hnp.arrays(np.dtype(name), SHAPES)),
    st.sampled_from("CFS"),
)
PLAIN = st.recursive(
    SCALARS
    | ARRAYS
    | st.builds(Opaque, TEXT)
    | st.builds(Failure, st.sampled_from(WORKERS), TEXT, TEXT, TEXT, TEXT, st.integers(-1, 9)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXT | st.integers(-9, 9) | st.booleans(), inner, max_size=4)
    ),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray | np.generic):
        return (
            type(one) is type(other)
            and (one.dtype, one.shape, one.flags.c_contiguous)
            == (other.dtype, other.shape, other.flags.c_contiguous)
            and one.flags.f_contiguous == other.flags.f_contiguous
            and one.tobytes() == other.tobytes()
        )
    if isinstance(one, float):
        return type(other) is float and struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, list | tuple):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return type(other) is dict and same(list(one.items()), list(other.items()))
    return type(one) is type(other) and one == other


@settings(deadline=None, max_examples=150)
@given(PLAIN)
def test_what_crosses_comes_out_the_same(value: Any) -> None:
    frame = encode((7, value))
    assert same(decode(Frame(frame.header, bytes(frame.body)), references=True), (7, value))


@settings(deadline=None, max_examples=50)
@given(ARRAYS | st.lists(ARRAYS, max_size=3))
def test_a_result_crosses_as_a_reply(value: Any) -> None:
    result = portable(value)
    assert same(decode(encode(result)), result)


def test_a_run_crosses_with_its_references() -> None:
    steps = [Step("name", ("f",)), Step("call", (Ref(0), np.float64(0.3)), {"eps": 1e-5})]
    question = protocol.encode_question(place=3, fresh=True, steps=steps, fetch=[1])
    other = protocol.encode_question(place=4, fresh=False, steps=[Step("value", (np.ones(3),))], fetch=[])
    request = protocol.encode_run(9, [question, other])
    kind, number, ((place, fresh, rows, fetch), (*rest, last, none)) = decode(request, references=True)
    assert (kind, number, place, fresh, fetch) == ("run", 9, 3, True, (1,))
    assert (rest, none) == ([4, False], ())
    assert last[0][1][0].tolist() == [1, 1, 1]
    assert [Step(*row) for row in rows] == steps
    assert type(rows[1][1][1]) is np.float64


def test_arrays_that_arrive_are_read_only() -> None:
    for order in "CFS":
        array = decode(encode(laid_out(np.ones((3, 4)), order)), references=True)
        assert not array.flags.writeable


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", np.array([None]), np.ones(2, complex), 1j, len])
def test_nothing_else_can_be_sent(value: Any) -> None:
    with pytest.raises(TypeError, match="cross"):
        encode([value])


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60), st.binary(max_size=40))
def test_any_bytes_are_a_message_or_a_protocol_error(header: bytes, body: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode(Frame(header, body))


@settings(deadline=None, max_examples=300)
@given(
    st.recursive(
        SCALARS | st.sampled_from(["l", "t", "d", "a", "o", "f", "r", "C", "F", "S", "0", *DTYPES]),
        lambda inner: st.lists(inner, max_size=8),
        max_leaves=24,
    ),
    st.binary(max_size=64),
)
def test_any_header_is_a_message_or_a_protocol_error(header: Any, body: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        decode(Frame(msgpack.packb(header), body))


HOSTILE = {
    "a map": ({}, b""),
    "binary": (b"abc", b""),
    "an extension": (msgpack.ExtType(5, b"x"), b""),
    "a moment": (msgpack.Timestamp(1), b""),
    "an unsigned integer of 64 bits": (2**64 - 1, b""),
    "no tag": ([1, 2], b""),
    "nothing": ([], b""),
    "an unknown tag": (["x", 1], b""),
    "a reference": (["r", 0], b""),
    "an opaque value that is no text": (["o", 3], b""),
    "a failure of wrong length": (["f", "died"], b""),
    "a failure with a wrong step": (["f", "died", "", "", "", "", "0"], b""),
    "a dict with half an item": (["d", "a"], b""),
    "a dict with a list as key": (["d", ["l"], 1], b""),
    "an object array": (["a", "object", "C", 1], bytes(8)),
    "a record": (["a", "V8", "C", 1], bytes(8)),
    "a string array": (["a", "<U2", "C", 1], bytes(8)),
    "a dtype that is a list": (["a", ["l"], "C", 1], bytes(8)),
    "an unknown order": (["a", "int8", "K", 1], bytes(8)),
    "a negative size": (["a", "int8", "C", -1], bytes(8)),
    "a size that is true": (["a", "int8", "C", True], bytes(8)),
    "a size that is no integer": (["a", "int8", "C", 1.0], bytes(8)),
    "an enormous size": (["a", "float64", "C", 2**62], bytes(8)),
    "sizes that overflow": (["a", "float64", "C", 2**40, 2**40, 2**40], bytes(8)),
    "an empty array that overflows": (["a", "float64", "C", 0, 2**40, 2**40], b""),
    "too many axes": (["a", "int8", "C", *[1] * 40], bytes(8)),
    "a scalar with a shape": (["a", "int8", "0", 3], bytes(8)),
    "a body too short": (["a", "float64", "C", 2], bytes(8)),
    "a body too long": (["a", "float64", "C", 1], bytes(16)),
    "a body without padding": (["a", "int8", "C", 1], b"x"),
    "a body without arrays": (None, b"x"),
    "a text too long": ("a" * (4 * MAX_TEXT + 1), b""),
}


@pytest.mark.parametrize(("header", "body"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_frames_are_refused(header: Any, body: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(Frame(msgpack.packb(header), body))


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\x91" * 100_000,
        b"\x92\xa1l" * 100,
        b"\xdd\xff\xff\xff\xff",
        b"\xdd\x00\x0f\x00\x00" * 200,
        b"\xc0\xc0",
        b"\xc1",
        b"\xa1\xff",
    ],
)
def test_headers_that_are_no_msgpack_are_refused(header: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(Frame(header))


def test_the_largest_headers_are_read_quickly() -> None:
    start = time.process_time()
    item = msgpack.packb(["t", *[["l"]] * 29_000])
    header = b"\xdc" + struct.pack("!H", 6) + b"\xa1t" + item * 5
    assert len(header) < protocol.REPLY_HEADER
    decode(Frame(header))
    assert time.process_time() - start < 3


def test_a_strided_array_stands_in_requests_alone() -> None:
    frame = encode(laid_out(np.ones((3, 4)), "S"))
    with pytest.raises(ProtocolError, match="an array of a kind that does not cross"):
        decode(frame)


def test_keys_that_are_looked_for_in_the_same_places_are_few() -> None:
    keys = [part for number in range(MAX_KEYS + 1) for part in (number << 20, None)]
    decode(Frame(msgpack.packb(["d", *keys[:-2]])))
    with pytest.raises(ProtocolError, match="a dict with more keys than it may have"):
        decode(Frame(msgpack.packb(["d", *keys])))


def test_a_frame_without_room_is_refused_before_it_is_kept() -> None:
    data = PREFIX.pack(10, 100)
    with pair(data) as channel, pytest.raises(protocol.OversizeError):
        protocol.Reader(channel, max_header=1000, max_body=1000).receive(room=259)
    with pair(data) as channel, pytest.raises(EOFError):
        protocol.Reader(channel, max_header=1000, max_body=1000).receive(room=260)
    assert Frame(bytes(10), bytes(100)).weight == 260


def test_a_bool_is_true_or_false_and_nothing_between() -> None:
    array = decode(Frame(msgpack.packb(["a", "bool", "C", 4]), b"\x00\x01\x02\xff\0\0\0\0"))
    assert array.view(np.uint8).tolist() == [0, 1, 1, 1]


def test_a_failure_arrives_on_one_line_and_without_tricks() -> None:
    failure = decode(encode(Failure("raised", "Err", "a\x1b[31m\nb\u202e", "cell 1, line 1", "x = 1\t")))
    assert failure.message == "a [31m b "
    assert failure.code == "x = 1 "


def test_lone_surrogates_do_not_break_a_frame() -> None:
    assert decode(encode("a\ud800b")) == "a?b"


def pair(data: bytes) -> socket.socket:
    """A channel on which `data` has arrived and nothing more will."""
    ours, theirs = socket.socketpair()
    theirs.sendall(data)
    theirs.close()
    return ours


def receive(channel: socket.socket, seconds: float | None = None) -> Frame:
    deadline = None if seconds is None else time.monotonic() + seconds
    return protocol.Reader(channel, max_header=1000, max_body=1000).receive(deadline)


@pytest.mark.parametrize("sizes", [(1001, 0), (0, 1001), (2**32 - 1, 2**64 - 1)])
def test_announced_lengths_are_checked_before_anything_is_allocated(sizes: tuple[int, int]) -> None:
    with pair(protocol.PREFIX.pack(*sizes)) as channel, pytest.raises(ProtocolError):
        receive(channel)


@pytest.mark.parametrize("data", [b"", b"\0\0", protocol.PREFIX.pack(5, 0) + b"abc"])
def test_a_channel_that_ends_early_is_an_end(data: bytes) -> None:
    with pair(data) as channel, pytest.raises(EOFError):
        receive(channel)


def test_a_frame_goes_through_a_socket() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        protocol.send(theirs, encode([np.arange(5), "x"]), deadline=time.monotonic() + 5)
        array, text = decode(receive(ours, 5))
    assert array.tolist() == [0, 1, 2, 3, 4]
    assert text == "x"


def test_one_byte_after_the_other_gets_no_more_time() -> None:
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def drip() -> None:
        theirs.sendall(protocol.PREFIX.pack(900, 0))
        while not stop.wait(0.01):
            theirs.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        receive(ours, 0.1)
    assert time.monotonic() - start < 2
    stop.set()
    thread.join()
    ours.close()
    theirs.close()


def test_a_receiver_that_never_reads_is_not_waited_for() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(TimeoutError):
        protocol.send(ours, Frame(b"x" * 10_000_000), deadline=time.monotonic() + 0.1)


def test_shapes_with_an_empty_axis_cross() -> None:
    array = decode(encode(np.zeros((0, 5), np.float32)))
    assert array.shape == (0, 5)
    assert math.prod(array.shape) == 0


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.dictionaries(TEXT, SCALARS | ARRAYS, max_size=3).map(lambda row: (row, [Ref(3)])), max_size=4)
)
def test_the_worker_believes_what_a_careful_reader_finds(rows: Any) -> None:
    frame = encode(("run", 1, True, rows))
    assert same(protocol.believe(frame), decode(frame, references=True))
