"""What a check asks first is known before there is a submission, and it asks just that."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.assignment import find_assignment, list_assignments
from autograder.grading import Grader
from autograder.marking.openings import openings
from autograder.marking.rubric import Check, Criterion, Rubric
from autograder.sandbox.local import LocalSession

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", [assignment.name for assignment in list_assignments(ROOT)])
def test_every_check_has_an_opening_and_asks_it(name):
    assignment = find_assignment(ROOT, name)
    with Grader(assignment, name_mistakes=False) as grader:
        asked = openings(grader.rubric, grader._reference, seed=grader.seed)
        assert len(asked) == sum(len(row.checks) for row in grader.rubric.rows)
        assert sorted(question.place for question in asked.values()) == list(range(1, len(asked) + 1))
        assert all(question.fresh for question in asked.values())
        report = grader.grade(assignment.source)
        assert report.score == report.max_score
        assert grader._known._astray == set()  # no check asked anything else


def test_a_check_that_asks_nothing_or_fails_before_has_no_opening():
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
    found = openings(rubric, LocalSession([]), seed=1)
    assert list(found) == [("f", "f", "f")]
    assert openings(rubric, LocalSession([]), seed=1) == found
    assert openings(rubric, LocalSession([]), seed=2) != found
