"""What the commands of a term ask of the gradebook and the disk: as few questions for many as for few."""

from __future__ import annotations

import datetime
import shutil
import sqlite3
import sys
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.nbgrader import gradebook
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

from ..typed import typed
from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow

FEW, MANY, LATE = 8, 24, 8
"""Students, and which of so many is late."""

LATE_DAYS = """
c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
c.LateDays.budget = 1
"""

COMMANDS = {
    # the command, and the files that it opens for each student more; all of them in the course
    ("roster", "class.csv"): 0,
    ("late",): 0,
    ("report", "means", "--to", "class.html", "--force"): 2,  # the report, and the submission's digest
    ("export", "--to", "grades.csv", "--force"): 2,
    ("export", "means", "--format", "criteria", "--to", "criteria.csv", "--force"): 2,
    ("export", "means", "--format", "canvas", "--template", "canvas.csv", "--to", "marks.csv", "--force"): 1,
    ("export", "means", "--format", "gradescope", "--to", "gradescope", "--force"): 1,
    ("explain", "means", "s01"): 0,
    ("similar", "means"): 2,
    ("regrade", "means", "--diff"): 2,  # the report, and the notebook with its digest
    ("grade", "means"): 3,  # a digest of the notebook and of the time when it was handed in
}

opened: list[str] | None = None


def note(what: str, given: tuple[object, ...]) -> None:
    if opened is not None and what == "open" and isinstance(given[0], str):
        opened.append(given[0])


sys.addaudithook(note)  # there is no way to take it off: it is asked once, and listens to nothing by itself


@contextmanager
def watched(folder):
    """The statements that the gradebook gets meanwhile, and the files of a course that are opened."""
    global opened
    statements, opened = [], []
    seen = [], statements

    def hear(_connection, _cursor, statement, *_):
        if not statement.startswith("PRAGMA"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
        found, opened = opened, None
        parts = ("submitted", "reports", "autograded")
        seen[0].extend(path for path in found if path.startswith(tuple(str(folder / part) for part in parts)))


@pytest.fixture(scope="module")
def classes(template, tmp_path_factory):
    """The same course with few and with many students; one in eight is late."""
    found = []
    for name, students in (("few", FEW), ("many", MANY)):
        one = Course(tmp_path_factory.mktemp(name) / "course")
        shutil.copytree(template, one.folder)
        config = one.folder / "nbgrader_config.py"
        config.write_text(config.read_text() + LATE_DAYS)
        names = [f"s{number:02}" for number in range(students)]
        rows = [f"{name},A{name},B{name},7{name[1:]}" for name in names]
        (one.folder / "class.csv").write_text("\n".join(["id,first_name,last_name,lms_user_id", *rows]))
        lines = [f'"B{name}, A{name}",7{name[1:]},,{name},A,' for name in names]
        head = "Student,ID,SIS User ID,SIS Login ID,Section,Means (1)"
        (one.folder / "canvas.csv").write_text("\n".join([head, *lines]))
        for number, name in enumerate(names):
            path = one.submit(name, one.answered(**RIGHT))
            if number % LATE == LATE - 1:
                (path.parent / "timestamp.txt").write_text("2026-01-03 03:04:05 UTC\n")
        assert typed("roster", "class.csv", folder=one.folder).returncode == 0
        with open_gradebook(course_directory(course_config(one.folder), "means", root=one.folder)) as book:
            book.find_assignment("means").duedate = datetime.datetime(2026, 1, 3)
            book.db.commit()
        assert typed("grade", "means", folder=one.folder).returncode == 0
        found.append(one)
    return found


def test_what_each_command_asks_for(classes):
    few, many = classes
    for command, files in COMMANDS.items():
        typed(*command, folder=few.folder)  # what is imported and remembered is so from here on
        work = []
        for one in (few, many):
            with watched(one.folder) as (paths, statements):
                done = typed(*command, folder=one.folder)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            work.append((len(statements), len(paths)))
        questions, openings = (b - a for a, b in zip(*work, strict=True))
        assert openings == files * (MANY - FEW), command
        # nbgrader's plugins are asked about one late student after the other.
        assert questions == (3 * (MANY - FEW) // LATE if command[0] == "grade" else 0), command
        assert work[0][0] < 70, command


GROWING = ("submitted_assignment", "submitted_notebook", "grade", "comment")
"""Tables with rows for every student."""

WHOLE_CLASS = ("submitted_notebook", "(notebook_id=?)")
"""All students hand in the same notebook: whoever looks for it alone finds all of them."""


def reads_whole_tables(database, statement, parameters):
    """Whether SQLite goes through all rows of a class to answer what is asked of some students."""
    for *_, step in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
        how, table, *rest = step.split()
        if table in GROWING and (how == "SCAN" or (table, rest[-1]) == WHOLE_CLASS):
            return True
    return False


def test_what_is_asked_of_some_students_is_looked_up(classes):
    # Of 10,000 students the thousand late ones took 2.4 of 16 seconds: each was looked for among all rows.
    _, many = classes
    asked = {}

    def hear(_connection, _cursor, statement, parameters, *_):
        if statement.startswith("SELECT") and parameters:
            asked.setdefault(statement, parameters)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        for command in (*COMMANDS, ("feedback", "means", "--force")):
            assert typed(*command, folder=many.folder).returncode == 0
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    some = {one: given for one, given in asked.items() if "s07" in given or "IN (" in one}
    assert len(some) > 8
    with closing(sqlite3.connect(many.folder / "gradebook.db")) as database:
        assert [one for one, given in some.items() if reads_whole_tables(database, one, given)] == []


def test_a_class_is_asked_for_in_blocks(classes, monkeypatch):
    """No question names so many students that a database refuses it, and the rows of few are in memory."""
    _, many = classes
    command = ("export", "means", "--format", "criteria", "--to", "criteria.csv", "--force")
    with watched(many.folder) as (_, at_once):
        typed(*command, folder=many.folder)
    whole = (many.folder / "criteria.csv").read_bytes()
    monkeypatch.setattr(gradebook, "BLOCK", 5)
    with watched(many.folder) as (_, in_blocks):
        typed(*command, folder=many.folder)
    assert len(in_blocks) == len(at_once) + 2 * 4  # two questions for each of four blocks more
    assert (many.folder / "criteria.csv").read_bytes() == whole
