"""Each row of docs/where-it-runs.md is tried by something that exists; `make editors` has its day."""

import re

import pytest

from ..docs.marked import part
from .__main__ import PAGE, PART, SAVED, TRIALS
from .places import ROOT

TEXT = PAGE.read_text(encoding="utf-8")
TABLE = TEXT.partition("\n## ")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("| ")
]


@pytest.mark.parametrize("row", ROWS[2:], ids=lambda row: row[2] or row[4][:30])
def test_something_tries_it(row):
    assert len(row) == len(ROWS[0])
    named = re.findall(r"`([^`]+)`", row[-1])
    assert named
    for name in named:
        target = name.removeprefix("make ")
        is_command = re.search(rf"^{re.escape(target)}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        is_test = name.startswith("tests/") and (ROOT / name).is_file()
        assert is_test or (name.startswith("make ") and is_command), name


def test_each_trial_has_its_row_and_its_day():
    written = part(PAGE, PART)
    assert re.match(r"Tried on 20\d\d-\d\d-\d\d by `make editors`, without a fault\.\n", written)
    tried = [row.split(" | ")[1] for row in written.splitlines() if row.startswith("| ")][2:]
    assert tried == [tried for tried, _ in TRIALS.values()], "run: make editors"
    assert set(SAVED) <= set(TRIALS)
