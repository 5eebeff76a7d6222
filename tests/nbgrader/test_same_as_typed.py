"""`autograder grade` leaves what a typed `nbgrader autograde` leaves: tables, notebooks, pages of feedback."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from functools import partial

import nbformat
import nbgrader
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import compute_checksum

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.fast.batch import checksum
from autograder.nbgrader.fast.written import as_json, limit_lines
from autograder.nbgrader.gradebook_cells import HIDDEN, Slot
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.mend import mended
from autograder.nbgrader.outputs import stream
from autograder.nbgrader.stored_reports import fetch
from autograder.source import Role

from .conftest import Course

SETTINGS = """
c.LateSubmissionPlugin.penalty_method = "zero"
c.LimitOutput.max_lines = 30
"""

CRASH = "import os\ndef centre(x):\n    os._exit(3)"

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="


def open_book(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


def fill(course, right):
    """Work of many kinds; the day due lies between two of the times of submission."""
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + SETTINGS)
    course.submit("ann", course.answered(**right))
    course.submit("bob", course.answered(mean_rows=right["mean_rows"]))
    course.submit("cyd", course.answered(**right | {"centre": CRASH}))
    course.submit("damaged", b'{"cells": [')
    course.submit("eve", course.released)
    plots = course.answered(**right)
    own = next(cell for cell in plots["cells"] if cell["id"] == "cell-7")
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG}}
    lines = {"output_type": "stream", "name": "stdout", "text": ["\u2028é\x85a\n"] * 80}
    result = {"output_type": "execute_result", "metadata": {}, "data": {"text/plain": "a\nb"}}
    own["outputs"] = [lines, picture, result]
    plots["cells"][0]["attachments"] = {"p.png": {"image/png": PNG}}
    course.submit("plots", plots)
    cells = course.answered(**right)["cells"]
    course.submit(
        "lost", course.released | {"cells": [cell for cell in cells if cell["id"] != "mean_rows"][1:]}
    )
    beside = course.submit("files", course.answered(**right)).parent
    (beside / "more").mkdir()
    (beside / "more" / "data.csv").write_text("1,2\n")
    (beside / "picture.txt").write_text("mine\n")
    (beside / "other.ipynb").write_text("{}")
    (beside / "link.txt").symlink_to(course.folder / "nbgrader_config.py")
    course.submit("über s", course.answered(**right))
    course.submit("early", course.answered(**right))
    (course.folder / "submitted/early/means/timestamp.txt").write_text("2025-12-30 03:04:05 CET\n")
    course.submit("undated", course.answered(**right))
    (course.folder / "submitted/undated/means/timestamp.txt").unlink()
    with open_book(course) as book:
        book.update_or_create_assignment("means", duedate="2026-01-01 00:00:00 UTC")
        book.add_student("tom")
        book.update_or_create_student("plots")
        book.update_or_create_submission("means", "plots")
        book.grant_extension("means", "plots", days=7)


def mark_by_hand(course):
    with open_book(course) as book:
        for student in ("ann", "early", "plots"):
            book.find_grade("why", "means", "means", student).manual_score = 2.0
        book.find_grade("check_centre", "means", "means", "bob").manual_score = 1.0
        book.db.commit()


def typed(course):
    config = course_config(course.folder)
    run(Autograde(coursedir=course_directory(config, "means", root=course.folder), config=config, force=True))


def tables(course):
    """Every row of every table, ids of rows replaced by what they stand for."""
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        database.row_factory = sqlite3.Row
        rows = {name: [dict(row) for row in database.execute(f'SELECT * FROM "{name}"')] for name in names}
    meaning = {row["id"]: f"{row['name']}" for row in rows["assignment"] + rows["notebook"] + rows["base_cell"]}
    for name, key in (("submitted_assignment", "student_id"), ("submitted_notebook", "assignment_id")):
        meaning |= {row["id"]: f"{name} {meaning.get(row[key], row[key])}" for row in rows[name]}
    own = {"grade", "comment", "submitted_assignment", "submitted_notebook"}
    return {
        name: sorted(
            repr(
                {key: meaning.get(value, value) for key, value in row.items() if key != "id" or name not in own}
            )
            for row in found
        )
        for name, found in rows.items()
    }


def files(course, step):
    return {
        str(path.relative_to(course.folder)): (path.stat().st_mode, path.read_bytes())
        for path in (course.folder / step).rglob("*")
        if path.is_file()
    }


def state(course):
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    done = NbGraderAPI(coursedir=directory, config=config).generate_feedback("means", force=True)
    assert done["success"], done
    return tables(course), files(course, "autograded"), files(course, "feedback")


@pytest.mark.slow
def test_tables_notebooks_and_feedback(course, right, tmp_path):
    fill(course, right)
    shutil.copytree(course.folder, tmp_path / "typed", symlinks=True)
    other = Course(tmp_path / "typed")
    said = []
    reports = grade_course(course.folder, course.assignment, jobs=2, say=said.append)
    typed(other)
    assert said == []
    ours, theirs = state(course), state(other)
    for name, rows in theirs[0].items():
        assert ours[0][name] == rows, name
    assert ours[1:] == theirs[1:]
    assert len(theirs[1]) > 20
    penalties = [row for row in theirs[0]["submitted_notebook"] if "'late_submission_penalty': 6.5" in row]
    assert len(penalties) == 3  # who was late with full marks
    # and once more, over marks given by hand
    mark_by_hand(course)
    mark_by_hand(other)
    assert grade_course(course.folder, course.assignment) == reports  # nothing changed, but the penalties did
    typed(other)
    # nbgrader's steps ask for a second look at what a person marked; who is not marked again is left in peace
    unasked = partial(re.sub, r"'needs_manual_grade': \d", "")
    ours, theirs = tables(course), tables(other)
    assert ours["submitted_notebook"] == theirs["submitted_notebook"]
    assert [*map(unasked, ours["grade"])] == [*map(unasked, theirs["grade"])]
    grade_course(course.folder, course.assignment, force=True)
    assert tables(course) == theirs


@pytest.mark.slow
def test_another_nbgrader_or_settings_of_its_steps_leave_it_to_nbgrader(course, right, monkeypatch):
    course.submit("ann", course.answered(**right))
    said = []
    monkeypatch.setattr(nbgrader, "__version__", "0.9.99")
    (report,) = grade_course(course.folder, course.assignment, say=said.append)
    assert (report.score, report.fingerprint) == (6.5, "")
    monkeypatch.undo()
    config = course.folder / "nbgrader_config.py"
    text = config.read_text()
    for line in (
        "c.Autograde.permissions = 640",
        "c.Autograde.autograde_preprocessors.append('nbgrader.preprocessors.ClearOutput')",
        "c.CourseDirectory.student_id_exclude = 'zoe'",
    ):
        config.write_text(f"{text}\n{line}\n")
        grade_course(course.folder, course.assignment, say=said.append)
    start = "nbgrader's own steps mark the class, one student after the other, because"
    assert said == [
        f"{start} nbgrader 0.9.99 is not among the tested versions (0.9.6).",
        f"{start} the course's configuration sets c.Autograde.permissions.",
        f"{start} the course's configuration changes the steps of c.Autograde.autograde_preprocessors.",
        f"{start} the course's configuration sets c.CourseDirectory.student_id_exclude.",
    ]
    config.write_text(text)
    (report,) = grade_course(course.folder, course.assignment)
    assert report.fingerprint
    assert fetch(course.folder, "means", "ann") == report


SLOTS = (
    Slot(Role.ANSWER, "f", "f", "pass", "0" * 32, 0.0, functions=("f",)),
    Slot(Role.CHECK, "f", "check_f", 'check("f")' + HIDDEN, "1" * 32, 4.0),
    Slot(Role.WRITTEN, "why", "why", "Why?", "2" * 32, 2.5, heading="Why"),
)

SOURCES = st.text(st.characters(exclude_categories=[])) | st.lists(
    st.sampled_from('a \n\r\x0b\x85\u2028é😀\\"\t')
)
OUTPUTS = st.lists(
    st.fixed_dictionaries({"output_type": st.just("stream"), "text": SOURCES})
    | st.fixed_dictionaries(
        {
            "output_type": st.sampled_from(["display_data", "execute_result"]),
            "data": st.dictionaries(st.sampled_from(["text/plain", "image/png"]), SOURCES | st.just(PNG)),
        }
    )
)
CELLS = st.lists(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw"]),
            "id": st.sampled_from(["f", "check_f", "why", "x", "y", ""]),
            "source": SOURCES,
            "outputs": OUTPUTS,
        }
    )
)


@given(CELLS, st.integers(-1, 5))
def test_a_notebook_is_written_as_nbformat_writes_it(cells, most):
    notebook, _ = mended(cells, "", SLOTS)
    check = next(cell for cell in notebook["cells"] if cell["id"] == "check_f")
    check["outputs"] = [stream("a\nb"), {"output_type": "execute_result", "data": {"text/plain": "1"}}]
    check["outputs"][1] |= {"metadata": {}, "execution_count": None}
    nodes, _ = LimitOutput(max_lines=most).preprocess(nbformat.from_dict(notebook), {})
    nbformat.validate(nodes)
    limit_lines(notebook, most)
    assert as_json(notebook) == nbformat.writes(nodes) + "\n"
    marked = [cell for cell in nodes.cells if "nbgrader" in cell.metadata]
    assert [checksum(cell) for cell in marked] == [compute_checksum(cell) for cell in marked]
