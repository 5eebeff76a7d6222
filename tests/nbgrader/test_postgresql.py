"""The gradebook on PostgreSQL: the same marks, tables, pages and words as on SQLite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from autograder.nbgrader.graders import close

from . import postgresql
from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow

SUM = "def mean_rows(x):\n    return x.sum(axis=0)"
SETTINGS = """
c.CourseDirectory.course_id = "norms"
c.LateSubmissionPlugin.penalty_method = "zero"
"""

DUE = "2026-01-01 00:00:00 UTC"
"""A day before the submissions."""


@pytest.fixture(scope="module")
def server():
    with postgresql.serving(postgresql.demand()) as addresses:
        yield addresses


@pytest.fixture
def courses(template, tmp_path, server):
    """The same course twice: its gradebook a file, and a database of a server."""
    engine = create_engine(server.replace("NAME", "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS gradebook"))
        connection.execute(text("CREATE DATABASE gradebook"))
    engine.dispose()
    found = {}
    for kind in ("sqlite", "postgresql"):
        course = Course(tmp_path / kind)
        shutil.copytree(template, course.folder)
        (course.folder / "gradebook.db").unlink()
        found[kind] = course
        course.submit("ann", course.answered(**RIGHT))
        course.submit("bob", course.answered(**RIGHT | {"mean_rows": SUM}))
        course.submit("cyd", course.released)
        course.submit("damaged", b'{"cells": [')
    config = found["postgresql"].folder / "nbgrader_config.py"
    address = server.replace("NAME", "gradebook")
    config.write_text(f"{config.read_text()}c.CourseDirectory.db_url = {address!r}\n")
    for course in found.values():
        config = course.folder / "nbgrader_config.py"
        config.write_text(f"{config.read_text()}{SETTINGS}")
    yield found["sqlite"], found["postgresql"], address
    close()


def run(course: Course, *command: str | Path, program: str = "autograder") -> str:
    """What a command prints; its folder's name is no part of it."""
    script = Path(sys.executable).with_name(program)
    done = subprocess.run(
        [script, *command],
        cwd=course.folder,
        env={**os.environ, "AUTOGRADER_COURSE": str(course.folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    return f"{done.returncode}\n{done.stdout}{done.stderr}".replace(str(course.folder), "COURSE")


def rows(address: str) -> dict[str, list[str]]:
    """Every row of every table without the ids that are drawn anew for each gradebook."""
    engine = create_engine(address)
    names = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        found = {
            name: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()]
            for name in names
        }
    engine.dispose()
    drawn = ("id", "cell_id", "notebook_id", "assignment_id")
    return {
        name: sorted(
            repr({key: _plain(value) for key, value in sorted(row.items()) if key not in drawn})
            for row in inside
        )
        for name, inside in found.items()
    }


def _plain(value: object) -> object:
    """Truth and times as the other database would give them."""
    if isinstance(value, bool):
        return int(value)
    return str(value).partition(".")[0] if hasattr(value, "isoformat") or ":" in str(value) else value


def test_marks_tables_and_words_are_those_of_sqlite(courses):
    sqlite, postgres, address = courses
    file = f"sqlite:///{sqlite.folder / 'gradebook.db'}"

    def both(*command, program="autograder"):
        ours, theirs = (run(course, *command, program=program) for course in (postgres, sqlite))
        return ours, theirs

    ours, theirs = both("grade", "means")
    assert "nbgrader's own steps" not in ours  # our own writer writes here, too
    assert ours == theirs
    assert rows(address) == rows(file)
