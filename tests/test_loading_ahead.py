"""The code of the next submission runs while one is judged: reports, time and walls are as without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import Limits, find_assignment
from autograder.errors import WorkerError
from autograder.grading import Grader
from autograder.report import Kind, Status
from autograder.sandbox.ahead import LoadingAhead
from autograder.sandbox.client import ConfinedSession
from autograder.sentences import say

from .test_time_budget import RIGHT, work

ROOT = Path(__file__).resolve().parents[1]

LIMITS = Limits(call_seconds=0.3, load_seconds=0.6, total_seconds=1.5)

WORKS = {
    "right": RIGHT,
    "slow": work("time.sleep(9)"),
    "right again": f"{RIGHT}\n# other",
    "wrong": RIGHT.replace("mean(axis=0)", "mean(axis=0) + 1"),
    "dies": work("os._exit(3)"),
    "dies at once": f"import os\n{RIGHT}\nos._exit(3)\n",
    "no Python": "def batchnorm_forward(x:\n",
    "no notebook": '{"cells": [',
    "prints": f"import sys\n{RIGHT}\nprint('mine', file=sys.stderr)\n",
    "stub": "def batchnorm_forward(x, gamma, beta, bn_param):\n    raise NotImplementedError()\n",
    "last": f"{RIGHT}\n# last",
}


@pytest.fixture(scope="module")
def grader():
    assignment = find_assignment(ROOT, "batchnorm")
    with Grader(replace(assignment, limits=LIMITS), name_mistakes=False) as made:
        assert made.isolation
        yield made


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    folder = tmp_path_factory.mktemp("works")
    found = []
    for name, text in WORKS.items():
        found.append(folder / f"{name}.py")
        found[-1].write_text(text)
    return found


def graded(grader, paths, *, ahead):
    """The reports of files one after the other, each with the next one under way or not."""
    rest = [*paths[1:], None]
    return [
        replace(grader.grade(path, student=path.stem, following=following if ahead else None), seconds=0.0)
        for path, following in zip(paths, rest, strict=True)
    ]


@pytest.mark.slow
def test_the_reports_are_the_same(grader, paths, monkeypatch):
    ahead = []
    taken = LoadingAhead.taken
    monkeypatch.setattr(LoadingAhead, "taken", lambda self: ahead.append(found := taken(self)) or found)
    alone = graded(grader, paths, ahead=False)
    assert ahead == []
    reports = graded(grader, paths, ahead=True)
    assert reports == alone
    assert len([found for found in ahead if found]) == len(paths) - 2  # all but the first, and no notebook
    by_name = {report.student: report for report in reports}
    # Nobody pays for the time that the one before took.
    for name in ("right again", "prints", "last"):
        assert by_name[name].score == by_name["right"].score > 0
    assert Kind.TIMEOUT in {row.kind for row in by_name["slow"].criteria}
    assert Kind.TIMEOUT not in {row.kind for row in by_name["right again"].criteria}
    assert by_name["no notebook"].status is Status.LOAD_ERROR
    assert (
        by_name["prints"].warnings == alone[paths.index(next(p for p in paths if p.stem == "prints"))].warnings
    )


def test_two_submissions_never_share_a_wall(grader, paths, monkeypatch):
    walls = []
    ask = ConfinedSession.ask

    def noted(self, *given):
        if grader._next is not None:
            walls.append((self._sandbox._zygote.process.pid, grader._next.loading.sandbox._zygote.process.pid))
        return ask(self, *given)

    monkeypatch.setattr(ConfinedSession, "ask", noted)
    graded(grader, [paths[0], paths[2], paths[-1]], ahead=True)
    assert len(walls) > 50
    assert all(one != other for one, other in walls)
    assert len(set(walls)) == 2  # they take turns


def test_what_was_loaded_for_another_file_is_not_taken(grader, paths):
    first, other, last = paths[0], paths[3], paths[-1]
    wanted = graded(grader, [last], ahead=False)
    grader.grade(first, following=other)
    assert graded(grader, [last], ahead=False) == wanted


def test_a_link_is_not_read_ahead(grader, paths, tmp_path):
    (tmp_path / "link.py").symlink_to(paths[0])
    grader.grade(paths[-1], following=tmp_path / "link.py")
    assert grader._next is None


def test_where_loading_ahead_fails_the_file_is_loaded_in_its_turn(grader, paths, monkeypatch):
    wanted = graded(grader, [paths[0]], ahead=False)
    with monkeypatch.context() as patch:

        def fails(self):
            raise WorkerError(say("lost"))

        patch.setattr(
            ConfinedSession, "ask_opening", lambda self: fails(self) if self._sandbox is other else ()
        )
        other = grader._other
        grader.grade(paths[-1], following=paths[0])
        grader._next.loading._thread.join()
    assert graded(grader, [paths[0]], ahead=False) == wanted
