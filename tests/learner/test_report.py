"""What `check("name")` shows, word for word: as text, and as HTML that is kept in `golden/`.

UPDATE_GOLDENS=1 pytest tests/learner/test_report.py     writes them anew; look at them in a browser then
"""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.learner.check import check_exercise
from autograder.learner.live.show import show_in_place
from autograder.learner.public import PublicLine, RubricLine
from autograder.learner.remarks import LATER, STATES, UNWRITTEN, WIDTH, Report, report_text, state
from autograder.learner.report_page import SHADES, report_html
from autograder.marking.verdict import Compared
from autograder.report import CriterionResult, Outcome
from autograder.sentences import NOTHING, Sentence, say

from .accessible import faults, parse, words

RELEASED = str(Path(__file__).resolve().parents[2] / "assignments/batchnorm")
GOLDEN = Path(__file__).with_name("golden")

WRONG = "out is 3."

ROWS = np.arange(20.0).reshape(5, 4) % 7
MATRIX = Compared("dx", ROWS + np.eye(5, 4), ROWS, np.eye(5, 4).astype(bool))
COLUMNS = Compared("out", 2 * ROWS + 1, ROWS, np.ones((5, 4), dtype=bool))
VECTOR = Compared("running_mean", np.array([1.0, 5.0]), np.array([1.0, 2.0]), np.array([False, True]))


def line(name, outcome=None, message="", mistake=None, hint=None, points=2.0, **more):
    row = RubricLine("double", name, points, "what comes back is twice what came")
    earned = points if outcome is Outcome.PASSED else 0.0
    found = (
        CriterionResult(
            name,
            "double",
            points,
            earned,
            outcome,
            Sentence(message),
            mistake,
            Sentence(hint) if hint else NOTHING,
            mistake_name=say("one trebles") if mistake else NOTHING,
        )
        if outcome
        else None
    )
    return PublicLine(row, found, **more)


def report(*lines, **more):
    return Report("double", lines, **more)


EVERY = report(
    line("value", Outcome.PASSED),
    line("zero", Outcome.FAILED, "zero is 1."),
    line("half", Outcome.FAILED, "double is not written yet.", unwritten=True),
    line("exact", Outcome.BLOCKED, 'Judged once "zero" is right.'),
    line("broken", Outcome.ERROR, "test_it could not be judged."),
    line("shapes", points=0.5),
)
NAMED = report(*(line(name, Outcome.FAILED, WRONG, "treble", "Count the terms.") for name in ("value", "zero")))
RIGHT = report(line("value", Outcome.PASSED), line("shapes", points=1.5), note="A note.")
PICTURES = report(
    line("matrix", Outcome.FAILED, "dx is wrong.", compared=MATRIX),
    line("columns", Outcome.FAILED, "out is wrong.", compared=COLUMNS),
    line("vector", Outcome.FAILED, "running_mean is wrong.", compared=VECTOR),
)
HIDDEN = report(
    line("value", Outcome.PASSED), line("zero", Outcome.FAILED, "zero is 1."), hidden=True, note="Marked."
)
ALL = {"every-state": EVERY, "named": NAMED, "right": RIGHT, "pictures": PICTURES, "hidden": HIDDEN}


def test_every_line_of_the_rubric_is_said():
    assert report_text(EVERY).splitlines() == [
        "double",
        "  passed                  value (2)",
        "  failed                  zero (2)",
        "      zero is 1.",
        "  not written yet         half (2)",
        "      double is not written yet.",
        "  waits                   exact (2)",
        '      Judged once "zero" is right.',
        "  could not be checked    broken (2)",
        "      test_it could not be judged.",
        "  marked after submission shapes (0.5)",
    ]


def test_it_never_says_that_all_is_right_while_points_are_hidden():
    assert report_text(RIGHT).splitlines()[-2:] == [
        "  Everything that can be checked here is right; 1.5 points are marked after submission.",
        "  A note.",
    ]


@pytest.mark.parametrize(
    ("lines", "closing"),
    [
        ([line("a", Outcome.PASSED)], "Everything that can be checked here is right."),
        (
            [line("a", Outcome.PASSED), line("b", points=1)],
            "Everything that can be checked here is right; 1 point is marked after submission.",
        ),
        ([line("a", Outcome.FAILED, "no.")], ""),
        ([line("a", Outcome.FAILED, "no.", unwritten=True)], ""),
    ],
)
def test_the_closing_sentence(lines, closing):
    assert report(*lines).closing == closing


