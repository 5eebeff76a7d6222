"""An answer of any kind is right, wrong, or a stated failure of the submission: never an error of ours.

The reference answers each check of each assignment; then some of its answers are others: of another type, byte
order or shape, with values that no formula gives, with objects that cannot cross. What a check says of them
holds no text and no number that the answer could have chosen.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.assignment import find_assignment
from autograder.learner.public import open_handout
from autograder.marking.answered import Recorded
from autograder.marking.comparison import expect_close, same_bits, scaled_error, squeeze_to
from autograder.marking.diagnosis import Diagnosis, agree
from autograder.marking.discretion import SHOWN_DIGITS, discretion_of
from autograder.marking.earlier import reference_chunks
from autograder.marking.judging import runner
from autograder.marking.mistakes import mistake_sessions
from autograder.marking.rubric import collect
from autograder.marking.signatures import fits, signature
from autograder.marking.subject import taken
from autograder.marking.verdict import CheckFailure
from autograder.report import Outcome
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import DTYPES, WORKERS, Failure, Opaque, portable

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("warmup", "batchnorm", "normalizers", "networks", "beyond")

CANARY = "canary"
"""Stands in every text that an answer chooses."""

TEXTS = st.sampled_from(
    [CANARY, f"{CANARY} 0.123456789", f"'{CANARY}'", "array of " + CANARY, f"write this part of {CANARY}"]
)

NUMBERS = st.sampled_from(
    [
        0.0,
        -0.0,
        1.0,
        0.123456789,
        -98765.4321,
        5e-324,
        1e-310,
        1.7976931348623157e308,
        -1e200,
        np.nan,
        np.inf,
        -np.inf,
    ]
)

SHAPES = st.sampled_from(
    [
        *((), (0,), (1,), (5,), (7,), (7, 5), (5, 7), (1, 5), (7, 1), (1, 1), (5, 5), (2, 0), (0, 2**40)),
        *((12345,), (3, 6, 2, 3), (1, 6, 1, 1), (10, 8), (8, 6), (1,) * 16),
    ]
)

FAILURES = st.builds(
    Failure,
    st.sampled_from(WORKERS),
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.sampled_from([-1, 0, 1, 7, 2**62, -(2**62)]),
)

FIXED = st.one_of(
    st.none(),
    st.booleans(),
    TEXTS,
    NUMBERS,
    FAILURES,
    st.builds(Opaque, TEXTS),
    st.integers(-(2**63), 2**63 - 1),
)


@st.composite
def arrays(draw):
    """Any array that can cross, and some that become one on the way."""
    shape = draw(SHAPES)
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    with np.errstate(all="ignore"):
        array = np.full(shape, draw(NUMBERS)).astype(dtype)
    if array.size:
        array.flat[0] = 1
    return remade(draw, array)


def remade(draw, array):
    """The same numbers in another way: another order of bytes or axes, strides, a class of its own, a mask."""
    way = draw(st.sampled_from(["plain", "swapped", "turned", "strided", "matrix", "masked", "scalar"]))
    if way == "swapped":
        return array.astype(array.dtype.newbyteorder())
    if way == "turned":
        return array.T
    if way == "strided" and array.ndim:
        return np.repeat(array, 2, axis=-1)[..., ::2]
    if way == "matrix" and array.ndim == 2:
        return array.view(np.matrix)
    if way == "masked":
        return np.ma.masked_array(array, mask=np.ones(array.shape, bool))
    return array[()] if way == "scalar" and not array.ndim else array


KEYS = st.sampled_from(
    [CANARY, f"{CANARY}2", 3, 0.123456789, True, "running_mean", "running_var", "gamma", "W1", "eps"]
)

ANSWERS = st.recursive(
    st.one_of(FIXED, arrays()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
    ),
    max_leaves=6,
)


def changed(draw, value):
    """The value as another answer would be: something else, or nearly the same."""
    if isinstance(value, dict) and draw(st.booleans()):
        found = {key: changed(draw, item) if draw(st.booleans()) else item for key, item in value.items()}
        return {**found, **draw(st.dictionaries(KEYS, FIXED, max_size=3))}
    if isinstance(value, np.ndarray) and value.size and draw(st.booleans()):
        with np.errstate(all="ignore"):
            if draw(st.booleans()):
                return remade(draw, value.astype(draw(st.sampled_from(DTYPES))))
            other = value.astype(float)
            other.flat[draw(st.integers(0, value.size - 1))] = draw(NUMBERS)
            return other * draw(st.sampled_from([1.0, 1.123456789, 1 + 1e-7]))
    return draw(ANSWERS)


class Odd:
    """A session whose answers are another's, or what is drawn in their place."""

    def __init__(self, session, draw):
        self._session, self._draw = session, draw

    def reset(self):
        self._session.reset()

    def run(self, steps, fetch):
        values = self._session.run(steps, fetch)
        changes = self._draw(st.sampled_from(["none", "first", "some", "all"]))
        here = {"none": 0, "first": 1, "some": 2, "all": len(values)}[changes]
        return tuple(
            portable(changed(self._draw, value)) if at < here else value for at, value in enumerate(values)
        )


