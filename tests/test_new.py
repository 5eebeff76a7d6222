"""`autograder new` writes an assignment that works: released, tried on itself, and linted."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError
from autograder.release.new import TEMPLATE, files_of, write_new

ROOT = Path(__file__).resolve().parents[1]
SHORT, LONG = "x", "a_name_of_exactly_thirty_signs"


def run(*command, folder, **env):
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A course that its first assignment begins, and what the command said."""
    course = tmp_path_factory.mktemp("course")
    assert run("autograder", "init", "--bare", folder=course).returncode == 0
    return course, run("autograder", "new", "dropout", folder=course)


def test_it_says_what_it_wrote_and_releases_it(begun):
    course, made = begun
    assert made.stderr == f"autograder: the course is {course}\n"
    *files, released, last = made.stdout.splitlines()
    assert files == list(files_of("dropout", 1))
    assert released == "assignments/dropout"
    assert last == f"Now write over it: {ROOT}/docs/adding-an-assignment.md shows how."
    assert (course / "assignments/dropout/dropout.ipynb").is_file()


@pytest.mark.slow
def test_it_holds_what_each_assignment_must_hold(begun):
    course, _ = begun
    command = ("pytest", "-q", "-p", "no:cacheprovider", "tests/test_assignments.py")
    done = run(*command, folder=ROOT, AUTOGRADER_COURSE=str(course))
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d\d passed in", done.stdout, re.MULTILINE), done.stdout


@pytest.mark.parametrize("name", [SHORT, LONG])
def test_ruff_finds_nothing_whatever_the_name_is(tmp_path, name):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "autograder").symlink_to(ROOT / "autograder")  # so ruff knows, as in a clone, what is ours
    write_new(tmp_path, name)
    for step in (("check",), ("format", "--check")):
        done = run("ruff", *step, "--no-cache", "solutions", folder=tmp_path)
        assert done.returncode == 0, done.stdout


def test_only_the_name_the_title_and_the_order_differ_from_what_is_copied():
    found = files_of("batch_size", 7)
    assert len(found) == sum(path.is_file() and "__pycache__" not in path.parts for path in TEMPLATE.rglob("*"))
    for path, text in found.items():
        back = text.replace("order = 7\n", "order = 1\n")
        back = back.replace("batch_size", "new_assignment").replace("Batch size", "New assignment")
        assert back == (TEMPLATE / path.replace("batch_size", "new_assignment")).read_text()
    assert "new_assignment" not in "".join([*found, *found.values()])
    assert found["solutions/batch_size/assignment.toml"].startswith('title = "Batch size"\norder = 7\n')


def test_its_order_is_after_all_others(tmp_path):
    write_new(tmp_path, "one")
    write_new(tmp_path, "two")
    assert [find_assignment(tmp_path, name).order for name in ("one", "two")] == [1, 2]


@pytest.mark.parametrize("name", ["", "Dropout", "drop-out", "../x", "2nd", "class"])
def test_what_cannot_be_a_name(tmp_path, name):
    with pytest.raises(AssignmentError) as caught:
        write_new(tmp_path, name)
    assert str(caught.value) == (
        f'"{name}" cannot be an assignment: take a word of small letters, digits and underscores,'
        ' such as "dropout".'
    )


def test_nothing_that_exists_is_touched(tmp_path):
    write_new(tmp_path, "one")
    with pytest.raises(AssignmentError) as caught:
        write_new(tmp_path, "one")
    assert str(caught.value) == f"{tmp_path / 'solutions/one'} exists already; nothing was written."
