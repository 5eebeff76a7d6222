"""One submission has one time on the wall, whatever starts it a second time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from autograder import grading
from autograder.assignment import Limits, find_assignment
from autograder.errors import WorkerError
from autograder.grading import NO_TIME_FOR_ALL, Grader, patience
from autograder.report import Kind, Outcome, Status
from autograder.sandbox.budget import Budget
from autograder.sandbox.client import ConfinedSession
from autograder.sentences import say
from autograder.submission.beside import MAX_MODULES

ROOT = Path(__file__).resolve().parents[1]

LIMITS = Limits(call_seconds=0.3, load_seconds=0.6, total_seconds=1.2)

SLACK = 1.0
"""Seconds for the grader's own work on a busy machine: it judges fifty criteria, and ends the workers."""

RIGHT = (
    "import numpy as np\n"
    + (ROOT / "solutions/batchnorm/students/tuple-cache.py")
    .read_text(encoding="utf-8")
    .partition("# %% answer")[0]
)

WRAPPED = """
def slowly(function):
    def call(*args):
        {before}
        return function(*args)
    return call
batchnorm_forward = slowly(batchnorm_forward)
batchnorm_backward = slowly(batchnorm_backward)
batchnorm_backward_alt = slowly(batchnorm_backward_alt)
"""


def work(before, *, head="", right=RIGHT):
    """Right work, of which each call begins with something else."""
    return f"import os, time\n{head}\n{right}\n{WRAPPED.format(before=before)}"


@pytest.fixture(scope="module")
def grader():
    assignment = find_assignment(ROOT, "batchnorm")
    with Grader(replace(assignment, limits=LIMITS), name_mistakes=False) as made:
        assert made.isolation
        yield made


def graded(grader, text, tmp_path):
    """The report and the seconds that it took."""
    path = tmp_path / "work.py"
    path.write_text(text, encoding="utf-8")
    start = time.monotonic()
    report = grader.grade(path)
    return report, time.monotonic() - start


PATHS = {
    "right work": (work("pass"), 50.0),
    "every call hangs": (work("time.sleep(60)"), 0.0),
    "every call is slow": (work("time.sleep(0.2)"), 49.0),
    "every call ends the worker": (work("os._exit(0)"), 0.0),
    "every call ends a worker that took long": (work("nap, os._exit(0)", head="nap = time.sleep(0.4)"), 0.0),
    "the definitions hang": (work("nap", head="nap = time.sleep(60)"), 0.0),
    "a table asks for a run of all cells": (work("time.sleep(0.02 + t.get(1, 0))", head="t = {1: 0}"), 50.0),
    "a table, and every call hangs": (work("time.sleep(60); t[1]", head="t = {1: 0}"), 0.0),
    "all cells are run, and hang": ("import os, time\nexec('batchnorm_forward = 1')\ntime.sleep(60)", 0.0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PATHS)
def test_no_path_takes_longer(grader, tmp_path, name):
    text, most = PATHS[name]
    report, seconds = graded(grader, text, tmp_path)
    assert report.status is Status.GRADED
    assert report.score <= most
    assert seconds < LIMITS.total_seconds + SLACK
    if most == 0.0:
        assert {row.kind for row in report.automatic} & {Kind.TIMEOUT, Kind.DIED}


def test_what_comes_after_the_end_is_said(grader, tmp_path):
    report, seconds = graded(grader, work("time.sleep(60)"), tmp_path)
    assert "all 1.2 s of this submission are used up" in {
        row.message.rpartition(": ")[2].removesuffix(".") for row in report.automatic
    }
    assert seconds < LIMITS.total_seconds + SLACK


def test_a_second_run_after_our_own_failure_has_what_is_left(grader, tmp_path, monkeypatch):
    sessions = []
    honest = ConfinedSession.ask

    def fails_at_first(session, *args, **more):
        if session not in sessions:
            sessions.append(session)
        if session is sessions[0]:
            raise WorkerError(say("the worker process was lost (for a test)"))
        return honest(session, *args, **more)

    monkeypatch.setattr(ConfinedSession, "ask", fails_at_first)
    report, seconds = graded(grader, work("pass"), tmp_path)
    assert len(sessions) == 2
    assert sessions[0]._budget is sessions[1]._budget
    assert report.score == report.max_score

    sessions.clear()
    report, seconds = graded(grader, work("time.sleep(60)"), tmp_path)
    assert seconds < LIMITS.total_seconds + SLACK
    # The time that our failure took is not charged: a person decides.
    assert {row.outcome for row in report.automatic} == {Outcome.ERROR}


def test_all_runs_share_one_budget(grader, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(grading, "Budget", lambda limits: made.append(Budget(limits)) or made[-1])
    used = []
    honest = ConfinedSession.__init__

    def note(session, sandbox, chunks, modules, limits, opening=(), budget=None):
        used.append(budget)
        honest(session, sandbox, chunks, modules, limits, opening, budget)

    monkeypatch.setattr(ConfinedSession, "__init__", note)
    graded(grader, "t = {}\ndef batchnorm_forward(*args): return t", tmp_path)
    assert len(used) == 2  # once as a slice, once as a whole
    assert made == [used[0]] == [used[1]]


def test_a_person_is_told_where_no_time_is_left_for_all_cells(grader, tmp_path):
    text = work("time.sleep(60); t[1]", head="t = {1: 0}")
    report, _ = graded(grader, text, tmp_path)
    assert NO_TIME_FOR_ALL in report.review
    assert str(NO_TIME_FOR_ALL) == (
        "There was no time left to run all cells, in which its functions may be made complete."
    )


def slowly(start):
    """The same, on a machine that takes longer than the submission may."""

    def slow():
        time.sleep(1.5)
        return start()

    return slow


def test_a_wall_that_is_built_first_takes_no_time_from_the_submission(tmp_path, monkeypatch):
    assignment = find_assignment(ROOT, "batchnorm")
    limits = replace(LIMITS, total_seconds=1.0)
    with Grader(replace(assignment, limits=limits), name_mistakes=False) as made:
        monkeypatch.setattr(made._sandbox, "_start", slowly(made._sandbox._start))
        report, _ = graded(made, work("pass"), tmp_path)
    assert report.score == report.max_score


def test_a_wall_that_is_built_anew_takes_no_time_from_the_submission(grader, tmp_path, monkeypatch):
    monkeypatch.setattr(grader._sandbox, "fork", slowly(grader._sandbox.fork))
    report, _ = graded(grader, work("pass"), tmp_path)
    assert report.score == report.max_score


def test_who_marks_one_submission_for_longer_hangs():
    assert patience(LIMITS) > LIMITS.total_seconds + 60


def test_modules_that_are_left_out_are_named(grader, tmp_path):
    for number in range(MAX_MODULES + 5):
        (tmp_path / f"m{number:02}.py").write_text("")
    text = "".join(f"import m{number:02}\n" for number in range(MAX_MODULES + 5))
    used = "".join(f"    m{number:02}\n" for number in range(MAX_MODULES + 5))
    report, _ = graded(grader, f"{text}{RIGHT.replace('    mode =', f'{used}    mode =')}", tmp_path)
    assert (
        "Of the modules beside the notebook, m04, m03, m02 and 2 more could not be read: 32 are read, with"
        " 1024 KB in all."
    ) in map(str, report.warnings)


def test_a_file_over_which_a_process_hung_waits_for_a_person(grader, tmp_path):
    report = grader.given_up(tmp_path / "work.py", student="ann")
    assert (report.status, report.score, report.student) == (Status.ERROR, 0.0, "ann")
    assert report.message == "The grader was still busy with the file long after its time, and was stopped."
    assert report.review
