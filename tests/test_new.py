"""`autograder new` writes an assignment that passes its own tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError
from autograder.release.new import FILES, write_skeleton

ROOT = Path(__file__).resolve().parents[1]


def test_the_new_assignment_passes_its_own_tests(tmp_path):
    (tmp_path / "solutions").mkdir()
    env = {**os.environ, "AUTOGRADER_COURSE": str(tmp_path)}
    made = subprocess.run(
        [sys.executable, "-m", "autograder", "new", "dropout"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.splitlines()[:-1] == [path.replace("NAME", "dropout") for path in FILES]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "autograder.pytest_plugin",
        "--import-mode=importlib",
    ]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", "tests"], cwd=tmp_path, env=env, capture_output=True, text=True
    )
    assert "5 passed" in done.stdout, done.stdout
    assert find_assignment(tmp_path, "dropout").order == 1


def test_its_order_is_after_all_others(tmp_path):
    write_skeleton(tmp_path, "one")
    write_skeleton(tmp_path, "two")
    assert [find_assignment(tmp_path, name).order for name in ("one", "two")] == [1, 2]


@pytest.mark.parametrize("name", ["", "Dropout", "drop-out", "../x", "2nd", "class"])
def test_what_cannot_be_a_name(tmp_path, name):
    with pytest.raises(AssignmentError, match="cannot be an assignment: take a word of small letters"):
        write_skeleton(tmp_path, name)


def test_nothing_that_exists_is_touched(tmp_path):
    write_skeleton(tmp_path, "one")
    with pytest.raises(AssignmentError, match="exists already; nothing was written"):
        write_skeleton(tmp_path, "one")
