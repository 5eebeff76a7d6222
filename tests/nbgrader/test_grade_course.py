"""A class marked into the gradebook: what happens to one student happens to no other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.converters import Autograde

from autograder.errors import AssignmentError, HostError
from autograder.grading import patience
from autograder.instructor.grade_class import grade_course
from autograder.many.processes import Lost
from autograder.nbgrader.fast import whole_class
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.stored_reports import fetch, report_path
from autograder.report import Status
from autograder.sentences import say

pytestmark = pytest.mark.slow


def grade(course, *students, **how):
    reports = grade_course(course.folder, course.assignment, students or None, **how)
    return {report.student: report for report in reports}


def rows(course):
    return {row.student: row for row in scores(course.folder, course.assignment)}


def gradebook(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


def auto_scores(course, student):
    with gradebook(course) as book:
        grades = book.find_submission_notebook("means", "means", student).grades
        return {row.name: (row.auto_score, row.needs_manual_grade) for row in grades}


def outputs(course, student, name):
    (cell,) = (cell for cell in course.autograded(student)["cells"] if cell["id"] == f"check_{name}")
    said, points = cell["outputs"]
    return "".join(said["text"]), "".join(points["data"]["text/plain"])


def test_marks_of_a_class(course, right):
    course.submit("ann", course.answered(**right))
    course.submit("bob", course.answered(mean_rows=right["mean_rows"]))
    course.submit("eve", course.released)
    with gradebook(course) as book:
        book.add_student("tom")
    reports = grade(course)
    assert {name: (row.status, row.score) for name, row in reports.items()} == {
        "ann": (Status.GRADED, 6.5),
        "bob": (Status.GRADED, 4.0),
        "eve": (Status.GRADED, 0.0),
        "tom": (Status.MISSING, 0.0),
    }
    found = {name: (row.score, row.max_score, row.needs_manual_grade) for name, row in rows(course).items()}
    assert found == {"ann": (6.5, 9.5, True), "bob": (4.0, 9.5, False), "eve": (0.0, 9.5, False)}
    assert outputs(course, "ann", "mean_rows") == ("passed  3 of 3  values\npassed  1 of 1  shape\n", "4")
    said, points = outputs(course, "bob", "centre")
    assert (said.splitlines()[0], points) == ("failed  0 of 2.5  zero mean", "0")
    assert "not written yet" in said
    assert fetch(course.folder, "means", "bob") == reports["bob"]


def test_the_answer_is_shown_with_its_rubric(course, right):
    course.submit("ann", course.answered(**right))
    grade(course)
    cells = course.autograded("ann")["cells"]
    at = next(number for number, cell in enumerate(cells) if cell["id"] == "why")
    assert "naming the offset" in "".join(cells[at + 1]["source"])
    assert auto_scores(course, "ann")["why"] == (None, True)


DAMAGED = {
    "not-json": b"{",
    "empty": b"",
    "not-utf8": b"\xff\xfe\x00",
    "a-list": b"[1, 2]",
    "deep": b"[" * 100_000,
    "numbers": b'{"cells": ' + b"9" * 10_000 + b"}",
}


def test_what_cannot_be_read_waits_for_a_person(course, right):
    for name, raw in DAMAGED.items():
        course.submit(name, raw)
    course.submit("zoe", course.answered(**right))
    reports = grade(course)
    assert reports["zoe"].score == 6.5
    for name in DAMAGED:
        assert reports[name].status is Status.LOAD_ERROR, name
        assert reports[name].message
        assert auto_scores(course, name) == {
            "check_mean_rows": (None, True),
            "check_centre": (None, True),
            "why": (None, True),
        }
        assert "This could not be marked" in outputs(course, name, "centre")[0]


def test_a_file_over_which_a_process_hung_waits_for_a_person(course, right, monkeypatch):
    given = []

    def one_hangs(start, tasks, jobs, seconds):
        given.append((jobs, seconds))
        with start() as do:
            for task in tasks:
                yield task, Lost(late=True) if task.student == "hangs" else do(task)

    for name in ("ann", "hangs", "zoe"):
        course.submit(name, course.answered(**right))
    grade(course)
    monkeypatch.setattr(whole_class, "share", one_hangs)
    reports = grade(course, jobs=2, force=True)
    assert given == [(2, patience(course.assignment.limits))]
    assert {name: row.score for name, row in reports.items()} == {"ann": 6.5, "hangs": 0.0, "zoe": 6.5}
    assert reports["hangs"].status is Status.ERROR
    assert reports["hangs"].message == (
        "The grader was still busy with the file long after its time, and was stopped."
    )
    assert fetch(course.folder, "means", "hangs") == reports["hangs"]
    assert set(auto_scores(course, "hangs").values()) == {(None, True)}  # no mark of an earlier run stays
    monkeypatch.undo()
    assert grade(course)["hangs"].score == 6.5


def test_a_folder_that_nobody_can_walk_through_costs_nobody_else(course, right):
    for name in ("ann", "deep", "zoe"):
        course.submit(name, course.answered(**right))
    place = Path.cwd()
    try:
        os.chdir(course.folder / "submitted/deep/means")
        for _ in range(1_500):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(place)
    reports = grade(course)
    # Python's own way to remove a folder calls itself for each folder within.
    subprocess.run(["rm", "-rf", course.folder / "submitted/deep/means/d"], check=True)
    assert {name: row.score for name, row in reports.items()} == {"ann": 6.5, "deep": 0.0, "zoe": 6.5}
    assert reports["deep"].status is Status.LOAD_ERROR
    assert reports["deep"].message == (
        "The submission has folders within folders, more than 50 deep; take them out."
    )


def test_strange_notebooks_are_marked(course, right):
    notebook = course.answered(**right)
    notebook["cells"].append({"cell_type": "video", "source": 7, "outputs": "x"})
    notebook["cells"].append({"cell_type": "code", "source": "# \udcff", "metadata": 3, "outputs": [None]})
    notebook["metadata"] = {"kernelspec": {"name": "nothing"}, "autograder": {"repairs": 3}}
    notebook["nbformat_minor"] = 99
    course.submit("ann", notebook)
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "code", "input": right["mean_rows"], "outputs": [], "language": "python"},
                    {"cell_type": "heading", "source": "x", "level": 1},
                ]
            }
        ],
    }
    course.submit("old", old)
    reports = grade(course)
    assert (reports["ann"].status, reports["ann"].score) == (Status.GRADED, 6.5)
    assert (reports["old"].status, reports["old"].score) == (Status.GRADED, 4.0)
    assert rows(course)["ann"].score == 6.5
    assert any("missing and was put back" in str(line) for line in reports["old"].repairs)


HOSTILE = {
    "loop": "def mean_rows(x):\n    while True: pass",
    "exit": "import os\ndef mean_rows(x):\n    os._exit(0)",
    "crash": "import ctypes\ndef mean_rows(x):\n    ctypes.string_at(0)",
    "forged": "class F(float): __eq__ = lambda s, o: True\ndef mean_rows(x):\n    return F(1)",
}


HOSTILE_MEAN = {"mean_rows": HOSTILE["loop"]}


def test_what_one_student_does_costs_that_student_only(course, right):
    for name, code in HOSTILE.items():
        course.submit(name, course.answered(**{**right, "mean_rows": code}))
    course.submit("zoe", course.answered(**right))
    reports = grade(course)
    assert reports.pop("zoe").score == 6.5
    for name, report in reports.items():
        assert report.status is Status.GRADED, name
        assert report.score == 2.5, name  # centre stands on its own feet
        assert rows(course)[name].score == 2.5


@pytest.mark.parametrize("kind", ["raw", "markdown"])
def test_an_answer_that_is_no_code_cell_any_more_is_marked_as_it_is_restored(course, right, kind):
    notebook = course.answered(**right)
    for cell in notebook["cells"]:
        if "def mean_rows" in "".join(cell["source"]):
            cell["cell_type"] = kind
            del cell["outputs"], cell["execution_count"]
    course.submit("ann", notebook)
    report = grade(course)["ann"]
    assert report.score == 6.5
    assert any("was no code cell any more" in str(line) for line in report.repairs)


def test_an_error_of_ours_is_neither_a_zero_nor_full_marks(course, right):
    check = course.folder / "solutions/means/check_2_centre.py"
    check.write_text(check.read_text().replace("    (out,)", "    rng.nothing\n    (out,)"))
    course.submit("ann", course.answered(**right))
    report = grade(course)["ann"]
    assert (report.score, report.pending) == (4.0, 5.5)
    assert auto_scores(course, "ann") == {
        "check_mean_rows": (4.0, False),
        "check_centre": (None, True),
        "why": (None, True),
    }
    said, points = outputs(course, "ann", "centre")
    assert "This could not be marked; a person looks at it." in said
    assert "rng" not in said
    assert points == "0"


def test_a_failure_takes_back_the_marks_of_an_earlier_run(course, right, monkeypatch):
    course.submit("ann", course.answered(**right))
    grade(course)
    for module in ("fast.batch", "preprocessors"):  # our own way, and nbgrader's steps after it
        monkeypatch.setattr(f"autograder.nbgrader.{module}.grade_submission", lambda *_, **__: 1 / 0)
    assert grade(course)["ann"].status is Status.GRADED  # nothing has changed: it is not marked again
    course.submit("ann", course.answered(**right | {"why": "Because."}))
    report = grade(course)["ann"]
    assert report.status is Status.ERROR
    assert "ZeroDivisionError" in report.message
    assert auto_scores(course, "ann")["check_centre"] == (None, True)
    monkeypatch.undo()
    assert grade(course)["ann"].score == 6.5
    assert auto_scores(course, "ann")["check_centre"] == (2.5, False)


def test_a_mark_by_hand_survives_the_next_run(course, right):
    course.submit("ann", course.answered(**right))
    grade(course)
    with gradebook(course) as book:
        book.find_grade("why", "means", "means", "ann").manual_score = 2.0
        book.db.commit()
    for force in (False, True):
        grade(course, force=force)
        assert rows(course)["ann"].score == 8.5


def marked_anew(course, *students, **how):
    """Who is marked by a run, and not told from the report that is there."""
    before = {name: path.stat().st_mtime_ns for name, path in report_files(course).items()}
    grade(course, *students, **how)
    return {name for name, path in report_files(course).items() if path.stat().st_mtime_ns != before.get(name)}


def report_files(course):
    return {path.stem: path for path in (course.folder / "reports/means").glob("*.json")}


def test_only_what_has_changed_is_marked_anew(course, right):
    everyone = {"ann", "bob", "eve", "odd"}
    for name in everyone - {"odd"}:
        course.submit(name, course.answered(**right))
    course.submit("odd", b"{")
    assert marked_anew(course) == everyone
    assert marked_anew(course) == set()
    assert marked_anew(course, "ann", force=True) == {"ann"}
    # a new submission, a file beside the notebook, a new student
    course.submit("ann", course.answered(mean_rows=right["mean_rows"]))
    (course.folder / "submitted/bob/means/layers.py").write_text("x = 1\n")
    course.submit("new", course.answered(**right))
    assert marked_anew(course) == {"ann", "bob", "new"}
    assert rows(course)["ann"].score == 4.0
    # what the gradebook or the folder of marked notebooks has lost
    with gradebook(course) as book:
        book.remove_submission("means", "ann")
        book.find_grade("check_centre", "means", "means", "bob").auto_score = 0.0
        book.db.commit()
    shutil.rmtree(course.folder / "autograded/eve")
    report_files(course)["new"].write_text("{")
    assert marked_anew(course) == {"ann", "bob", "eve", "new"}
    assert {name: row.score for name, row in rows(course).items()} == {
        "ann": 4.0,
        "bob": 6.5,
        "eve": 6.5,
        "new": 6.5,
        "odd": 0.0,
    }
    # a check
    check = course.folder / "solutions/means/check_2_centre.py"
    check.write_text(check.read_text() + "\n# a word more\n")
    assert marked_anew(course) == {*everyone, "new"}
    # a typed run tells nobody what its marks rest on
    config = course_config(course.folder)
    run(Autograde(coursedir=course_directory(config, "means", root=course.folder), config=config, force=True))
    assert marked_anew(course) == {*everyone, "new"}


def test_two_jobs_give_the_marks_of_one(course, right):
    for number in range(6):
        course.submit(f"s{number}", course.answered(**right | {"why": f"Because {number}."}))
    course.submit("loop", course.answered(**right | HOSTILE_MEAN))
    one = grade(course)
    two = grade(course, jobs=2, force=True)
    assert {name: replace(row, seconds=0) for name, row in one.items()} == {
        name: replace(row, seconds=0) for name, row in two.items()
    }
    assert two["loop"].score == 2.5


def test_a_notebook_of_another_name(course, right):
    course.submit("ann", course.answered(**right), name="Copy of means.ipynb")
    (course.folder / "submitted/bob/means").mkdir(parents=True)
    zipped = course.folder / "submitted/eve/means/means.zip"
    zipped.parent.mkdir(parents=True)
    zipped.write_bytes(b"PK")
    reports = grade(course)
    ann = reports["ann"]
    assert (ann.status, ann.score, ann.review) == (Status.GRADED, 6.5, ())
    assert [str(said) for said in ann.warnings] == ["Copy of means.ipynb was marked; there is no means.ipynb."]
    assert [path.name for path in (course.folder / "autograded/ann/means").glob("*.ipynb")] == ["means.ipynb"]
    text, _ = outputs(course, "ann", "mean_rows")
    assert text.startswith("Note: Copy of means.ipynb was marked; there is no means.ipynb.\n")
    assert reports["bob"].status is reports["eve"].status is Status.LOAD_ERROR
    assert reports["bob"].message == (
        "The submission has no means.ipynb, nor another notebook; there is nothing at all."
    )
    assert reports["eve"].message == (
        "The submission has no means.ipynb, nor another notebook; there is means.zip."
    )


def test_a_typed_autograde_marks_the_work_beside_the_untouched_notebook(course, right):
    course.submit("ann", course.released)
    course.submit("ann", course.answered(**right), name="means (1).ipynb")
    grade(course)
    assert fetch(course.folder, "means", "ann").score == 6.5
    config = course_config(course.folder)
    run(Autograde(coursedir=course_directory(config, "means", root=course.folder), config=config, force=True))
    report = fetch(course.folder, "means", "ann")
    assert report.score == rows(course)["ann"].score == 6.5
    (said,) = report.review
    assert str(said) == "means (1).ipynb was marked, for the work stands there and not in means.ipynb."
    (cell,) = (cell for cell in course.autograded("ann")["cells"] if cell["id"] == "centre")
    assert "".join(cell["source"]) == right["centre"]


def test_names_of_students(course, right):
    for name in ("s[1]", "über*", "a b", "..c", "1", "é" * 100):
        course.submit(name, course.answered(**right))
    reports = grade(course)
    assert {name: report.score for name, report in reports.items()} == dict.fromkeys(
        ("..c", "1", "a b", "s[1]", "é" * 100, "über*"), 6.5
    )
    assert report_path(course.folder, "means", "../..").parent == course.folder / "reports/means"
    with pytest.raises(AssignmentError, match='"nobody" is not enrolled'):
        grade(course, "nobody")
    assert set(grade(course, "1")) == {"1"}


def test_a_folder_whose_name_is_no_id_is_said_and_stops_nobody(course, right):
    for name in ("ann", "s\udcff", "two\nlines", '">x', "zoe"):
        course.submit(name, course.answered(**right))
    reports = grade(course)
    assert {name: (row.status, row.score) for name, row in reports.items()} == {
        "ann": (Status.GRADED, 6.5),
        "s\udcff": (Status.LOAD_ERROR, 0.0),
        "two\nlines": (Status.LOAD_ERROR, 0.0),
        '">x': (Status.LOAD_ERROR, 0.0),
        "zoe": (Status.GRADED, 6.5),
    }
    assert reports["s\udcff"].message == (
        "The folder's name is no text (UTF-8), so no gradebook can hold it; rename it to the student's id."
    )
    assert reports["two\nlines"].message == (
        "The folder's name breaks a line, and nbgrader reads no such id; rename it to the student's id."
    )
    assert reports['">x'].message == (
        r"""The folder's name holds <, >, " or \, which formgrader would read as a part of its own pages;"""
        " rename it to the student's id."
    )


