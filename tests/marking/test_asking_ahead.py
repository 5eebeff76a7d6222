"""What a check asks first is known before there is a submission, and it asks just that."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import Limits, find_assignment, list_assignments
from autograder.grading import Grader
from autograder.marking.asking_ahead import Asked, first_questions
from autograder.marking.rubric import Check, Criterion, Rubric
from autograder.sandbox import client, protocol
from autograder.sandbox.client import Query, Sandbox
from autograder.sandbox.local import LocalSession
from autograder.sandbox.steps import Failure, Ref, Step

ROOT = Path(__file__).resolve().parents[2]

SHORT = Limits(call_seconds=1.0, load_seconds=5.0, total_seconds=20)

NAMES = [assignment.name for assignment in list_assignments(ROOT)]


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_a_first_question_and_asks_it(name, monkeypatch):
    assignment = find_assignment(ROOT, name)
    with Grader(assignment, name_mistakes=False) as grader:
        first = first_questions(grader.rubric, grader._reference, seed=grader.seed)
        assert len(first) == sum(len(row.checks) for row in grader.rubric.rows)
        assert sorted(question.place for question in first.values()) == list(range(1, len(first) + 1))
        assert all(question.fresh for question in first.values())
        sent = []
        replies = client.ConfinedSession._replies

        def note(session, questions, *args):
            sent.append(tuple(questions))
            return replies(session, questions, *args)

        monkeypatch.setattr(client.ConfinedSession, "_replies", note)
        report = grader.grade(assignment.source)
        assert report.score == report.max_score
        together = sent.index(tuple(first.values()))
        alone = sent[together + 1 :]
        assert all(len(questions) == 1 and not questions[0].fresh for questions in alone)
        assert all(questions[0].place > 0 for questions in alone)


def test_a_check_that_asks_nothing_or_fails_before_has_no_first_question():
    def asks(student, rng):
        student.fetch(student.f(rng.random()))

    def asks_nothing(student):
        student.f(1)

    def fails():
        raise ValueError

    def row(name, function, *fixtures):
        return Criterion(name, "f", 1.0, "", (Check(name, function, fixtures),))

    rubric = Rubric(
        (row("none", asks_nothing, "student"), row("ours", fails), row("f", asks, "student", "rng"))
    )
    found = first_questions(rubric, LocalSession([]), seed=1)
    assert list(found) == [("f", "f", "f")]
    assert first_questions(rubric, LocalSession([]), seed=1) == found
    assert first_questions(rubric, LocalSession([]), seed=2) != found


GOOD = """
seen = []

def double(x):
    return 2 * x

def remember(x):
    seen.append(x)
    return len(seen)

def pair(x):
    return x, {"cache": [x, object()]}
"""


def question(place, name, *args, more=()):
    steps = [Step("name", (name,)), Step("call", (Ref(0), *args)), *more]
    return Query.of(steps, [len(steps) - 1], fresh=True, place=place)


FIRST = [
    question(1, "remember", 1),
    question(2, "double", np.ones(3)),
    question(3, "remember", 2),
    question(4, "missing"),
]


@pytest.fixture
def opened():
    """Opens a session in which these questions were asked together."""
    with contextlib.ExitStack() as stack:

        def get(text, first=FIRST, limits=SHORT):
            sandbox = stack.enter_context(Sandbox(limits=limits, opening=first))
            session = stack.enter_context(sandbox.open([("cell 1", text)]))
            return Asked({}, session, session.ask_opening())

        yield get


def test_first_questions_are_asked_once_and_in_their_order(opened, monkeypatch):
    asked = opened(GOOD)
    sent = []
    monkeypatch.setattr(protocol, "send", lambda *args, **more: sent.append(args))
    answers = [asked.ask(one).values[0] for one in reversed(FIRST)]
    assert [type(answers[0]), answers[1], answers[2].tolist(), answers[3]] == [Failure, 2, [2, 2, 2], 1]
    assert not sent


def test_what_is_asked_later_goes_on_where_the_first_question_stood(opened):
    asked = opened(GOOD, [question(1, "pair", 5), question(2, "pair", 6)])
    later = [Query.of([Step("getitem", (Ref(1), 0))], [2], fresh=False, place=place) for place in (1, 2, 1)]
    assert [asked.ask(one).values for one in later[:2]] == [(5,), (6,)]
    again = asked.ask(Query.of([Step("getitem", (Ref(1), 0))], [3], fresh=False, place=1))
    assert again.values == (5,)


def test_another_question_in_the_place_of_a_first_one_is_asked(opened):
    asked = opened(GOOD)
    assert asked.ask(question(2, "double", 4)).values == (8,)
    assert asked.ask(FIRST[1]).values[0].tolist() == [2, 2, 2]  # asked anew: its answer is used up


@pytest.mark.parametrize("end", ["os._exit(3)", "time.sleep(60)", "os.closerange(0, 100)"])
def test_one_first_question_that_ends_the_worker_takes_no_answer_from_another(opened, end):
    text = f"{GOOD}\nimport os, time\ndef fatal():\n    {end}"
    asked = opened(text, [*FIRST, question(5, "fatal"), question(6, "double", 1)])
    assert asked.ask(FIRST[0]).values == (1,)
    assert asked.ask(FIRST[2]).values == (2,)  # the same worker again, one question after the other
    assert asked.ask(question(5, "fatal")).values[0].kind in ("died", "timeout")
    assert asked.ask(question(6, "double", 1)).values == (2,)
    assert asked.ask(FIRST[2]).values == (1,)  # a new one, which remembers nothing


def test_first_questions_that_are_thrown_away_take_a_tenth_of_the_time(opened):
    text = f"{GOOD}\nimport time\ndef slow():\n    time.sleep(60)"
    limits = Limits(call_seconds=6, load_seconds=5, total_seconds=10)
    asked = opened(text, [question(1, "slow")], limits)
    assert asked._session._budget.seconds_left > 5  # and not what one call may take
    assert asked.ask(question(2, "double", 1)).values == (2,)


def test_first_questions_end_with_their_part_of_the_time_though_each_comes_in_time(opened):
    text = "import time\ndef nap():\n    time.sleep(0.1)\n    return 1"
    limits = Limits(call_seconds=0.5, load_seconds=5, total_seconds=3)
    first = [question(place, "nap") for place in range(1, 9)]
    asked = opened(text, first, limits)
    assert not asked._waiting
    assert [asked.ask(one).values for one in first] == [(1,)] * 8  # one by one, they all come


def test_each_first_question_has_its_own_time(opened):
    text = "import time\ndef nap(seconds):\n    time.sleep(seconds)\n    return 1"
    limits = Limits(call_seconds=0.5, load_seconds=5, total_seconds=20)
    asked = opened(text, [question(place, "nap", 0.3) for place in range(1, 5)], limits)
    assert len(asked._waiting) == 4


def test_a_first_answer_is_judged_as_any_other(opened):
    text = """
from autograder.sandbox import worker
honest = worker._reply
def double(x):
    worker._reply = lambda number, answer, limit: honest(number, (1, 2, 3), limit)
"""
    asked = opened(text, [question(1, "double", 1), question(2, "double", 1)])
    assert asked.ask(question(1, "double", 1)).values[0].kind == "broken"
