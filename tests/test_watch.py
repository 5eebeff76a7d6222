"""`autograder check --watch`: marked at every save, never at half of one."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from autograder.learner.watch import SAVE_PATIENCE, WatchedMarks, changes, saves, watch

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = (ROOT / "solutions/batchnorm/batchnorm.py").read_text()
WHOLE = json.dumps({"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


class Scene:
    """A pause in which the next thing happens to the file; after the last one, Ctrl-C."""

    def __init__(self, *acts):
        self.acts = list(acts)

    def __call__(self, seconds):
        if not self.acts:
            raise KeyboardInterrupt
        act = self.acts.pop(0)
        if act:
            act()


def played(path, *acts):
    """What `saves` gives while these acts happen, one in each pause."""
    seen = []
    with suppress(KeyboardInterrupt):
        seen.extend(saves(path, Scene(*acts)))
    return seen


def writes(path, text):
    def act():
        path.write_text(text)
        stamp = next(TICKS)
        os.utime(path, ns=(stamp, stamp))

    return act


TICKS = iter(range(10**18, 10**18 + 10**12, 10**9))
STILL = [None] * 4


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "mine.ipynb"
    path.write_text(WHOLE)
    return path


def test_the_file_is_marked_as_it_is_and_then_left_alone(notebook):
    assert played(notebook, *STILL, *STILL) == [True]


def test_each_save_is_marked_once(notebook):
    assert (
        played(notebook, *STILL, writes(notebook, WHOLE), *STILL, writes(notebook, WHOLE), *STILL) == [True] * 3
    )


def test_saves_in_quick_succession_are_one(notebook):
    assert played(notebook, *STILL, *[writes(notebook, WHOLE)] * 5, *STILL) == [True, True]


def test_half_a_save_is_waited_for(notebook):
    acts = [writes(notebook, ""), None, writes(notebook, WHOLE[:30]), None, writes(notebook, WHOLE)]
    assert played(notebook, *STILL, *acts, *STILL) == [True, True]


def test_a_file_that_stays_damaged_is_marked_in_the_end(notebook):
    assert played(notebook, *STILL, writes(notebook, "{"), *[None] * (SAVE_PATIENCE - 2)) == [True]
    assert played(notebook, *[None] * (SAVE_PATIENCE + 2)) == [True]


def test_a_file_that_goes_is_told_of_once_and_marked_when_it_is_back(notebook):
    acts = [notebook.unlink, *STILL, *STILL, writes(notebook, WHOLE)]
    assert played(notebook, *STILL, *acts, *STILL) == [True, False, True]


def test_an_editor_that_renames_the_file_for_a_moment_takes_nothing_away(notebook):
    acts = [notebook.unlink, writes(notebook, WHOLE)]
    assert played(notebook, *STILL, *acts, *STILL) == [True, True]


def test_a_module_beside_the_notebook_counts_as_part_of_it(notebook):
    layers = notebook.parent / "layers.py"
    acts = [writes(layers, "x = 1\n"), *STILL, writes(layers, "x = 2\n"), *STILL, layers.unlink]
    assert played(notebook, *STILL, *acts, *STILL) == [True] * 4


def test_what_changed_is_said_by_criterion():
    before = {("f", "value"): 4.0, ("f", "eps"): 0.0, ("g", "value"): 2.5, ("g", "shapes"): 1.0}
    after = {("f", "value"): 4.0, ("f", "eps"): 1.0, ("g", "value"): 0.0, ("g", "shapes"): 1.0}
    assert list(changes(before, after)) == [
        "since the last report: -1.5",
        "  gained  f: eps (+1)",
        "  lost  g: value (-2.5)",
    ]
    assert list(changes(before, before)) == ["since the last report: no criterion changed"]


def test_gains_and_losses_of_equal_size_are_a_change():
    before, after = {("f", "a"): 1.0, ("f", "b"): 0.0}, {("f", "a"): 0.0, ("f", "b"): 1.0}
    assert list(changes(before, after)) == [
        "since the last report: +0",
        "  lost  f: a (-1)",
        "  gained  f: b (+1)",
    ]


def test_every_report_has_its_time_and_what_changed(notebook):
    results = iter([{("f", "a"): 1.0}, None, {("f", "a"): 3.0}])
    out = io.StringIO()
    save = writes(notebook, WHOLE)
    scene = Scene(*STILL, save, *STILL, notebook.unlink, *STILL, save, *STILL)

    def mark():
        earned = next(results)
        return WatchedMarks(Text("the report" if earned else "damaged"), earned)

    with pytest.raises(KeyboardInterrupt):
        watch(
            notebook,
            mark,
            Console(file=out, width=200),
            pause=scene,
            now=lambda: datetime(2026, 1, 2, 14, 3, 5),
        )
    assert out.getvalue().splitlines() == [
        f"{notebook} is marked at every save; Ctrl-C ends this.",
        "",
        "14:03:05  mine.ipynb",
        "the report",
        "",
        "14:03:05  mine.ipynb",
        "damaged",
        f"{notebook} is gone; waiting until it is back.",
        "",
        "14:03:05  mine.ipynb",
        "the report",
        "",
        "since the last report: +2",
        "  gained  f: a (+2)",
    ]


def wait_for(path, words, times=1):
    """Wait until a program has written these words so many times."""
    for _ in range(600):
        if path.read_text().count(words) >= times:
            return
        time.sleep(0.1)
    raise AssertionError(path.read_text())


def test_ctrl_c_ends_it_with_status_0(tmp_path):
    mine = tmp_path / "mine.py"
    mine.write_text(REFERENCE)
    said, errors = tmp_path / "out.txt", tmp_path / "err.txt"
    command = [sys.executable, "-m", "autograder", "check", "batchnorm", "--watch", str(mine)]
    with said.open("w") as out, errors.open("w") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=ROOT, start_new_session=True)
    try:
        wait_for(said, "automatic points: 50 of 50")
        mine.write_text(REFERENCE.replace("def batchnorm_backward_alt", "def someone_else"))
        wait_for(said, "  lost  batchnorm_backward_alt: dx (-4)")
        os.utime(mine)
        wait_for(said, "  mine.py\n", times=3)  # in the middle of marking
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to everyone who works for it
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert "since the last report: -11" in said.read_text()
    assert errors.read_text() == ""


@pytest.mark.parametrize("more", [["--json"], ["README.md"]])
def test_watching_is_for_one_file_and_for_people(more):
    command = [sys.executable, "-m", "autograder", "check", "batchnorm", "--watch", "CHANGELOG.md", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == (
        "autograder: --watch follows one file and prints for people: name one file, without --json.\n"
    )


def test_watching_takes_one_process():
    command = [
        sys.executable,
        "-m",
        "autograder",
        "check",
        "batchnorm",
        "--watch",
        "--jobs",
        "2",
        "CHANGELOG.md",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr == (
        "autograder: --watch follows one file, and more processes would not mark it sooner: leave out --jobs.\n"
    )