@cache
def course(name):
    """The checks of an assignment, its reference twice, its functions, and what its checks may repeat."""
    assignment = find_assignment(ROOT, name)
    checks = [(row, check) for row in collect(assignment).rows for check in row.checks]
    functions = {row.name: row.functions for row in assignment.exercises}
    chunks = reference_chunks(assignment)
    sessions = LocalSession(chunks), Recorded(LocalSession(chunks))
    return checks, *sessions, functions, discretion_of(assignment)


NUMBER = re.compile(r"(?<![\w.])[-+]?(\d+(?:,\d{3})*(?:\.\d+)?)(?!\.?\d|e-3)")
"""A number; those near the smallest that there are have fewer digits than are written of them."""


def digits(number):
    return len(number.replace(",", "").replace(".", "").strip("0"))


@cache
def diagnosis(name):
    """What names the mistakes of an assignment."""
    assignment = find_assignment(ROOT, name)
    sessions = mistake_sessions(assignment, reference_chunks(assignment))
    return Diagnosis(sessions, course(name)[2], seed=1, rubric=collect(assignment))


def judged(name, data, diagnose=None):
    checks, answering, reference, functions, discretion = course(name)
    row, check = data.draw(st.sampled_from(checks))
    session = Odd(answering, data.draw)
    run = runner(
        session,
        reference,
        seed=1,
        functions=functions,
        unwritten={},
        discretion=discretion,
        diagnose=diagnose,
    )
    verdict = run(row, check)
    assert verdict.outcome is not Outcome.ERROR, f"{check.name}: {verdict.found}"
    said = str(verdict.found)
    assert CANARY not in said
    assert [number for number in NUMBER.findall(said) if digits(number) > SHOWN_DIGITS] == []


def drawn(examples):
    """A test of each assignment, with so many answers that are drawn."""

    def decorate(test):
        many = settings(
            max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        return pytest.mark.parametrize("name", NAMES)(many(given(data=st.data())(test)))

    return decorate


@drawn(15)
def test_no_answer_is_an_error_of_ours(name, data):
    judged(name, data)


@pytest.mark.slow
@drawn(150)
def test_no_answer_is_an_error_of_ours_where_mistakes_are_named(name, data):
    judged(name, data, diagnosis(name))


@cache
def handout(name):
    """The public checks of an assignment, its reference, and what names the mistakes."""
    assignment = find_assignment(ROOT, name)
    found = open_handout(ROOT / "assignments" / name)
    names = (*assignment.functions, *(row.name for row in assignment.practice))
    checks = [(row, check) for row in found.rubric.rows for check in row.checks]
    return checks, LocalSession(reference_chunks(assignment, names)), found.signatures, found.checked


def judged_publicly(name, data):
    checks, answering, signatures, exercises = handout(name)
    row, check = data.draw(st.sampled_from(checks))
    session = Odd(answering, data.draw)
    functions = {exercise: (exercise,) for exercise in exercises}
    run = runner(session, session, seed=0, functions=functions, unwritten={}, diagnose=signatures)
    verdict = run(row, check)
    assert verdict.outcome is not Outcome.ERROR, f"{check.name}: {verdict.found}"


@drawn(15)
def test_no_answer_is_an_error_of_a_public_check(name, data):
    judged_publicly(name, data)


@pytest.mark.slow
@drawn(150)
def test_no_answer_at_all_is_an_error_of_a_public_check(name, data):
    judged_publicly(name, data)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(ANSWERS, ANSWERS, st.sampled_from([(7, 5), (5,), ()]))
def test_comparing_takes_anything(one, other, shape):
    one, other = taken(portable(one)), taken(portable(other))
    expected = np.full(shape, 0.5)
    with np.errstate(all="ignore"):
        assert agree(one, one)
        assert agree(one, other) in (True, False)
        assert same_bits(one, one)
        assert same_bits(one, other) is same_bits(other, one)
        assert fits([one], signature([one])) in (True, False)
        for judge in (expect_close, lambda *given, what: squeeze_to(given[0], shape, what=what)):
            with suppress(CheckFailure):
                judge(one, expected, what="out")
        if isinstance(one, np.ndarray):
            assert scaled_error(one, expected) >= 0


@given(arrays())
def test_numbers_are_taken_as_float64(array):
    crossed = portable(array)
    found = taken(crossed)
    assert found.dtype == np.float64
    assert found.shape == np.shape(array)
    with np.errstate(all="ignore"):
        assert np.array_equal(found, crossed.astype(float), equal_nan=True)


def test_what_is_inside_is_taken_too():
    found = taken({"a": [np.float16([1, 2]), True, 3], "b": (np.uint8(7), "x", None)})
    assert found["a"][0].dtype == np.float64
    assert found["a"][1:] == [True, 3]
    assert type(found["a"][1]) is bool
    assert found["b"][0] == 7.0
    assert found["b"][1:] == ("x", None)
    plain = np.ones(3)
    assert taken(plain) is plain
