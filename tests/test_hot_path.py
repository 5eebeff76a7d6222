"""The work that one submission costs, counted: imports, processes, messages, parses. Seconds are no measure."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking import judging
from autograder.marking.rubric import collect
from autograder.nbgrader.mend import mended_file
from autograder.sandbox import client, protocol
from autograder.sandbox.zygote import Zygote
from autograder.submission import notebook, slicing

ROOT = Path(__file__).resolve().parents[1]

HEAVY = ("nbgrader", "nbformat", "nbconvert", "jupytext", "sqlalchemy", "traitlets", "IPython", "hypothesis")


def test_a_marking_process_imports_nothing_of_nbgrader():
    code = f"import sys, autograder.nbgrader.fast.batch; print(sorted(set({HEAVY}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def grader():
    with Grader(find_assignment(ROOT, "batchnorm")) as grader:
        yield grader


def test_a_right_submission_costs_one_process_and_few_messages(grader, monkeypatch):
    grader.grade(ROOT / "solutions/batchnorm/batchnorm.py")  # from then on, the next worker is always ready
    counts = {"forks": 0, "messages": 0}

    def counted(name, function):
        def count(*args, **more):
            counts[name] += 1
            return function(*args, **more)

        return count

    monkeypatch.setattr(protocol, "send", counted("messages", protocol.send))
    monkeypatch.setattr(Zygote, "fork", counted("forks", Zygote.fork))
    report = grader.grade(ROOT / "solutions/batchnorm/batchnorm.py")
    assert report.score == report.max_score
    assert counts["forks"] == 1
    # One to load, one for all that checks ask first, and what nine ask then.
    assert counts["messages"] <= 11


def test_a_cell_that_was_read_is_not_read_again(grader):
    path = ROOT / "assignments/batchnorm/batchnorm.ipynb"
    grader.grade(path)
    before = slicing._known_cell.cache_info().misses
    grader.grade(path)
    assert slicing._known_cell.cache_info().misses == before


def test_a_notebook_is_taken_apart_once_to_be_mended_and_to_be_marked(grader):
    path = ROOT / "assignments/batchnorm/batchnorm.ipynb"
    notebook._last_one.cache_clear()
    mended_file(path, ())
    grader.grade(path)
    assert notebook._last_one.cache_info().misses == 1


@pytest.mark.parametrize("long", ["a = 1\n" + "#" * 30_000, "a b\n" + "#" * 30_000], ids=["right", "no Python"])
def test_a_long_file_is_read_once_for_all_functions(grader, tmp_path, long):
    path = tmp_path / "long.py"
    path.write_text(long)
    slicing._known_long_cell.cache_clear()
    grader.grade(path)
    assert slicing._known_long_cell.cache_info().misses == 1


def test_the_same_answers_are_asked_again_and_judged_once(grader, monkeypatch):
    path = ROOT / "solutions/batchnorm/batchnorm.py"
    counts = {"checks": 0, "questions": 0}

    def counted(name, function):
        def count(*args, **more):
            counts[name] += 1
            return function(*args, **more)

        return count

    grader.grade(path)
    monkeypatch.setattr(judging, "call", counted("checks", judging.call))
    monkeypatch.setattr(client.ConfinedSession, "_answer", counted("questions", client.ConfinedSession._answer))
    report = grader.grade(path)
    assert report.score == report.max_score
    assert counts["checks"] == 0
    assert counts["questions"] > 50


def test_to_collect_the_checks_looks_for_no_garbage(monkeypatch):
    """pytest does, five times at its end, and that would take longer than all the rest."""
    collected = []
    monkeypatch.setattr(gc, "collect", lambda *_: collected.append(1))
    assert collect(find_assignment(ROOT, "batchnorm")).criteria
    assert collected == []