def test_the_hidden_checks_say_the_points():
    assert (HIDDEN.title, HIDDEN.closing) == ("double (all hidden checks)", "2 of 4 points.")


def test_a_mistake_is_named_with_its_hint_and_both_are_said_once():
    assert report_text(NAMED).splitlines() == [
        "double",
        "  failed                  value (2)",
        "      out is 3. This is exactly what comes out when one trebles.",
        "      Hint: Count the terms.",
        "  failed                  zero (2)",
    ]
    html = words(parse(report_html(NAMED)))
    assert html.count("This is exactly what comes out when one trebles.") == 1
    assert html.count("Count the terms.") == 1
    assert "<strong>This is exactly what comes out when one trebles.</strong>" in report_html(NAMED)


def test_long_sentences_are_broken_into_lines():
    text = report_text(report(line("value", Outcome.FAILED, "a word " * 60, "treble", "a hint " * 60)))
    assert all(len(row) <= WIDTH for row in text.splitlines())
    assert all(row.startswith("      ") for row in text.splitlines()[2:])


@pytest.mark.parametrize("name", ALL)
def test_the_page_is_as_it_was_looked_at(name):
    path = GOLDEN / f"{name}.html"
    html = report_html(ALL[name]) + "\n"
    if os.environ.get("UPDATE_GOLDENS"):
        path.write_text(html, encoding="utf-8")
    assert html == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ALL)
def test_everyone_can_read_it(name):
    assert list(faults(report_html(ALL[name]))) == []


@pytest.mark.parametrize("name", ALL)
def test_text_and_page_say_the_same(name):
    """Every word of the text stands in the page too."""
    html = words(parse(report_html(ALL[name])))
    for row in ALL[name].lines:
        assert str(state(row).word) in html
        assert row.line.name in html
        message = row.result.message if row.result else ""
        assert all(part in html for part in message.split(" This is exactly"))


def test_signs_and_words_tell_every_state():
    states = {*STATES.values(), UNWRITTEN, LATER}
    assert len({one.sign for one in states}) == len({one.word for one in states}) == len(states)
    assert {one.kind for one in states} == set(SHADES)


def test_what_a_learner_wrote_is_shown_and_never_run():
    evil = '<script>alert("x")</script><img src=x onerror=y>&'
    shown = report_html(report(line("value", Outcome.FAILED, evil, compared=Compared(evil, *MATRIX_PARTS))))
    assert "<script" not in shown
    assert "<img" not in shown
    assert list(faults(shown)) == []
    assert evil in words(parse(shown))


MATRIX_PARTS = (MATRIX.got, MATRIX.expected, MATRIX.wrong)


def test_the_next_thing_to_ask_is_the_first_failure():
    assert 'For help in small steps: hint("double/zero")' in words(parse(report_html(EVERY)))
    assert "hint(" not in report_html(RIGHT) + report_html(HIDDEN)


@pytest.mark.parametrize(
    ("exercise", "said"),
    [
        ("batchnorm_forward", "batchnorm_forward is not defined yet: run its cell first."),
        ("double", 'There is no exercise "double" here; there is batchnorm_forward, '),
    ],
)
def test_what_cannot_be_checked_is_one_sentence(exercise, said, capsys):
    sentence = check_exercise(exercise, {"double": 3}, RELEASED)
    assert capsys.readouterr().out == sentence + "\n"
    assert sentence.startswith(said)


def test_a_terminal_gets_text(capsys):
    show_in_place("text", "<p>html</p>")
    assert capsys.readouterr().out == "text\n"


def test_a_kernel_gets_both(monkeypatch, capsys):
    shown = []
    shell = SimpleNamespace(kernel=1, display_pub=SimpleNamespace(publish=shown.append))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    show_in_place("text", "<p>html</p>")
    assert shown == [{"text/plain": "text", "text/html": "<p>html</p>"}]
    assert capsys.readouterr().out == ""


def test_ipython_in_a_terminal_gets_text(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=SimpleNamespace))
    show_in_place("text", "<p>html</p>")
    assert capsys.readouterr().out == "text\n"
