"""docs/course.md mentions only what the assignments have. Its table is generated: see tests/docs/."""

import re
from pathlib import Path

import pytest

from autograder.assignment import list_assignments
from autograder.marking.rubric import collect
from autograder.source import read_source

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/course.md").read_text()
ASSIGNMENTS = {assignment.name: assignment for assignment in list_assignments(ROOT)}
RUBRICS = {name: collect(assignment) for name, assignment in ASSIGNMENTS.items()}
PATHS = sorted(set(re.findall(r"`(\w+/\w+(?:/[^`.]+)?)`", PAGE)))  # no file names
HEADINGS = sorted(set(re.findall(r'(\w+), "([^"]+)"', PAGE)))


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
