"""What checks of many courses demand, and the sentence where it is not met."""

import re
from contextlib import nullcontext

import numpy as np
import pytest

from autograder.checks import (
    CheckFailure,
    Subject,
    aside,
    expect_entry,
    expect_inputs_left_alone,
    expect_raises,
    expect_responds,
    expect_same_again,
    expect_unchanged,
    mix,
    remarking,
    weights_in_words,
)
from autograder.marking.discretion import Discretion
from autograder.sandbox.local import LocalSession

X = np.array([[1.0, 2.0], [3.0, 4.0]])

FUNCTIONS = """
def forward(x, w):
    return x * w, [w]

def in_place(x, w):
    x *= w
    return x, [w]

def crashes(x, w):
    raise ValueError("no")

def backward(dout, cache):
    return dout * cache[0], dout.sum()

def changes_dout(dout, cache):
    dout *= 2
    return dout, dout.sum()

def changes_cache(dout, cache):
    cache[0] = cache[0] + 1
    return dout * 1.0, cache[0]
"""


@pytest.fixture
def student():
    return Subject(LocalSession([("functions", FUNCTIONS)]))


def said(demand, *arguments, **more):
    """The sentence of a demand that is not met; empty when it is."""
    try:
        demand(*arguments, **more)
    except CheckFailure as failure:
        return str(failure)
    return ""


def test_unchanged_to_the_last_bit():
    assert said(expect_unchanged, {"x": X}, [X.copy()]) == ""
    assert said(expect_unchanged, {"x": X, "w": X}, [X, X + 1e-15]) == (
        "w was changed by the call; work on a new array."
    )
    assert said(expect_unchanged, {"x": X}, [X.tolist()], by="a call in test mode") == (
        "x was changed by a call in test mode; work on a new array."
    )


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("forward", ""),
        ("in_place", "x was changed by the call; work on a new array."),
        ("crashes", 'crashes raised ValueError: no (functions, line 10: raise ValueError("no")).'),
    ],
)
def test_inputs_left_alone(student, function, sentence):
    inputs = {"x": X, "w": 2 * X}
    call = getattr(student, function)
    assert said(expect_inputs_left_alone, student, inputs, lambda x, w: call(x, w).take(2)[0]) == sentence


def test_inputs_left_alone_says_by_what(student):
    found = said(
        expect_inputs_left_alone,
        student,
        {"x": X, "w": 2 * X},
        lambda *given: student.in_place(*given).take(2)[0],
        by="in_place",
    )
    assert found == "x was changed by in_place; work on a new array."


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("backward", ""),
        ("changes_dout", "dout was changed by the call; work on a new array."),
        (
            "changes_cache",
            "A second call with the same cache gives another dw: the first call changed the cache.",
        ),
    ],
)
def test_same_again(student, function, sentence):
    _, cache = student.forward(X, 3.0).take(2)
    call = getattr(student, function)
    assert said(expect_same_again, student, X, ("dx", "dw"), lambda dout: call(dout, cache).take(2)) == sentence


def test_an_entry_of_a_dictionary():
    assert expect_entry({"mean": 3}, "mean", of="bn_param") == 3
    for state in ({}, None, [1]):
        assert said(expect_entry, state, "mean", of="bn_param") == (
            'bn_param has no key "mean" after the call.'
        )


@pytest.mark.parametrize(
    ("others", "more", "sentence"),
    [
        ({"dout": 2 * X, "x": X + 1}, {}, ""),
        ({"dout": 2 * X, "x": X}, {}, "Judged once dx depends on x."),
        ({"dout": X * np.nan}, {}, "Judged once dx depends on dout."),
        ({"dout": X + 1e-3}, {"scale": 1e4}, "Judged once dx depends on dout."),
        ({"dout": 2 * X}, {"again": X}, ""),
        ({"dout": 2 * X}, {"again": X + 1}, "Judged once dx is the same when asked again."),
        ({"dout": X[0]}, {}, "dx has shape (2,); expected (2, 2)."),
    ],
)
def test_an_answer_that_must_respond(others, more, sentence):
    assert said(expect_responds, X, others, what="dx", shape=(2, 2), **more) == sentence


def test_answers_of_truth_values_are_numbers_like_others():
    assert said(expect_responds, X > 1, {"x": X > 2}, what="dx", shape=(2, 2)) == ""


def test_the_weights_of_a_mix():
    old, new = np.array([1.0, 2.0, 4.0]), np.array([5.0, -1.0, 3.0])
    assert mix(0.7 * old + 0.3 * new, old, new) == pytest.approx([0.7, 0.3])
    assert mix(0.7 * old + 0.3 * new + [1e-3, 0, 0], old, new) is None
    assert mix(old, old, new) == pytest.approx([1.0, 0.0])


def test_weights_in_words():
    assert str(weights_in_words(np.array([0.7, -1e-14]))) == "they get 0.7 and 0"
    assert str(weights_in_words(None)) == "what you store is no mix of the two"
    assert str(weights_in_words(None, otherwise="nothing of both")) == "nothing of both"


def test_a_remark_goes_with_the_failure_and_nothing_else():
    with pytest.raises(CheckFailure) as caught, remarking(lambda: "a law"):
        raise CheckFailure("wrong")
    assert caught.value.remark() == "a law"
    with pytest.raises(CheckFailure) as caught, remarking(None):
        raise CheckFailure("wrong")
    assert caught.value.remark is None
    with pytest.raises(ZeroDivisionError), remarking(lambda: "a law"):
        raise ZeroDivisionError


def test_what_is_fetched_aside_is_no_part_of_the_answer(student):
    student.fetch(student.forward(X, 2.0).take(2)[0])
    with aside(student):
        student.fetch(student.forward(X, 3.0).take(2)[0])
    assert len(student.fetched) == 1


RAISING = """
def f(how):
    if how == "type": raise KeyError("no")
    if how == "text": raise ValueError("maybe")
    if how == "right": raise ValueError("no")
"""


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("nothing", "how = nothing raised nothing; expected ValueError."),
        ("type", "how = type raised KeyError; expected ValueError."),
        ("text", 'how = text raised ValueError with another text; expected "no".'),
        ("right", ""),
    ],
)
@pytest.mark.parametrize("discretion", [None, Discretion(frozenset())])
def test_what_must_be_raised(how, said, discretion):
    student = Subject(LocalSession([("cell 1", RAISING)]), discretion)
    expected = pytest.raises(CheckFailure, match=f"^{re.escape(said)}$") if said else nullcontext()
    with expected:
        expect_raises(student, student.f(how), "ValueError", when=f"how = {how}", text="no")
