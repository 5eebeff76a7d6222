"""The table of names in docs/studying-alone.md is what the released handouts say."""

import pytest

from autograder.assignment import list_assignments

from .naming import BEGIN, END, PAGE, ROOT, measure, written

ASSIGNMENTS = {assignment.name: assignment for assignment in list_assignments(ROOT)}
SECTION = PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_table_is_fresh(name):
    row = measure(ASSIGNMENTS[name])
    mine = [line for line in SECTION if line.startswith((f"| {name} |", f"- `{name}`:"))]
    assert mine == [line for line in written([row]).splitlines() if line.startswith((f"| {name} |", "- "))], (
        "run: make names"
    )


def test_the_table_has_every_assignment_and_no_other():
    rows = [line.split("|")[1].strip() for line in SECTION if line.startswith("|")]
    assert rows[2:] == list(ASSIGNMENTS)