def test_pipes_and_links_that_lead_nowhere_are_left_where_they_are(course, right):
    folder = course.submit("ann", course.answered(**right)).parent
    os.mkfifo(folder / "pipe.py")
    (folder / "[gone].csv").symlink_to(folder / "nowhere")
    (folder / "mine.csv").write_text("1, 2\n")
    assert grade(course)["ann"].score == 6.5
    copied = {path.name for path in (course.folder / "autograded/ann/means").iterdir()}
    assert copied >= {"means.ipynb", "mine.csv", "timestamp.txt"}
    assert copied.isdisjoint({"pipe.py", "[gone].csv"})


def test_links_lead_nowhere(course, right):
    solution = course.folder / "build/source/means/means.ipynb"
    linked = course.submit("ann", "")
    linked.unlink()
    linked.symlink_to(solution)
    path = course.submit("bob", course.answered(**right))
    (path.parent / "data.txt").symlink_to(course.folder / "solutions/means/check_2_centre.py")
    outside = course.folder / "elsewhere"
    shutil.copytree(solution.parent, outside)
    (course.folder / "submitted/eve").mkdir()
    (course.folder / "submitted/eve/means").symlink_to(outside)
    reports = grade(course)
    assert reports["ann"].status is reports["eve"].status is Status.LOAD_ERROR
    assert "is a link to another file" in reports["ann"].message
    assert reports["bob"].score == 6.5
    for path in (course.folder / "autograded").rglob("*.*"):
        text = path.read_text(errors="replace")
        assert "BEGIN SOLUTION" not in text, path
        assert "hidden_input" not in text, path


