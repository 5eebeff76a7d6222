"""A course that exists adopts the assignments: nothing that it had is touched, not a byte and not a row."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..typed import typed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]

CELL = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}


def marks(name, **settings):
    base = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {**base, "grade_id": name, **settings}}


def homework(name, answer):
    """A notebook of somebody else's course: one function, and a test worth two points."""
    solved = f"def {name}(x):\n    ### BEGIN SOLUTION\n    {answer}\n    ### END SOLUTION"
    cells = [
        {**CELL, "id": "a", "source": solved, "metadata": marks(f"{name}_answer", solution=True)},
        {
            **CELL,
            "id": "b",
            "source": f"assert {name}(2) == 4",
            "metadata": marks(f"{name}_test", grade=True, locked=True, points=2),
        },
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def commands():
    """nbgrader starts `alembic` by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
        yield


@pytest.fixture(scope="module")
def existing(commands, tmp_path_factory):
    """A course with two homeworks, one of them named like ours, that were released, handed in and marked."""
    folder = tmp_path_factory.mktemp("theirs") / "course"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "cs101"\n')
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.course_id = "cs101"
    api = NbGraderAPI(coursedir=CourseDirectory(config=config), config=config)
    for name, function in (("hw1", "double"), ("batchnorm", "square")):
        source = folder / "source" / name
        source.mkdir(parents=True)
        notebook = homework(function, "return x * 2")
        (source / f"{name}.ipynb").write_text(json.dumps(notebook))
        (source / "data.csv").write_text("1,2\n")
        assert api.generate_assignment(name)["success"]
        for student in ("ann", "bob"):
            work = folder / "submitted" / student / name
            work.mkdir(parents=True)
            shutil.copy(folder / "release" / name / f"{name}.ipynb", work)
            assert api.autograde(name, student)["success"]
    return folder


@pytest.fixture
def course(existing, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(existing, folder)
    return folder


def digests(folder):
    """Every file but the gradebook, whose rows are compared instead."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "gradebook.db"
    }


def rows(folder):
    with sqlite3.connect(folder / "gradebook.db") as base:
        names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {(name, row) for name in names for row in base.execute(f'SELECT * FROM "{name}"')}


def autograder(*words, folder, answer=""):
    return typed(*words, folder=folder, answer=answer)


def test_what_the_course_had_is_there_as_it_was(course):
    files, known = digests(course), rows(course)
    done = autograder("init", "--adopt", "--yes", folder=course)
    assert done.returncode == 0, done.stderr
    for words in (("release", "warmup"), ("grade", "warmup")):
        done = autograder(*words, folder=course)
        assert done.returncode == 0, done.stderr
    after = digests(course)
    assert {name: after.get(name) for name in files} == files
    assert known - rows(course) == set()
    assert (course / "release/warmup/warmup.ipynb").is_file()
    assert (course / "source/warmup/warmup.ipynb").is_file()
    assert not (course / "solutions/batchnorm").exists()
    assert len((course / "solutions/course.key").read_text().strip()) == 32
    # and what is theirs is still marked as ever: by the check in its own cells
    work = json.loads((course / "submitted/ann/hw1/hw1.ipynb").read_text())
    work["cells"][0]["source"] = "def double(x):\n    return x * 2"
    (course / "submitted/ann/hw1/hw1.ipynb").write_text(json.dumps(work))
    line = 'from autograder.nbgrader.configure import configure\nconfigure(c, ".")\n'
    (course / "nbgrader_config.py").write_text((course / "nbgrader_config.py").read_text() + line)
    typed = ["nbgrader", "autograde", "hw1", "--student", "ann", "--force"]
    done = subprocess.run(
        [sys.executable, "-m", *typed], cwd=course, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(course / "gradebook.db") as base:
        (scored,) = base.execute("SELECT COUNT(*) FROM grade WHERE auto_score = 2").fetchone()
    assert scored == 1


def test_it_shows_what_it_would_write_and_asks(course):
    before = digests(course)
    done = autograder("init", ".", "--adopt", folder=course, answer="n\n")
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert first == f"Into {course}:"
    assert [line.split()[0] for line in lines[:4]] == [
        "solutions/warmup/",
        "solutions/normalizers/",
        "solutions/beyond/",
        "solutions/course.key",
    ]
    assert lines[4:] == [
        "Not added:",
        "  batchnorm: the course has work of its own under this name (such as source/batchnorm).",
        "  networks: it rests on batchnorm, which is left out.",
        "Nothing that is there is touched.",
        "Write these files? [y/N]: n",
        "Nothing was written.",
    ]
    assert digests(course) == before


def test_it_says_what_the_configuration_needs_for_typed_commands(course):
    done = autograder("init", "--adopt", folder=course, answer="y\n")
    assert done.stdout.endswith(
        "For `nbgrader autograde`, formgrader and feedback, write this at the end of"
        f" {course}/nbgrader_config.py:\n\n"
        "from autograder.nbgrader.configure import configure\n"
        f"configure(c, {str(course)!r})\n\n"
        "Next: autograder release NAME, then autograder grade NAME.\n"
    )
    again = autograder("init", "--adopt", "--yes", folder=course)
    assert again.stdout.splitlines()[1:3] == ["Not added:", "  warmup: solutions/warmup exists already."]
    assert again.stdout.endswith("Nothing that is there is touched.\nNothing was written.\n")


def test_work_of_the_same_name_is_neither_overwritten_nor_entered(course):
    """An instructor who puts our solutions there all the same loses nothing."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "solutions/warmup", course / "solutions/batchnorm", ignore=ignored)
    for file in (course / "solutions/batchnorm").glob("warmup*.py"):
        file.rename(file.with_name(file.name.replace("warmup", "batchnorm", 1)))
    text = (course / "solutions/batchnorm/batchnorm.py").read_text().replace("warmup_", "batchnorm_")
    (course / "solutions/batchnorm/batchnorm.py").write_text(text)
    for path in (course / "solutions/batchnorm").rglob("*.py"):
        path.write_text(re.sub("warmup_(cases|laws)", r"batchnorm_\1", path.read_text()))
    files, known = digests(course), rows(course)
    done = autograder("release", "batchnorm", folder=course)
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        [
            f"autograder: {course}/source/batchnorm/batchnorm.ipynb, and 1 more, was not written by a release,"
            " or was changed since; nothing is released. Move it away, or keep"
            f" {course}/source/batchnorm under another name with --force."
        ],
    )
    done = autograder("grade", "batchnorm", folder=course)
    assert (done.returncode, done.stderr.splitlines()) == (
        2,
        [
            "autograder: The gradebook holds another assignment named batchnorm (its cells: square_test);"
            " nothing was entered. Give one of the two another name."
        ],
    )
    after = digests(course)
    assert {name: after.get(name) for name in files} == files
    assert rows(course) == known


def test_a_folder_without_nbgrader_is_no_course_to_adopt_into(tmp_path):
    done = autograder("init", "--adopt", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"autograder: {tmp_path} holds no nbgrader_config.py, so it is no nbgrader course. A new one is made"
        " with: autograder init mycourse\n"
    )
