"""The table of names in docs/studying-alone.md is what the released handouts say.

An assignment that was added since `make names` is not in it yet; every row that is there is true.
"""

import json
import re

import pytest

from autograder.assignment import list_assignments

from ..docs.marked import part
from .naming import KINDS, NAME, PAGE, ROOT, measure, row_of, written

ASSIGNMENTS = {assignment.name: assignment for assignment in list_assignments(ROOT)}
SECTION = part(PAGE, NAME)
KNOWN = json.loads(KINDS.read_text())
TOLD = re.findall(r"^\| (\w+) \| \d", SECTION, re.MULTILINE)


@pytest.mark.parametrize("name", TOLD)
def test_the_table_is_what_was_measured(name):
    now = written([row_of(ASSIGNMENTS[name], KNOWN[name])], "")
    assert told_of(name, SECTION) == told_of(name, now), "run: make names"


@pytest.mark.slow
@pytest.mark.parametrize("name", TOLD)
def test_what_was_measured_still_holds(name):
    """One mistake of ten is made again; `make names` makes all of them."""
    again = measure(ASSIGNMENTS[name], every=10)
    assert len(again) >= 7
    assert again == {key: KNOWN[name][key] for key in again}, "run: make names"


def told_of(name, text):
    """The row of an assignment, and its item of the list below the table if it has one."""
    return re.findall(rf"^\| {name} \|.*|^- `{name}`: (?:.|\n  )*", text, re.MULTILINE)


def test_the_table_has_assignments_of_the_course_in_teaching_order():
    assert len(TOLD) >= 5
    assert [name for name in ASSIGNMENTS if name in TOLD] == TOLD


def test_the_table_has_its_date():
    assert re.fullmatch(r"Measured on 20\d\d-\d\d-\d\d by `make names`\.", SECTION.splitlines()[0])
