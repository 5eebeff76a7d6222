"""All replies of a submission together have one budget, and all its runs one time."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from autograder.assignment import Limits
from autograder.sandbox import client
from autograder.sandbox.budget import Budget
from autograder.sandbox.client import Sandbox
from autograder.sandbox.steps import MAX_KEYS, OVER_BUDGET, Failure, NoRoom, Opaque, Ref, Step, portable

LIMITS = Limits(call_seconds=5, load_seconds=5, total_seconds=30, replies_mb=1)

NO_ROOM = Failure("memory", OVER_BUDGET)

TEXT = """
import numpy as np
def numbers(kilobytes): return np.ones(kilobytes * 128)
def repeated(): return np.broadcast_to(np.float64(1), (10**12,))
def repeated_bytes(): return np.broadcast_to(np.int8(1), (10**9,))
def both(): return np.ones(100_000), np.ones(100_000)
def lists(number): return [[] for _ in range(number)]
def moved(): return np.zeros((3, 4, 5)).transpose(1, 2, 0)
def masked(): return np.ma.masked_array(np.broadcast_to(np.float64(1), (10**12,)))
def fine(): return 1
"""

UNCOUNTED = """
from autograder.sandbox import steps, worker
def uncounted():
    worker._reply = lambda number, answer, room: worker.protocol.encode((number, answer))
    worker._portable = lambda value, room: steps.portable(value)
"""


@pytest.fixture(scope="module")
def small():
    with Sandbox(limits=LIMITS) as made:
        yield made


@pytest.fixture
def session(small):
    with small.open([("cell 1", TEXT), ("cell 2", UNCOUNTED)]) as opened:
        yield opened


def call(session, name, *args):
    session.reset()
    (value,) = session.run([Step("name", (name,)), Step("call", (Ref(0), *args))], [1])
    return value


def test_replies_share_their_room(session):
    values = [call(session, "numbers", 300) for _ in range(4)]
    assert [type(value) for value in values] == [np.ndarray] * 3 + [Failure]
    assert values[-1].kind == "memory"
    assert values[-1].type_name == OVER_BUDGET
    assert call(session, "fine") == 1
    assert call(session, "numbers", 50).size == 6400


@pytest.mark.parametrize("name", ["repeated", "repeated_bytes", "both", "masked"])
def test_what_has_no_room_is_refused_and_takes_none(session, name):
    start = time.monotonic()
    assert [call(session, name) for _ in range(20)] == [NO_ROOM] * 20
    assert time.monotonic() - start < 3
    assert call(session, "numbers", 900).size == 900 * 128


def test_values_without_arrays_count_by_what_they_become(session):
    found = [call(session, "lists", 2_000) for _ in range(20)]
    assert found[0] == [[]] * 2_000
    assert found[-1] == NO_ROOM
    assert 5 < found.index(NO_ROOM) < 15


@pytest.mark.parametrize("size", [300, 2_000])
def test_a_worker_that_does_not_count_is_counted(session, size):
    call(session, "uncounted")
    values = []
    for _ in range(5):
        values.append(call(session, "numbers", size))
        if isinstance(values[-1], Failure):
            break
    # A frame that is larger than any may be is no frame at all.
    assert values[-1] == (
        NO_ROOM if size == 300 else Failure("broken", message="the frame is larger than it may be")
    )
    assert len(values) == (4 if size == 300 else 1)
    assert call(session, "fine") == 1  # of a new worker


def test_arrays_in_any_order_cross(session):
    assert call(session, "moved").shape == (4, 5, 3)
    assert portable(np.zeros((3, 4, 5)).transpose(1, 2, 0)).flags.c_contiguous
    assert portable(np.zeros((3, 4)).T).flags.f_contiguous
    assert portable(np.zeros((3, 4), np.int8).T).flags.f_contiguous


def test_a_value_is_measured_before_it_is_copied():
    with pytest.raises(NoRoom):
        portable([np.broadcast_to(np.float64(1), (10**15,))], 1e6)
    assert portable(np.ones(10), 80).size == 10
    with pytest.raises(NoRoom):
        portable([np.ones(5), {"a": np.ones(6)}], 80)


def test_a_dict_of_many_keys_does_not_cross():
    assert len(portable(dict.fromkeys(range(MAX_KEYS)))) == MAX_KEYS
    assert portable(dict.fromkeys(range(MAX_KEYS + 1))) == Opaque(
        "a value nested too deeply or too large to compare"
    )


def test_two_sessions_of_one_submission_share(small):
    budget = Budget(LIMITS)
    for expected in ([np.ndarray] * 2, [np.ndarray, Failure]):
        with small.open([("cell 1", TEXT)], budget=budget) as session:
            assert [type(call(session, "numbers", 300)) for _ in range(2)] == expected


def test_no_time_is_left_after_the_end():
    budget = Budget(replace(LIMITS, total_seconds=0.05))
    assert 0 < budget.opening_seconds < 0.006
    time.sleep(0.06)
    assert budget.is_spent
    assert budget.opening_seconds < 0


def test_what_comes_after_the_end_starts_no_worker(small, monkeypatch):
    budget = Budget(replace(LIMITS, total_seconds=0.0))
    started = []
    monkeypatch.setattr(client.Sandbox, "fork", lambda sandbox: started.append(sandbox))
    with small.open([("cell 1", TEXT)], budget=budget) as session:
        assert call(session, "fine").message == "all 30 s of this submission are used up"
    assert started == []
