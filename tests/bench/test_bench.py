"""Each part of the bench runs, and a page is written; what it measures is no business of a test."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import load_assignment

from . import __main__ as bench
from .classroom import ASSIGNMENT
from .clusters import marginal_on_cluster
from .contenders import Course, contenders, course
from .measuring import BenchError, measured
from .parts import PARTS, parts_of_marking

ALL = contenders(1, 2, 2, None)
BY_NAME = {one.name: one for one in ALL}
NOTHING = Course("nothing", Path.mkdir, lambda folder, students: None)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """Here each kind of course is made once."""
    return tmp_path_factory.mktemp("bench")


@pytest.mark.slow
def test_each_command_marks_a_class(scratch, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    for one in ALL:
        place = course(scratch, one, 1)
        run = measured(one.command(Path(), 1), place, watch="autograded")
        assert run.seconds > 0
        assert run.peak_mb > 10
        marked = {path.name for path in place.glob("autograded/*")}
        assert marked == (set() if one.name.startswith(("check", "limit")) else {"student-00000"}), one.name


@pytest.mark.slow
def test_a_cluster_and_the_parts_are_measured(scratch):
    place = course(scratch, BY_NAME["grade 1"], 2)
    assert abs(marginal_on_cluster(1, place, 1, 2)) < 60_000
    spent = parts_of_marking(place, 2)
    assert set(spent) >= {name for name, _, _ in PARTS[:3]}
    assert all(milliseconds >= 0 for milliseconds in spent.values())
    assert load_assignment(place / "solutions" / ASSIGNMENT).name == ASSIGNMENT


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(BenchError, match="ended with status 3: no room"):
        measured([sys.executable, "-c", "print('no room'); raise SystemExit(3)"], tmp_path)


def test_the_quick_form_writes_a_page(tmp_path, monkeypatch):
    """Of commands that mark nobody: what each of them does is the business of the tests above."""
    watched = ["sh", "-c", "mkdir -p autograded/one autograded/two; sleep 0.5"]  # its memory is looked at
    silent = tuple(
        replace(one, kind=NOTHING, command=lambda *_, name=one.name: watched if name == "grade 2" else ["true"])
        for one in ALL
    )
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "set by the bench")  # restored afterwards
    monkeypatch.setattr(bench, "contenders", lambda *sizes: silent)
    monkeypatch.setattr(bench, "script", lambda name: "true")
    monkeypatch.setattr(bench, "marginal_on_cluster", lambda workers, *_: 8.0 / workers)
    monkeypatch.setattr(bench, "parts_of_marking", lambda folder, students: {"checks": 3.0, "gradebook": 1.0})
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--to", str(tmp_path)])
    assert bench.main() == 0
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    for heading in ("# Performance", "## Whole commands", "## Where the time goes", "## The machine"):
        assert heading in page
    for one in ALL:
        assert f"| {one.about} | 2 | " in page
    assert "| checks | 3.0 | 75% |" in page
    assert "two dask workers over one: 2.00 times the throughput (goal 1.5: reached)" in page
    assert "nan" not in page
    assert str(tmp_path) not in page
    assert (tmp_path / "pictures" / "performance.svg").stat().st_size > 5000
