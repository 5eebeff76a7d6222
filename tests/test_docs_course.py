"""docs/course.md agrees with the assignments: its table of points, and every name that it mentions."""

import re
from pathlib import Path

import pytest

from autograder.assignment import list_assignments
from autograder.marking.rubric import collect
from autograder.report import total
from autograder.source import read_source

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/course.md").read_text()
ASSIGNMENTS = {assignment.name: assignment for assignment in list_assignments(ROOT)}
RUBRICS = {name: collect(assignment) for name, assignment in ASSIGNMENTS.items()}
PATHS = sorted(set(re.findall(r"`(\w+/\w+(?:/[^`.]+)?)`", PAGE)))  # no file names
HEADINGS = sorted(set(re.findall(r'(\w+), "([^"]+)"', PAGE)))


def numbers(name):
    """Minutes, number of exercises, points for code and points by hand of an assignment."""
    assignment = ASSIGNMENTS[name]
    automatic = total(row.points for row in RUBRICS[name].criteria)
    by_hand = total(row.points for row in assignment.questions)
    return assignment.minutes, len(assignment.exercises), automatic, by_hand


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_table_has_the_row_of_each_assignment(name):
    assignment = ASSIGNMENTS[name]
    figures = " | ".join(f"{number:g}" for number in numbers(name))
    row = f"| {assignment.order} | `{name}` | {assignment.title} | {figures} |"
    assert row in PAGE, f"docs/course.md should have this row: {row}"


def test_the_table_adds_up():
    sums = map(sum, zip(*map(numbers, ASSIGNMENTS), strict=True))
    minutes, *others = (f"{number:g}" for number in sums)
    row = f"| | all | | {' | '.join([minutes, *others])} |"
    assert row in PAGE, f"docs/course.md should have this row: {row}"


@pytest.mark.parametrize("path", PATHS)
def test_each_exercise_question_and_criterion_exists(path):
    name, what, *criterion = path.split("/")
    known = {row.name for row in (*ASSIGNMENTS[name].exercises, *ASSIGNMENTS[name].questions)}
    assert what in known
    assert {(what, one) for one in criterion} <= RUBRICS[name].by_name.keys()


@pytest.mark.parametrize(("name", "heading"), HEADINGS)
def test_each_section_exists(name, heading):
    texts = "\n".join(cell.text for cell in read_source(ASSIGNMENTS[name]))
    assert re.search(rf"^#+ {re.escape(heading)}$", texts, re.MULTILINE)


def test_there_is_something_to_compare():
    assert len(PATHS) > 40
    assert len(HEADINGS) > 10
