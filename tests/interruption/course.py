"""A course that is marked under disturbances, and all that marking leaves in it, to compare."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI

from autograder.instructor.grade_class import grade_course
from autograder.instructor.round.class_round import run_round
from autograder.nbgrader import graders
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.release.release import release_assignment

from ..nbgrader.conftest import RIGHT, Course, write_assignment

CRASH = "import os\n\n\ndef centre(x):\n    os._exit(3)"
WRONG = "def mean_rows(x):\n    return x.mean(axis=0) + 1"
ANSWER = "### Your answer: why the mean\n\n<b>Because.</b> $x - \\\\mu$"


def make(folder: Path, students: int) -> Course:
    """A released course with submissions of many kinds; there is no gradebook yet."""
    folder.mkdir()
    write_assignment(folder)
    course = Course(folder)
    release_assignment(course.assignment, folder)
    works: tuple[Any, ...] = (
        course.answered(**RIGHT),
        course.answered(**RIGHT),
        course.answered(mean_rows=RIGHT["mean_rows"]),
        course.answered(**RIGHT | {"mean_rows": WRONG}),
        course.answered(**RIGHT | {"centre": CRASH}),
        course.released,
        course.answered(**RIGHT | {"why": ANSWER}),
        b'{"cells": [',
    )
    for number in range(students):
        course.submit(f"s{number:02}", works[number % len(works)])
    return course


def make_with_exchange(folder: Path, students: int) -> Course:
    """The same, with all of it still in the exchange, as `nbgrader submit` leaves it."""
    course = make(folder, students)
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text() + EXCHANGE_SETTINGS)
    inbound = folder / "exchange/means-course/inbound"
    inbound.mkdir(parents=True)
    inbound.parent.parent.chmod(0o777)
    for place in (folder / "submitted").iterdir():
        work = place / "means"
        stamp = (work / "timestamp.txt").read_text(encoding="utf-8").strip()
        (work / "submission_secret.txt").write_text(f"secret of {place.name}", encoding="utf-8")
        shutil.move(work, inbound / f"{place.name}+means+{stamp}+abc")
    shutil.rmtree(folder / "submitted")
    return course


EXCHANGE_SETTINGS = """
c.CourseDirectory.course_id = "means-course"
c.Exchange.root = str(here / "exchange")
c.ExchangeCollect.check_owner = False
"""


def unmarked(marked: Path, folder: Path, brings_in: Sequence[str] = ()) -> Course:
    """A copy of a marked course without anything that marking left, and without the folders `brings_in`."""
    left = shutil.ignore_patterns("autograded", "reports", "feedback", "gradebook.db*", *brings_in)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(marked, folder, ignore=left)
    return Course(folder)


def grade(course: Course, jobs: int = 1, *, force: bool = False, **settings: Any) -> subprocess.Popen[str]:
    """Start `autograder grade` as an operator does; it runs in a session of its own."""
    return _start("grade", course, jobs, force, **settings)


def take_round(course: Course, jobs: int = 1, *, force: bool = False) -> subprocess.Popen[str]:
    """Start `autograder round` in the same way."""
    return _start("round", course, jobs, force)


def _start(command: str, course: Course, jobs: int, force: bool, **settings: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", command, "means", f"--jobs={jobs}", *["--force"] * force],
        cwd=course.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        **settings,
    )


def finish(course: Course) -> None:
    """Mark the course once more, to the end; in this process, which has imported everything."""
    try:
        grade_course(course.folder, course.assignment)
    finally:
        graders.close()


def finish_round(course: Course) -> None:
    """Take the course through one more round, to the end, in this process."""
    try:
        run_round(course.folder, course.assignment)
    finally:
        graders.close()


def give_feedback(course: Course) -> None:
    """Let nbgrader write the pages that students get."""
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    done = NbGraderAPI(coursedir=directory, config=config).generate_feedback("means", force=True)
    assert done["success"], done


@dataclass(frozen=True)
class Way:
    """What is disturbed: how a course for it is made, how it is started, and how it is brought to its end."""

    make: Callable[[Path, int], Course]
    start: Callable[..., subprocess.Popen[str]]
    finish: Callable[[Course], None]
    brings_in: tuple[str, ...] = ()  # folders that it fills besides those that marking fills


def _finish_marking(course: Course) -> None:
    finish(course)
    give_feedback(course)


MARKING = Way(make, grade, _finish_marking)

ROUND = Way(make_with_exchange, take_round, finish_round, ("submitted",))


@dataclass(frozen=True)
class State:
    """What marking left behind, without what time and chance put there."""

    cells: dict[str, Any]  # of the assignment: points, texts
    marks: dict[str, Any]  # student -> timestamp, marks and comments of each cell
    rows: dict[str, int]  # table of the gradebook -> number of rows
    version: tuple[str, ...]  # of the gradebook's tables, as nbgrader notes it
    reports: dict[str, Any]
    files: dict[str, bytes]  # in submitted/, autograded/ and feedback/, and what lies in the exchange

    def differences(self, other: State) -> list[str]:
        """Where another state differs, a line each."""
        found = []
        for part in (row.name for row in fields(self)):
            ours, theirs = getattr(self, part), getattr(other, part)
            if isinstance(ours, dict):
                names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
                found += [f"{part}: {name}" for name in names]
            elif ours != theirs:
                found.append(f"{part}: {theirs} instead of {ours}")
        return found


def state(course: Course) -> State:
    """The state of the course; its gradebook must be sound."""
    cells, marks = _gradebook(course)
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as database:
        sound = database.execute("PRAGMA integrity_check").fetchone()[0]
        assert sound == "ok", sound
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
        version = tuple(number for (number,) in database.execute("SELECT version_num FROM alembic_version"))
    reports = {path.name: _report(path) for path in (course.folder / "reports/means").glob("*.json")}
    files = {
        str(path.relative_to(course.folder)): path.read_bytes()
        for step in ("submitted", "autograded", "feedback", "exchange/means-course/feedback")
        for path in (course.folder / step).rglob("*")
        if path.is_file()
    }
    return State(cells, marks, rows, version, reports, files)


def marks_that_are_wrong(course: Course, wanted: State) -> list[str]:
    """Reports that say that all is done and are not those of a run left alone, a line each."""
    wrong = []
    for path in sorted((course.folder / "reports/means").glob("*.json")):
        found = _report(path)
        right = wanted.reports.get(path.name) or {}
        if found.get("fingerprint") and found != right:
            parts = ", ".join(
                f"{name} {found.get(name)!r:.300} instead of {right.get(name)!r:.300}"
                for name in sorted({*found, *right})
                if found.get(name) != right.get(name)
            )
            wrong.append(f"the report {path.name} is taken for done, and is another one: {parts}")
    return wrong


def _gradebook(course: Course) -> tuple[dict[str, Any], dict[str, Any]]:
    directory = course_directory(course_config(course.folder), "means", root=course.folder)
    with open_gradebook(directory) as gradebook:
        notebook = gradebook.find_notebook("means", "means")
        cells = {f"points {cell.name}": (cell.max_score, cell.cell_type) for cell in notebook.grade_cells}
        cells |= {f"text {cell.name}": (cell.source, cell.checksum) for cell in notebook.source_cells}
        cells |= {f"answer {cell.name}": True for cell in notebook.solution_cells}
        cells["kernel"] = notebook.kernelspec
        marks = {}
        for submission in gradebook.assignment_submissions("means"):
            (held,) = submission.notebooks
            grades = sorted(
                (row.name, row.auto_score, row.manual_score, row.needs_manual_grade) for row in held.grades
            )
            comments = sorted((row.name, row.auto_comment, row.manual_comment) for row in held.comments)
            marks[submission.student.id] = submission.timestamp, submission.score, grades, comments
    return cells, marks


def _report(path: Path) -> Any:
    found = json.loads(path.read_text(encoding="utf-8"))
    return {name: value for name, value in found.items() if name not in ("seconds", "submission")}
