"""The gradebook on PostgreSQL: the same marks, tables, pages and words as on SQLite."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect, text

from autograder.cli import main
from autograder.nbgrader.graders import close
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

from ..typed import typed
from . import postgresql
from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow

SUM = "def mean_rows(x):\n    return x.sum(axis=0)"
SETTINGS = """
c.CourseDirectory.course_id = "norms"
c.LateSubmissionPlugin.penalty_method = "zero"
"""


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


def run(course: Course, *command: str) -> str:
    """Status and words of one of our commands; the course's folder is called COURSE."""
    done = CliRunner(env={"AUTOGRADER_COURSE": str(course.folder), "COLUMNS": "200"}).invoke(main, command)
    assert done.exit_code in (0, 1), done.output
    return f"{done.exit_code}\n{done.output}".replace(str(course.folder), "COURSE")


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


def mark_by_hand(course: Course) -> None:
    directory = course_directory(course_config(course.folder), "means", root=course.folder)
    with open_gradebook(directory) as book:
        book.find_grade("why", "means", "means", "ann").manual_score = 2.0
        book.find_grade("check_centre", "means", "means", "bob").manual_score = 1.0
        book.db.commit()


def test_marks_tables_and_words_are_those_of_sqlite(courses):
    sqlite, postgres, address = courses
    file = f"sqlite:///{sqlite.folder / 'gradebook.db'}"

    def same(*command: str) -> str:
        # How fast it goes is said every ten seconds, and is no part of what is compared.
        ours, theirs = (
            "".join(line for line in run(course, *command).splitlines(True) if not line.startswith("marking"))
            for course in (postgres, sqlite)
        )
        assert ours == theirs
        assert rows(address) == rows(file)
        return ours

    said = same("grade", "means")
    assert "nbgrader's own steps" not in said  # our own writer writes here as well
    assert len(rows(address)["grade"]) == 4 * 3
    for course in (postgres, sqlite):
        mark_by_hand(course)
        path = course.folder / "solutions/means/check_1_mean_rows.py"  # the check forgives a sum
        path.write_text(path.read_text().replace("hidden_input.mean(axis=0)", "out"))
    diff = same("regrade", "means", "--diff")
    assert "bob" in diff
    assert "ann" not in diff
    assert "bob" in same("regrade", "means", "--apply")
    assert "bob" not in same("regrade", "means", "--diff")
    assert "agrees" in same("explain", "means", "bob")
    for command in ("report", "export"):
        for course in (postgres, sqlite):
            where = ("--json", str(course.folder / "class.json")) if command == "report" else ()
            to = course.folder / ("class.html" if command == "report" else "grades.csv")
            run(course, command, "means", "--to", str(to), *where)
    for name in ("class.json", "grades.csv"):
        assert (postgres.folder / name).read_text() == (sqlite.folder / name).read_text()
    assert len((postgres.folder / "grades.csv").read_text().splitlines()) == 5

    before = rows(address)
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", "means", "--force"],
        cwd=postgres.folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    assert rows(address) == before


def test_what_postgresql_refuses_is_said(courses, server):
    _, course, address = courses
    config = course.folder / "nbgrader_config.py"
    text = config.read_text()
    config.write_text(text.replace('c.CourseDirectory.course_id = "norms"\n', ""))
    said = typed("grade", "means", folder=course.folder)
    assert said.returncode == 2
    assert said.stderr == (
        "autograder: A gradebook on postgresql holds assignments of a named course only: set"
        " c.CourseDirectory.course_id in nbgrader_config.py.\n"
    )
    config.write_text(text.replace(address, server.replace("NAME", "nowhere")))
    said = typed("grade", "means", folder=course.folder)
    assert said.returncode == 1
    assert said.stderr.startswith("autograder: The gradebook cannot be used: ")
    assert 'database "nowhere" does not exist' in said.stderr
    assert "Marks that are saved stay" in said.stderr
