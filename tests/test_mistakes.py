"""The known mistakes of batchnorm: what small ones cost, and what a submission of one gets.

That each loses what it declares and gets its name is proven in test_assignments.py.
"""

import math
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes

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


def test_there_are_enough():
    assert len(MISTAKES) >= 100
