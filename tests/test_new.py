"""`autograder new` writes an assignment that works: released, linted, and tested where it lies."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.errors import AssignmentError
from autograder.marking.mistakes import read_mistakes
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


def test_the_first_assignment_begins_a_course_and_is_released(tmp_path):
    made = run("autograder", "new", "dropout", folder=tmp_path, AUTOGRADER_COURSE=str(tmp_path))
    assert made.stderr == ""
    *files, released, last = made.stdout.splitlines()
    assert files == list(files_of("dropout", 1))
    assert released == "assignments/dropout"
    assert last == "Now write over it: docs/adding-an-assignment.md shows how."
    assert (tmp_path / "assignments/dropout/dropout.ipynb").is_file()
    assert find_assignment(tmp_path, "dropout").order == 1


@pytest.mark.slow
def test_what_every_assignment_must_hold_a_new_one_holds(tmp_path):
    course = {"AUTOGRADER_COURSE": str(tmp_path)}
    assert run("autograder", "new", "dropout", folder=tmp_path, **course).returncode == 0
    test = ("pytest", "-q", "-p", "no:cacheprovider", "tests/test_assignments.py")
    done = run(*test, folder=ROOT, **course)
    assert done.returncode == 0, done.stdout
    mistakes = read_mistakes(tmp_path / "solutions/dropout")
    number = 8 + 2 * len(mistakes) + sum(mistake.warns for mistake in mistakes)
    assert f"{number} passed" in done.stdout


def test_what_is_copied_is_tested_where_it_lies():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    assert str((TEMPLATE / "tests").relative_to(ROOT)) in settings["testpaths"]


@pytest.mark.parametrize("name", [SHORT, LONG])
def test_ruff_finds_nothing_whatever_the_name_is(tmp_path, name):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "autograder").symlink_to(ROOT / "autograder")  # so ruff knows, as in a clone, what is ours
    write_new(tmp_path, name)
    for step in (("check",), ("format", "--check")):
        done = run("ruff", *step, "--no-cache", "solutions", "tests", folder=tmp_path)
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


@pytest.mark.slow
def test_the_wheel_brings_everything_that_is_copied(tmp_path):
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([str(uv), "build", "--quiet", "--wheel", "--out-dir", str(tmp_path), str(ROOT)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "installed")
    course = tmp_path / "course"
    course.mkdir()
    done = run("autograder", "new", "dropout", folder=course, PYTHONPATH=str(tmp_path / "installed"))
    assert done.stderr == ""
    assert done.stdout.splitlines()[:-2] == list(files_of("dropout", 1))
    assert (
        "6 passed"
        in run(
            *("pytest", "-q", "-p", "autograder.pytest_plugin", "--import-mode=importlib", "tests"),
            folder=course,
            PYTHONPATH=str(tmp_path / "installed"),
        ).stdout
    )
