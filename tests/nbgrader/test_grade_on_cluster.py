"""A class marked on a cluster: the gradebook, the reports and the notebooks are those of one machine."""

from __future__ import annotations

from dataclasses import replace

import distributed
import pytest

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.gradebook import scores

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def marks(course, **how):
    reports = grade_course(course.folder, course.assignment, None, force=True, **how)
    notebooks = {student: course.autograded(student) for student in ("ann", "bob")}
    rows = scores(course.folder, course.assignment)
    return [replace(report, seconds=0.0) for report in reports], notebooks, rows


def test_the_gradebook_of_a_cluster_is_that_of_one_machine(course, right):
    (course.folder / "solutions" / "course.key").write_text("0123456789abcdef")  # no other machine has it
    course.submit("ann", course.answered(**right))
    course.submit("bob", course.answered(mean_rows="def mean_rows(x):\n    return x.mean()"))
    course.submit("eve", b'{"cells": [')
    alone = marks(course)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs="ERROR"
    ) as cluster:
        assert marks(course, scheduler=cluster.scheduler_address) == alone
