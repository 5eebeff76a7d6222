"""A class marked on a cluster: the gradebook, the reports and the notebooks are those of one machine."""

from __future__ import annotations

import shutil
from dataclasses import replace

import distributed
import pytest

from autograder.instructor.grade_class import grade_course
from autograder.instructor.round.class_feedback import feedback_course
from autograder.nbgrader.gradebook import scores

from .test_same_as_typed import files

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def marks(course, **how):
    reports = grade_course(course.folder, course.assignment, None, force=True, **how)
    notebooks = {student: course.autograded(student) for student in ("ann", "bob")}
    rows = scores(course.folder, course.assignment)
    return [replace(report, seconds=0.0) for report in reports], notebooks, rows


def test_the_gradebook_and_the_pages_of_a_cluster_are_those_of_one_machine(course, right, monkeypatch):
    (course.folder / "solutions" / "course.key").write_text("0123456789abcdef")  # no other machine has it
    course.submit("ann", course.answered(**right))
    course.submit("bob", course.answered(mean_rows="def mean_rows(x):\n    return x.mean()"))
    course.submit("eve", b'{"cells": [')
    alone = marks(course)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="ERROR"
    ) as cluster:
        assert marks(course, scheduler=cluster.scheduler_address) == alone
        feedback_course(course.folder, course.assignment)
        pages = files(course, "feedback")
        assert len([name for name in pages if name.endswith(".html")]) == 3
        shutil.rmtree(course.folder / "feedback")
        with monkeypatch.context() as patch:
            patch.setattr(
                "autograder.nbgrader.pages_of_class.class_pages.run", None
            )  # nobody is left to nbgrader
            feedback_course(course.folder, course.assignment, scheduler=cluster.scheduler_address)
        assert files(course, "feedback") == pages
