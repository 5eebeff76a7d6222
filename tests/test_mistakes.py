"""Each known mistake loses exactly what it declares, and gets its own name."""

import math
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.report import Outcome

ROOT = Path(__file__).resolve().parents[1]
BATCHNORM = find_assignment(ROOT, "batchnorm")
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(BATCHNORM.folder)}
CHUNKS = reference_chunks(BATCHNORM)
FRAME = frames(BATCHNORM.folder)
MINOR = {"eps in training", "eps in test mode", "eps", "shapes", "momentum"}
"""Criteria that eps, shape and momentum mistakes may cost."""


def chunks(mistake):
    return overlay(CHUNKS, FRAME, BATCHNORM.functions, mistake)


@pytest.fixture(scope="module")
def grader():
    with Grader(BATCHNORM) as opened:
        yield opened


def lost(criteria):
    return {f"{row.exercise}/{row.name}": row for row in criteria if row.earned < row.points}


@pytest.mark.parametrize("name", MISTAKES)
def test_it_loses_what_it_declares_and_gets_its_name(grader, name):
    mistake = MISTAKES[name]
    found = grader.judge_locally(chunks(mistake))
    rows = lost(row for row in found.criteria if row.outcome is not Outcome.MANUAL)
    failed = {key for key, row in rows.items() if row.outcome is Outcome.FAILED}
    assert failed == set(mistake.loses)
    assert {row.outcome for row in rows.values()} <= {Outcome.FAILED, Outcome.BLOCKED}
    if mistake.warns:
        assert not rows
    elif mistake.named:
        assert {row.mistake for row in rows.values() if row.outcome is Outcome.FAILED} == {name}
        assert all(row.hint for row in rows.values() if row.outcome is Outcome.FAILED)
        assert any(f"exactly what comes out when {mistake.name}." in row.message for row in rows.values())


def test_small_mistakes_cost_at_most_a_tenth(grader):
    full = sum(row.points for row in grader.rubric.criteria)
    small = [m for m in MISTAKES.values() if m.loses and {key.split("/")[1] for key in m.loses} <= MINOR]
    assert len(small) >= 15
    for mistake in small:
        rows = lost(grader.judge_locally(chunks(mistake)).criteria)
        assert math.fsum(row.points for row in rows.values()) <= full / 10, mistake.id


def test_one_in_ten_goes_through_the_wall_and_agrees(grader, tmp_path):
    for number, (name, mistake) in enumerate(MISTAKES.items()):
        if number % 10:
            continue
        path = tmp_path / f"{name}.py"
        path.write_text("\n".join(text for _, text in chunks(mistake)))
        here = grader.judge_locally(chunks(mistake)).criteria
        there = grader.grade(path).automatic
        assert [(row.name, row.outcome) for row in there] == [(row.name, row.outcome) for row in here], name


def test_there_are_enough_and_each_has_a_hint():
    assert len(MISTAKES) >= 100
    assert len({mistake.name for mistake in MISTAKES.values()}) == len(MISTAKES)
    assert all(mistake.hint.strip() for mistake in MISTAKES.values())
