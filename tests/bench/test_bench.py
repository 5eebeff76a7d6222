"""Each part of the bench runs, and a page is written; what it measures is no business of a test."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import load_assignment

from ..typed import typed
from . import __main__ as bench
from . import term
from .classroom import ASSIGNMENT
from .clusters import marginal_on_cluster, predicted_gain, simulated, task_seconds
from .contenders import Course, contenders, course
from .large_term import grow, make_term
from .measuring import BenchError, Run, measured
from .notebook import Waits
from .parts import PARTS, parts_of_marking
from .rounds import OUR_PAGES, SAME_PAGES, STOCK_PAGES, round_ways, seconds_of, seconds_of_pages
from .starting import Start

ALL = contenders(1, 2, 2, None)
BY_NAME = {one.name: one for one in ALL}
PAGES_SECONDS = {
    (way, size): seconds * size
    for way, seconds in (
        *((SAME_PAGES, 0.4), (STOCK_PAGES, 0.05)),
        *((f"{OUR_PAGES}, 1 job", 0.02), (f"{OUR_PAGES}, 2 jobs", 0.01)),
    )
    for size in (1, 2)
}
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
    assert len(task_seconds(place, 2)) == 2
    spent = parts_of_marking(place, 2)
    assert set(spent) >= {name for name, _, _ in PARTS[:3]}
    assert all(milliseconds >= 0 for milliseconds in spent.values())
    assert load_assignment(place / "solutions" / ASSIGNMENT).name == ASSIGNMENT


@pytest.mark.slow
def test_each_step_of_a_round_is_measured(scratch, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    theirs, *_, at_once = round_ways(1, 2, 2)
    for way in (theirs, at_once):
        assert min(seconds_of(scratch, way, 1).values()) > 0
        released = list((scratch / "course/exchange/bench/feedback").glob("*.html"))
        assert len(released) == 1, way.name
        assert "student-00000" in (scratch / "course/grades.csv").read_text(encoding="utf-8")
    found = seconds_of_pages(scratch, (1, 1), (1, 1))
    assert len(found) == 4
    assert min(found.values()) > 0


def test_a_cluster_is_simulated():
    """What the sending machine does for each task is the bound that no worker moves."""
    tasks = [0.02] * 2000
    assert simulated(tasks, 0.0, 1) == pytest.approx(40.0)
    assert predicted_gain(tasks, 0.0, 8) == pytest.approx(8.0, rel=0.05)
    assert predicted_gain(tasks, 0.002, 4) == pytest.approx(4.0, rel=0.1)
    assert simulated(tasks, 0.01, 64) == pytest.approx(20.0, rel=0.1)
    assert simulated([0.5, 0.1], 0.0, 1) == pytest.approx(0.6)


@pytest.mark.slow
def test_in_a_large_term_copies_stand_as_marked_students_do(tmp_path):
    """Nothing is new to `grade`, and no mark moves."""
    grow(make_term(tmp_path, names=["warmup"], pages=False), 12)
    reports = {path: path.read_bytes() for path in tmp_path.glob("reports/warmup/*")}
    assert len(reports) == 12
    assert "\n12 graded\n" in typed("grade", "warmup", folder=tmp_path).stdout
    assert {path: path.read_bytes() for path in reports} == reports
    assert "No mark moves." in typed("regrade", "warmup", folder=tmp_path).stdout


def test_what_a_student_more_costs_is_said(tmp_path, monkeypatch):
    """Of commands that were never run: 2 seconds to start, 3 ms and a kilobyte a student, and no growth."""
    monkeypatch.setattr(term, "make_term", lambda folder, settings, names: None)
    monkeypatch.setattr(term, "write_tables", lambda made: None)
    size = [0]
    monkeypatch.setattr(term, "grow", lambda made, students: size.__setitem__(0, students))
    monkeypatch.setattr(
        term, "measured", lambda *_, **__: Run(9.0, 100 + size[0] / 1024, cpu=2.0 + 0.003 * size[0])
    )
    found = term.growth(tmp_path / "course", sizes=(10, 20, 50, 100), rounds=2)
    assert list(dict.fromkeys(name for name, _ in found.runs)) == list(term.COMMANDS)
    for name in term.COMMANDS:
        assert found.marginal(name) == pytest.approx((3.0, 3.0))
        assert found.memory(name) == pytest.approx(1.0)
    table = found.table()
    assert table.row_count == len(term.COMMANDS)
    assert {cell for column in table.columns[3:4] for cell in column.cells} == {"1.00"}
    page = term.as_page({"SQLite": found, "PostgreSQL": found}).splitlines()
    assert page[0].count("|") == page[2].count("|") == 10
    assert page[2].startswith("| roster | 3.00 | 3.00 | 1.00 | 2.3 | 3.00 |")
    assert page[-1] == "100 students. A student more takes at most 1 KB of memory."


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
    pages = tmp_path / "pages"
    pages.write_text("#!/bin/sh\nmkdir -p feedback/one feedback/two\nsleep 0.4\n")
    pages.chmod(0o755)
    monkeypatch.setattr(bench, "script", lambda name: str(pages))
    monkeypatch.setattr(bench, "marginal_on_cluster", lambda workers, *_: 8.0 / workers)
    monkeypatch.setattr(
        bench, "starts", lambda *_: (Start("check, one file", 0.4, 0.5), Start("study", 5.0, 2.0))
    )
    solved = Waits("batchnorm", 200.0, {"forward": 3.0, "backward": 31.0}, (40.0, 20.0), 12.0)
    monkeypatch.setattr(bench, "waits", lambda _: (solved,))
    monkeypatch.setattr(bench, "seconds_of", lambda scratch, way, size: dict.fromkeys(way.commands, 1.0 + size))
    monkeypatch.setattr(bench, "seconds_of_pages", lambda *_: PAGES_SECONDS)
    monkeypatch.setattr(bench, "parts_of_marking", lambda folder, students: {"checks": 3.0, "gradebook": 1.0})
    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--to", str(tmp_path)])
    assert bench.main() == 0
    page = (tmp_path / "performance.md").read_text(encoding="utf-8")
    for heading in ("# Performance", "## Whole commands", "## Where the time goes", "## The machine"):
        assert heading in page
    for one in ALL:
        assert f"| {one.about} | 2 | " in page
    assert "| checks | 3.0 | 75% |" in page
    assert "two dask workers over one: 2.00 times the throughput (goal 1.6: reached)" in page
    assert "| write the pages | 1000.0 | 1000.0 | 1000.0 |" in page
    assert "| `autograder feedback`, 2 jobs | 10.0 | 40.0 |" in page
    said = "a page by `autograder feedback`, 2 jobs: 40.0 times less than the same by nbgrader's converter"
    assert f"{said} (goal 25: reached)" in page
    assert "| nbgrader's converter, as it comes | 50.0 | 8.0 |" in page
    assert "the round of 2 students by `autograder round`, 1 job: 2.5 times less than nbgrader's" in page
    assert "check, one file: 0.40 seconds (goal 0.5: reached)" in page
    assert "study: 5.00 seconds (goal 4: not reached)" in page
    assert "the slowest later check(), ms: 31 (goal 30: not reached)" in page
    assert "| batchnorm | 200 | 17 | 31 (backward) | 40 | 20 | 12 |" in page
    assert "nan" not in page
    assert str(tmp_path) not in page
    assert (tmp_path / "pictures" / "performance.svg").stat().st_size > 5000
