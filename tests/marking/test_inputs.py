"""Inputs that are drawn once are those that would have been drawn, and nobody changes them."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import drawn_once
from autograder.marking import inputs


@dataclass(frozen=True)
class Kind:
    name: str
    shape: tuple


PLAIN = Kind("plain", (3, 2))


@dataclass(frozen=True)
class Layer:
    x: np.ndarray
    more: dict
    kind: Kind = PLAIN


def layer(rng, rows=3, *, spread=1.0):
    noise = [rng.random(2)]
    return Layer(x=spread * rng.standard_normal((rows, 2)), more={"mode": "train", "noise": noise})


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4), st.sampled_from([1.0, 2.0])), max_size=12))
def test_it_draws_what_would_have_been_drawn(asked):
    once = drawn_once(layer)
    for seed, rows, spread in asked:
        known, plain = np.random.default_rng(seed), np.random.default_rng(seed)
        for _ in range(2):  # the second draw begins where the first one ended
            mine, its = once(known, rows, spread=spread), layer(plain, rows, spread=spread)
            assert mine.x.tobytes() == its.x.tobytes()
            assert mine.more["noise"][0].tobytes() == its.more["noise"][0].tobytes()
            assert known.random() == plain.random()


def test_a_class_gets_the_same_arrays_and_cannot_change_them():
    calls = []

    @drawn_once
    def counted(rng, rows=3):
        calls.append(rows)
        return layer(rng, rows)

    first, second = (counted(np.random.default_rng(7)) for _ in range(2))
    assert first.x is second.x
    assert second.kind is PLAIN
    assert calls == [3]
    first.more["mode"] = "test"
    first.more["noise"].clear()
    assert second.more["mode"] == counted(np.random.default_rng(7)).more["mode"] == "train"
    for array in (first.x, second.more["noise"][0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0
    counted(np.random.default_rng(7), 4)
    assert calls == [3, 4]


def test_other_generators_and_half_used_ones_are_told_apart():
    once = drawn_once(lambda rng: rng.random(2))
    generators = [np.random.Generator(kind(5)) for kind in (np.random.PCG64, np.random.PCG64DXSM)]
    used = np.random.Generator(np.random.PCG64(5))
    used.integers(0, 10, dtype=np.int32)  # half of a word is left
    found = {once(rng).tobytes() for rng in (*generators, used)}
    assert len(found) == 3


def test_not_more_is_kept_than_fits(monkeypatch):
    monkeypatch.setattr(inputs, "MOST_DRAWN", 2)
    calls = []
    once = drawn_once(lambda rng, number: calls.append(number) or rng.random(number))
    for number in (1, 2, 1, 3, 1):
        once(np.random.default_rng(0), number)
    assert calls == [1, 2, 3, 1]