def test_outputs_of_a_student_are_kept_and_harmless(course, right):
    notebook = course.answered(**right)
    own = next(cell for cell in notebook["cells"] if cell["id"] == "cell-7")
    own["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": ["an experiment\n"]},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/html": "<script>fetch('/formgrader')</script>"},
        },
    ]
    course.submit("ann", notebook)
    grade(course)
    text = json.dumps(course.autograded("ann"))
    assert "an experiment" in text
    assert "output as submitted, not re-run" in text
    assert "script" not in text


def test_a_typed_autograde_gives_the_same_rows(course, right):
    course.submit("ann", course.answered(**right))
    course.submit("bob", course.answered(centre=right["centre"]))
    course.submit("eve", b"{")
    with gradebook(course) as book:
        book.update_or_create_assignment("means", duedate="2026-01-01 00:00:00 UTC")
    grade(course)
    ours = {name: (auto_scores(course, name), rows(course)[name]) for name in ("ann", "bob", "eve")}
    notebooks = {name: course.autograded(name) for name in ours}
    config = course_config(course.folder)
    run(Autograde(coursedir=course_directory(config, "means", root=course.folder), config=config, force=True))
    assert {name: (auto_scores(course, name), rows(course)[name]) for name in ours} == ours
    assert {name: course.autograded(name) for name in ours} == notebooks


