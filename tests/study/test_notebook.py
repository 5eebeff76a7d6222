"""What `check("name")` prints, line by line."""

from pathlib import Path

import pytest

from autograder.report import CriterionResult, Outcome
from autograder.study.notebook import WIDTH, check_exercise, report_text
from autograder.study.public import PublicLine, RubricLine

RELEASED = str(Path(__file__).resolve().parents[2] / "assignments/batchnorm")


def line(name, outcome=None, message="", mistake=None, hint=None, points=2.0):
    row = RubricLine("double", name, points, "asks")
    earned = points if outcome is Outcome.PASSED else 0.0
    found = (
        CriterionResult(name, "double", points, earned, outcome, message, mistake, hint) if outcome else None
    )
    return PublicLine(row, found)


def test_every_line_of_the_rubric_is_said():
    lines = (
        line("value", Outcome.PASSED),
        line("zero", Outcome.FAILED, "zero is 1."),
        line("exact", Outcome.BLOCKED, 'Judged once "zero" is right.'),
        line("broken", Outcome.ERROR, "test_it could not be judged."),
        line("shapes", points=0.5),
    )
    assert report_text("double", lines).splitlines() == [
        "double",
        "  passed                  value (2)",
        "  failed                  zero (2)",
        "      zero is 1.",
        "  waits                   exact (2)",
        '      Judged once "zero" is right.',
        "  could not be checked    broken (2)",
        "      test_it could not be judged.",
        "  marked after submission shapes (0.5)",
    ]


def test_it_never_says_that_all_is_right_while_points_are_hidden():
    text = report_text("double", (line("value", Outcome.PASSED), line("shapes", points=1.5)))
    assert text.splitlines()[-1] == (
        "  Everything that can be checked here is right; 1.5 points are marked after submission."
    )


def test_a_mistake_is_named_with_its_hint_and_both_are_said_once():
    wrong = "out is 3. This is exactly what comes out when one trebles."
    rows = [line(name, Outcome.FAILED, wrong, "treble", "Count the terms.") for name in ("value", "zero")]
    assert report_text("double", tuple(rows)).splitlines() == [
        "double",
        "  failed                  value (2)",
        "      out is 3. This is exactly what comes out when one trebles.",
        "      Hint: Count the terms.",
        "  failed                  zero (2)",
    ]


def test_long_sentences_are_broken_into_lines():
    text = report_text("double", (line("value", Outcome.FAILED, "a word " * 60, "treble", "a hint " * 60),))
    assert all(len(row) <= WIDTH for row in text.splitlines())
    assert all(row.startswith("      ") for row in text.splitlines()[2:])


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({}, "double is not defined yet: run its cell first."),
        ({"double": 3}, 'There is no exercise "double" here; there is batchnorm_forward, '),
    ],
)
def test_what_cannot_be_checked_is_one_sentence(names, said, capsys):
    exercise = "double" if names else "batchnorm_forward"
    sentence = check_exercise(exercise, names, RELEASED)
    assert capsys.readouterr().out == sentence + "\n"
    assert sentence.startswith(said.replace("double is", "batchnorm_forward is"))
