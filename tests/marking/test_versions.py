"""Whatever decides a mark has a version: the modules that check files import as well as the check files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.marking.versions import changed, decides, versions

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["check_1_forward.py", "batchnorm_cases.py", "batchnorm_laws.py"])
def test_a_file_of_the_checks_that_changed_is_named(tmp_path, name):
    shutil.copytree(ROOT / "solutions", tmp_path / "solutions")
    assignment = find_assignment(tmp_path, "batchnorm")
    before = versions(assignment)
    assert before == versions(find_assignment(ROOT, "batchnorm"))
    path = assignment.folder / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# a word more\n", encoding="utf-8")
    assert changed(before, versions(assignment)) == (name,)
    assert decides(name)
