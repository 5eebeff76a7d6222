"""A class marked into the gradebook: what happens to one student happens to no other."""

from __future__ import annotations

import pytest

from autograder.nbgrader.gradebook import grade_course, scores
from autograder.report import Status

pytestmark = pytest.mark.slow


def test_marks_of_a_class(course, right):
    course.submit("ann", course.answered(**right))
    course.submit("bob", course.answered(mean_rows=right["mean_rows"]))
    course.submit("eve", course.released)
    reports = {row.student: row for row in grade_course(course.folder, course.assignment)}
    assert {name: (row.status, row.score) for name, row in reports.items()} == {
        "ann": (Status.GRADED, 6.5),
        "bob": (Status.GRADED, 4.0),
        "eve": (Status.GRADED, 0.0),
    }
    rows = {
        row.student: (row.score, row.max_score, row.needs_manual_grade)
        for row in scores(course.folder, course.assignment)
    }
    assert rows == {"ann": (6.5, 9.5, True), "bob": (4.0, 9.5, False), "eve": (0.0, 9.5, False)}
