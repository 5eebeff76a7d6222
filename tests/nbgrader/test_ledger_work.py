"""How often the gradebook is asked: as often for many students as for few, until a transaction is full."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.fast.ledger import INDEXES

from .conftest import Course

pytestmark = pytest.mark.slow


def statements(course, **how):
    """The statements that one run sends to the gradebook; one with many rows counts once."""
    found = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith("PRAGMA"):
            found.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        grade_course(course.folder, course.assignment, **how)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return found


def test_statements_do_not_grow_with_the_class(course, right, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.nbgrader.fast.whole_class.PATIENCE", 60.0)
    shutil.copytree(course.folder, tmp_path / "large")
    large = Course(tmp_path / "large")
    for one, students in ((course, 2), (large, 20)):
        for number in range(students):
            one.submit(f"s{number}", one.answered(**right))
    for how in ({}, {}, {"force": True}):  # new students, nothing to do, everyone again
        few, many = statements(course, **how), statements(large, **how)
        assert len(few) == len(many)
        assert len(few) < 60
    indexes = [statement for statement in few if "CREATE INDEX" in statement]
    assert len(indexes) == len(INDEXES)
    assert all("IF NOT EXISTS" in statement for statement in indexes)
