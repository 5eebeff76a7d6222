"""A check that was wrong is mended after marking: who is concerned, what is written and when, what stays."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from dataclasses import replace

import pytest

from autograder.errors import AssignmentError
from autograder.instructor.grade_class import grade_course
from autograder.instructor.regrade import ChangeKind, apply, difference
from autograder.instructor.regrade_page import difference_table, write_difference_csv, write_difference_page
from autograder.instructor.standing import find_standing, standings
from autograder.nbgrader.graders import close
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.report import Status
from autograder.tables import console

from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow

WRONG = "def mean_rows(x):\n    return x.mean(axis=0) + 1"
KEPT_AXIS = "def mean_rows(x):\n    return x.mean(axis=0, keepdims=True)"
CHECK = "solutions/means/check_1_mean_rows.py"


@pytest.fixture(scope="module")
def marked_once(template, tmp_path_factory):
    """A class of four, marked; dan handed in nothing."""
    course = Course(tmp_path_factory.mktemp("marked") / "course")
    shutil.copytree(template, course.folder)
    course.submit("ann", course.answered(**RIGHT))
    course.submit("bob", course.answered(**{**RIGHT, "mean_rows": KEPT_AXIS}))
    course.submit("eve", course.answered(**{**RIGHT, "mean_rows": WRONG}))
    with gradebook(course) as book:
        book.add_student("dan")
    grade_course(course.folder, course.assignment)
    return course


@pytest.fixture
def marked(marked_once, tmp_path):
    """The marked class, a copy for each test."""
    shutil.copytree(marked_once.folder, tmp_path / "course")
    yield Course(tmp_path / "course")
    close()


def gradebook(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


def rewrite(course, old, new, file=CHECK):
    path = course.folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def mend(course):
    """The course decides to accept a kept axis."""
    rewrite(course, "if np.shape(out) != (5,):", "if np.size(out) != 5:")


def by_hand(course, student, cell, points):
    with gradebook(course) as book:
        grade = book.find_grade(cell, "means", "means", student)
        grade.manual_score, grade.needs_manual_grade = points, False
        book.db.commit()


def marks(course):
    return {row.student: row.mark for row in standings(course.folder, course.assignment)}


def state_of_files(course):
    """All that a course holds, but what Python and pytest keep for themselves."""
    return {
        str(path.relative_to(course.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in course.folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.parent.name != "build"
    }


def shown(diff, course, capsys):
    console().print(difference_table(diff, course.assignment))
    return capsys.readouterr().out


def test_nothing_moves_where_nothing_changed(marked, capsys):
    diff = difference(marked.folder, marked.assignment)
    assert (diff.students, diff.compared) == ((), 4)
    assert shown(diff, marked, capsys) == "No mark moves.\n"


def test_a_mended_check_moves_exactly_those_whom_it_concerns(marked, capsys, tmp_path):
    mend(marked)
    before = state_of_files(marked)
    diff = difference(marked.folder, marked.assignment)
    assert state_of_files(marked) == before
    assert [(row.student, row.mark, row.max_score) for row in diff.students] == [
        ("bob", (5.5, 6.5), (9.5, 9.5))
    ]
    (change,) = diff.students[0].changes
    assert (change.exercise, change.criterion, change.kind) == ("mean_rows", "shape", ChangeKind.EARNED)
    assert (change.old, change.new, change.message) == ((0.0, 1.0), (1.0, 1.0), "before: the shape is wrong")
    out = shown(diff, marked, capsys)
    assert "4 submissions and absences were compared. 1 mark moves, 1 of them up." in out
    assert "mean_rows: shape: 1 gain, 0 lose." in out
    assert re.search(
        r"bob +│ 5.5/9.5 -> 6.5/9.5 │ mean_rows: shape │ 0/1 -> 1/1 │ before: the shape is wrong", out
    )

    write_difference_csv(diff, tmp_path / "diff.csv")
    (line,) = csv.DictReader((tmp_path / "diff.csv").read_text(encoding="utf-8").splitlines())
    assert (line["student"], line["criterion"], line["old_mark"], line["new_mark"]) == (
        "bob",
        "shape",
        "5.5",
        "6.5",
    )
    write_difference_page(diff, marked.assignment, tmp_path / "diff.html", applied=False)
    text = (tmp_path / "diff.html").read_text()
    assert "Nothing is written yet: autograder regrade means --apply does it." in text
    assert "bob" in text
    assert "eve" not in text

    assert apply(marked.folder, marked.assignment, diff) == ()
    assert marks(marked) == {"ann": 6.5, "bob": 6.5, "dan": None, "eve": 3.5}
    assert difference(marked.folder, marked.assignment).students == ()


def test_points_given_by_hand_stay_and_are_listed(marked, capsys):
    by_hand(marked, "bob", "check_mean_rows", 3.5)
    by_hand(marked, "eve", "why", 2.0)
    mend(marked)
    diff = difference(marked.folder, marked.assignment)
    (row,) = diff.students
    assert (row.student, row.mark, row.by_hand) == ("bob", (6.0, 6.0), ("mean_rows",))
    assert "bob: the points given by hand for mean_rows stay; the automatic ones moved." in shown(
        diff, marked, capsys
    )
    announced = replace(diff, students=(replace(row, mark=(6.0, 9.0)),))
    assert apply(marked.folder, marked.assignment, announced) == ("bob: 9 was announced, and 6 was written.",)
    assert marks(marked) == {"ann": 6.5, "bob": 6.0, "dan": None, "eve": 5.5}
    cell = next(
        c for c in find_standing(marked.folder, marked.assignment, "bob").cells if c.name == "mean_rows"
    )
    assert (cell.automatic, cell.manual) == (4.0, 3.5)


def test_changed_points_are_said_and_concern_everyone(marked, capsys):
    rewrite(marked, 'points(3, criterion="values")', 'points(5, criterion="values")')
    diff = difference(marked.folder, marked.assignment)
    assert [(row.name, row.old, row.new) for row in diff.worths] == [("mean_rows", 4.0, 6.0)]
    assert {row.student: (row.mark, row.max_score) for row in diff.students} == {
        "ann": ((6.5, 8.5), (9.5, 11.5)),
        "bob": ((5.5, 7.5), (9.5, 11.5)),
        "eve": ((3.5, 3.5), (9.5, 11.5)),
    }
    assert [m.message for m in diff.students[0].changes] == ["Worth 5 now, and 3 before."]
    assert "mean_rows is worth 6 points and was worth 4." in shown(diff, marked, capsys)
    with pytest.raises(AssignmentError, match=r"everyone must be marked again; leave out --student"):
        apply(marked.folder, marked.assignment, diff, ["ann"])
    assert marks(marked)["ann"] == 6.5
    assert apply(marked.folder, marked.assignment, diff) == ()
    assert {row.student: row.max_score for row in standings(marked.folder, marked.assignment)} == {
        "ann": 11.5,
        "bob": 11.5,
        "dan": 0.0,
        "eve": 11.5,
    }
    assert marks(marked)["ann"] == 8.5


def test_new_and_removed_criteria(marked):
    rewrite(marked, 'points(1, criterion="shape")', 'points(1, criterion="one row")')
    diff = difference(marked.folder, marked.assignment)
    assert diff.students == ()  # a new name alone moves no mark
    rewrite(marked, "if np.shape(out) != (5,):", "if np.shape(out) == (5,):")
    diff = difference(marked.folder, marked.assignment)
    rows = {row.student: [(m.criterion, m.kind) for m in row.changes] for row in diff.students}
    assert [m.message for m in diff.students[0].changes] == [
        "A new criterion. the shape is wrong",
        "No longer asked.",
    ]
    assert rows == {
        "ann": [("one row", ChangeKind.NEW), ("shape", ChangeKind.REMOVED)],
        "bob": [("one row", ChangeKind.NEW), ("shape", ChangeKind.REMOVED)],
        "eve": [("one row", ChangeKind.NEW), ("shape", ChangeKind.REMOVED)],
    }


def test_another_question_is_refused_with_the_way_out(marked):
    toml = marked.folder / "solutions/means/assignment.toml"
    toml.write_text(toml.read_text().replace('name = "why"', 'name = "how"'))
    with pytest.raises(AssignmentError) as caught:
        difference(marked.folder, marked.assignment)
    assert str(caught.value) == (
        f"{toml}: how is new, why is gone, and nbgrader adds or removes no graded cell once there are"
        " submissions. Keep the exercises and questions that were released: put new criteria into one of them,"
        " and leave one that no longer counts in its place. A new exercise can be an assignment of its own."
    )


def test_work_that_changed_was_lost_or_never_marked(marked, right, capsys):
    marked.submit("eve", marked.answered(**right))
    marked.submit("bob", b"{")
    marked.submit("zoe", marked.answered(**right))
    diff = difference(marked.folder, marked.assignment)
    rows = {row.student: row for row in diff.students}
    assert rows["eve"].resubmitted
    assert rows["eve"].mark == (3.5, 6.5)
    assert rows["bob"].state == (Status.GRADED, Status.LOAD_ERROR)
    assert rows["bob"].mark == (5.5, 0.0)
    assert (rows["zoe"].state, rows["zoe"].mark) == ((None, Status.GRADED), (None, 6.5))
    out = " ".join(shown(diff, marked, capsys).split())
    assert "not marked yet -> graded." in out
    assert "The file is not the one that was marked" in out


def test_without_a_stored_report_the_exercise_is_compared(marked):
    for path in (marked.folder / "reports").rglob("*.json"):
        path.unlink()
    mend(marked)
    rows = {row.student: row for row in difference(marked.folder, marked.assignment).students}
    assert rows["bob"].mark == (5.5, 6.5)
    changes = [(m.kind, m.old, m.new) for m in rows["bob"].changes]
    assert changes == [(ChangeKind.UNKNOWN, (3.0, 4.0), (4.0, 4.0))]
    assert rows["ann"].changes == ()


def test_who_is_chosen(marked):
    mend(marked)
    assert difference(marked.folder, marked.assignment, ["eve"]).compared == 1
    with pytest.raises(AssignmentError, match='"nobody" is not enrolled'):
        difference(marked.folder, marked.assignment, ["nobody"])


def test_without_a_gradebook_none_is_made(bare):
    from autograder.assignment import load_assignment

    with pytest.raises(AssignmentError, match=r"There is no gradebook at .*; run autograder grade means first"):
        difference(bare, load_assignment(bare / "solutions/means"))
    assert not (bare / "gradebook.db").exists()
