"""The spreadsheet says how every student ended, and no crash is a zero in it."""

from __future__ import annotations

import csv

import pytest
from nbgrader.apps import ExportApp

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.export import STATE_COLUMNS, export_course
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

pytestmark = pytest.mark.slow


def exported(course):
    path = course.folder / "grades.csv"
    export_course(course.folder, ["means"], path)
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["student_id"]: row for row in csv.DictReader(stream)}


@pytest.fixture
def marked(course, right):
    course.submit("ann", course.answered(**right))
    course.submit("bad", b"no notebook")
    course.submit("odd", course.answered(mean_rows="import gc\n" + right["mean_rows"] + "\nmean_rows.why = gc"))
    with open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder)) as book:
        book.add_student("tom", first_name="=cmd()", last_name="-x\x1b[31m")
    grade_course(course.folder, course.assignment)
    return course


def test_every_student_ends_in_a_state(marked):
    rows = exported(marked)
    assert {name: (row["state"], row["score"], row["waiting"]) for name, row in rows.items()} == {
        "ann": ("graded", "6.5", "3.0"),
        "bad": ("load-error", "", "9.5"),
        "odd": ("graded", "4.0", "0"),
        "tom": ("missing", "0.0", ""),
    }
    assert rows["bad"]["review"] == "Nothing could be marked; the message says why."
    assert "it is not JSON" in rows["bad"]["message"]
    assert rows["odd"]["review"] == "The code imports gc, which no formula needs."
    assert rows["ann"]["review"] == rows["ann"]["repairs"] == ""
    assert (rows["tom"]["first_name"], rows["tom"]["last_name"]) == ("'=cmd()", "'-x\ufffd[31m")  # no formulas
    a_person_can_mark_what_could_not_be_read(marked)


def a_person_can_mark_what_could_not_be_read(marked):
    directory = course_directory(course_config(marked.folder), "means", root=marked.folder)
    with open_gradebook(directory) as book:
        for grade in book.find_submission_notebook("means", "means", "bad").grades:
            grade.manual_score, grade.needs_manual_grade = 1.0, False
        book.db.commit()
    row = exported(marked)["bad"]
    assert (row["score"], row["state"], row["waiting"]) == ("3.0", "load-error", "0")


def test_nbgrader_itself_writes_the_same(marked, monkeypatch):
    rows = exported(marked)
    app = ExportApp(config=course_config(marked.folder))
    assert app.plugin_class.__name__ == "StatesExport"
    monkeypatch.chdir(marked.folder)
    app.coursedir = course_directory(app.config, "", root=marked.folder)
    plugin = app.plugin_class(parent=app)
    with open_gradebook(app.coursedir) as book:
        plugin.export(book)
    with (marked.folder / "grades.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert list(found[0]) == list(STATE_COLUMNS)
    assert {row["student_id"]: row for row in found} == rows


def test_a_mark_of_other_checks_is_not_shown_as_fresh(marked):
    assert exported(marked)["ann"]["message"] == ""
    check = marked.folder / "solutions/means/check_2_centre.py"
    check.write_text(check.read_text() + "# another check\n")
    marked.submit("odd", marked.released)
    stale = "Not fresh: changed since it was marked: {}. See autograder regrade means --diff."
    rows = exported(marked)
    assert rows["ann"]["message"] == stale.format("check_2_centre.py")
    assert rows["odd"]["message"] == stale.format("check_2_centre.py, submission")
    assert "it is not JSON" in rows["bad"]["message"]
    (marked.folder / "solutions/means/means.py").write_text("def (:")
    assert rows["ann"]["score"] == exported(marked)["ann"]["score"] == "6.5"
