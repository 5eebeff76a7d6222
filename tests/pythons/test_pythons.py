"""The lowest versions that pyproject.toml declares work; `make pythons` tries more Pythons."""

import sys
from pathlib import Path

import pytest

from .rounds import LOWEST, Room, build_wheels, install, instructor, learner

pytestmark = pytest.mark.slow


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


def test_what_a_step_did_not_do_is_said(tmp_path):
    room = Room(tmp_path)
    for name in ("empty", "home", "venv/bin"):
        (tmp_path / name).mkdir(parents=True)
    command = Path(tmp_path / "venv/bin/autograder")
    command.write_text("#!/bin/sh\necho nothing here\nexit 3\n")
    command.chmod(0o755)
    (step, *_) = instructor(room)
    assert (step.name, step.fault) == ("init", "status 3: nothing here\n")