def test_points_that_are_not_the_rubrics_stop_a_typed_run(course, right):
    course.submit("ann", course.answered(**right))
    check = course.folder / "solutions/means/check_2_centre.py"
    check.write_text(check.read_text().replace("points(2.5", "points(5"))
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    with pytest.raises(HostError, match=r"centre is worth 5 points, but 2\.5 in the gradebook"):
        run(Autograde(coursedir=directory, config=config, force=True))
    assert auto_scores(course, "ann")["check_centre"] == (None, True)
    assert grade(course)["ann"].score == 9.0  # `grade` tells the gradebook first


def test_without_a_wall_nothing_is_marked_unless_allowed(course, right, monkeypatch):
    course.submit("ann", course.answered(**right))
    monkeypatch.setattr("autograder.grading.Grader.isolation", "limits")
    monkeypatch.setattr("autograder.grading.Grader.isolation_reason", say("it is a test"))
    report = grade(course)["ann"]
    assert report.status is Status.ERROR
    assert "here (it is a test). To mark all the same, set c.Mark.allow_limits = True." in report.message
    config = course.folder / "nbgrader_config.py"
    config.write_text(config.read_text() + "c.Mark.allow_limits = True\n")
    assert grade(course)["ann"].score == 6.5


def test_a_course_that_was_never_released(bare):
    from autograder.assignment import load_assignment

    (bare / "submitted/ann/means").mkdir(parents=True)
    (report,) = grade_course(bare, load_assignment(bare / "solutions/means"))
    assert report.status is Status.LOAD_ERROR


def test_a_python_file_in_the_place_of_the_notebook(course):
    folder = course.folder / "submitted/ann/means"
    folder.mkdir(parents=True)
    shutil.copy(course.folder / "solutions/means/means.py", folder / "my means.py")
    report = grade(course)["ann"]
    assert (report.status, report.score) == (Status.GRADED, 6.5)
    assert [str(said) for said in report.warnings] == ["my means.py was marked; there is no means.ipynb."]
    assert course.autograded("ann")["cells"]
