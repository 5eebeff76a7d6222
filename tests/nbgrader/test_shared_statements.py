"""Gradebooks that nbgrader opens one after the other share what was compiled, and nothing else."""

from __future__ import annotations

import shutil

import pytest
from nbgrader import api
from nbgrader.api import Gradebook
from sqlalchemy import create_engine
from sqlalchemy.sql.compiler import SQLCompiler

from autograder.nbgrader.host import open_gradebook, share_statements
from autograder.nbgrader.timestamps import CourseDirectory


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An empty gradebook, which takes nbgrader a second to make."""
    folder = tmp_path_factory.mktemp("gradebook")
    url = f"sqlite:///{folder / 'empty.db'}"
    with open_gradebook(CourseDirectory(root=str(folder), db_url=url)):
        return folder / "empty.db"


@pytest.fixture
def made(empty, tmp_path):
    """What makes a gradebook of this name, and gives its address."""
    return lambda name: f"sqlite:///{shutil.copy(empty, tmp_path / f'{name}.db')}"


@pytest.fixture
def compiled(monkeypatch):
    """The statements that are compiled from now on."""
    monkeypatch.setattr(api, "create_engine", create_engine)
    share_statements()
    found = []
    make = SQLCompiler.__init__

    def noting(self, dialect, statement, *args, **more):
        found.append(statement)
        make(self, dialect, statement, *args, **more)

    monkeypatch.setattr(SQLCompiler, "__init__", noting)
    return found


def test_a_second_opening_compiles_nothing(made, compiled):
    url = made("gradebook")
    compiled.clear()
    for opening in range(3):
        compiled.clear()
        with Gradebook(url) as gradebook:
            gradebook.update_or_create_student("ann", first_name=f"Ann {opening}")
            assert [one.first_name for one in gradebook.students] == [f"Ann {opening}"]
        if opening == 0:
            assert len(compiled) > 3
    # The first opening has inserted the student, the second has changed her.
    assert compiled == []


def test_two_that_are_open_at_once_have_their_own_connections(made, compiled):
    url = made("gradebook")
    compiled.clear()
    with Gradebook(url) as one:
        one.add_student("ann")
        with Gradebook(url) as other:
            assert other.engine.pool is not one.engine.pool
            assert [student.id for student in other.students] == ["ann"]
            other.add_student("bob")
        assert one.find_student("bob").id == "bob"
        assert one.engine.pool.checkedout() == 1
    assert one.engine.pool.checkedout() == 0


def test_two_gradebooks_stay_apart(made, compiled):
    for name in ("ann", "bob"):
        with Gradebook(made(name)) as gradebook:
            gradebook.add_student(name)
            assert [student.id for student in gradebook.students] == [name]


def test_sharing_again_changes_nothing(compiled):
    before = api.create_engine
    share_statements()
    assert api.create_engine is before
