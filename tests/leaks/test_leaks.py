"""What a submission can carry out of the hidden inputs: less than a number a sentence, and mostly nothing."""

from __future__ import annotations

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader

from .channels import CHANNELS
from .measuring import DOORS, ROOT, Carried, measure

BY_NAME = {channel.name: channel for channel in CHANNELS}

NOTHING = {
    *("name of an exception's type", "message of an exception", "key of a KeyError", "text of a SyntaxError"),
    *("name of a part that is not written", "name of a function in a message", "name of a missing variable"),
    *("name of a module", "notes and causes", "name of a file of code", "one line of 4096 that raise"),
    *("number of returned values", "name of a type that is returned", "name of a type in the place of out"),
    *("text in the place of out", "length of texts in an array", "new keys", "lines on standard error"),
    *("number of lines on standard error", "text like a warning of NumPy's", "time", "long shape"),
    *("line of this file, made up", "number of new keys"),
    *(name for name in BY_NAME if name.startswith("worker taken over")),
}
"""Channels through which not a bit comes out."""

SOME = (0, 5, 20, 40, 62)


@pytest.fixture(scope="module")
def grader():
    with Grader(find_assignment(ROOT, "batchnorm"), seed=1, name_mistakes=False) as grader:
        yield grader


@pytest.mark.parametrize(
    "name",
    [
        "name of an exception's type",
        "key of a KeyError",
        "lines on standard error",
        "worker taken over, which reports died",
    ],
)
def test_nothing_leaves(grader, tmp_path, name):
    found = measure(grader, BY_NAME[name], tmp_path, flips=SOME)
    assert found.words == dict.fromkeys(DOORS, 0)


def test_a_number_leaves_with_three_digits(grader, tmp_path):
    for flips, number in (
        ((0, 10, 20, 30, 35), 0),
        ((48, 51, 63), 3),
    ):  # 52 bits are the fraction, 63 is the sign
        found = measure(grader, BY_NAME["wrong value"], tmp_path, flips=flips)
        assert found == Carried(0, dict.fromkeys(DOORS, number))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(NOTHING))
def test_not_a_bit_comes_out(grader, tmp_path, name):
    """Some of the bits; `make leaks` turns all of them, on every channel."""
    found = measure(grader, BY_NAME[name], tmp_path, flips=SOME[::2])
    assert found.words == dict.fromkeys(DOORS, 0)
