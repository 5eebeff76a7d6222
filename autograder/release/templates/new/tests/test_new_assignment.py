"""The assignment new_assignment, tried on itself."""

import shutil
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.release.release import release_assignment
from autograder.report import Outcome

COURSE = Path(__file__).resolve().parents[1]
ASSIGNMENT = find_assignment(COURSE, "new_assignment")
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(ASSIGNMENT.folder)}


@pytest.fixture(scope="module")
def grader():
    with Grader(ASSIGNMENT) as opened:
        yield opened


@pytest.fixture(scope="module")
def handout(tmp_path_factory):
    """What students get. No release is made where the reference loses a point or a solution would show."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ASSIGNMENT.folder, course / "solutions" / ASSIGNMENT.name)
    return release_assignment(find_assignment(course, ASSIGNMENT.name), course)


def test_the_reference_earns_everything_and_no_warning(grader):
    report = grader.grade(ASSIGNMENT.source)
    assert report.score == report.max_score
    assert report.warnings == ()


def test_a_stub_earns_nothing(grader, handout):
    assert grader.grade(handout / f"{ASSIGNMENT.name}.ipynb").score == 0.0


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_loses_what_it_declares_and_gets_its_name(grader, name):
    mistake = MISTAKES[name]
    chunks = overlay(reference_chunks(ASSIGNMENT), frames(ASSIGNMENT.folder), ASSIGNMENT.functions, mistake)
    found = grader.judge_locally(chunks)
    failed = [row for row in found.criteria if row.outcome is Outcome.FAILED]
    assert {f"{row.exercise}/{row.name}" for row in failed} == set(mistake.loses)
    assert {row.mistake for row in failed if mistake.named} <= {name}
    assert bool(found.warnings) == mistake.warns
