"""A recorded session answers as the one behind it, and asks it only once."""

import numpy as np
import pytest

from autograder.marking import answered
from autograder.marking.answered import Recorded
from autograder.marking.subject import Subject
from autograder.sandbox.local import LocalSession

SOURCE = """
calls = []
def double(x, by=2):
    calls.append(1)
    return x * by
def count():
    return len(calls)
"""


@pytest.fixture
def behind():
    return LocalSession([("source", SOURCE)])


def calls(session):
    subject = Subject(session)
    (number,) = subject.fetch(subject.count())
    return number


def doubled(session, *args, **kwargs):
    subject = Subject(session)
    (value,) = subject.fetch(subject.double(*args, **kwargs))
    return value


def test_the_second_time_nothing_runs(behind):
    session = Recorded(behind)
    x = np.arange(6.0).reshape(2, 3)
    first, second = doubled(session, x), doubled(session, x.copy())
    assert second is first
    assert not first.flags.writeable
    assert calls(behind) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros(3), -np.zeros(3)),
        (np.zeros((2, 3)), np.zeros((2, 3), order="F")),
        (np.zeros(3), np.zeros(3, np.float32)),
        (np.zeros(4), np.zeros((2, 2))),
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ([1.0], (1.0,)),
    ],
)
def test_what_differs_at_all_is_asked_again(behind, one, other):
    session = Recorded(behind)
    doubled(session, one)
    doubled(session, other)
    assert calls(behind) == 2


def test_keywords_and_what_came_before_belong_to_the_question(behind):
    session = Recorded(behind)
    assert doubled(session, 3.0, by=2) == 6.0
    assert doubled(session, 3.0, by=5) == 15.0
    subject = Subject(session)
    state = subject.new({"k": 1.0})
    assert subject.fetch(state["k"]) == (1.0,)
    state.put("k", 2.0)
    assert subject.fetch(state["k"]) == (2.0,)


def test_a_question_that_begins_as_a_known_one_runs_whole(behind):
    session = Recorded(behind)
    for last in (5.0, 7.0):
        subject = Subject(session)
        one = subject.double(3.0)
        assert subject.fetch(one) == (6.0,)  # known the second time, so not run
        assert subject.fetch(subject.double(one, by=last)) == (6.0 * last,)


def test_it_forgets_everything_before_it_grows_too_large(behind, monkeypatch):
    monkeypatch.setattr(answered, "MAX_ANSWERS", 3)
    session = Recorded(behind)
    for number in range(10):
        assert doubled(session, float(number)) == 2.0 * number
        assert len(session._answers) <= 3
