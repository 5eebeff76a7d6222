"""How a date due is set with the nbgrader that is supported, and in which zone it is read: as docs say."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.utils import parse_utc

from autograder.instructor.grade_class import grade_course
from autograder.instructor.late_days import who_is_late
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.tables import Lateness

DOCS = " ".join((Path(__file__).resolve().parents[2] / "docs/grading-a-class.md").read_text().split())

FORMS = {
    '--duedate "2026-10-25 20:00 Europe/Berlin"': (2026, 10, 25, 19, 0),
    '--duedate "2026-10-24 20:00 Europe/Berlin"': (2026, 10, 24, 18, 0),
    "--duedate 2026-10-24T20:00+02:00": (2026, 10, 24, 18, 0),
    '--duedate "2026-10-24 20:00"': (2026, 10, 24, 20, 0),
    # What nbgrader reads otherwise than it looks.
    '--duedate "2026-10-24 20:00 +0200"': (2026, 10, 24, 19, 56, 40),
    '--duedate "2026-10-24 20:00 CEST"': (2026, 10, 24, 20, 0),
    '--duedate "05.10.2026 20:00 Europe/Berlin"': (2026, 5, 10, 18, 0),
}
"""What is typed, and the moment in UTC that nbgrader takes it for."""


@pytest.mark.parametrize("form", FORMS)
def test_how_nbgrader_reads_a_date(form):
    assert parse_utc(form.removeprefix("--duedate ").strip('"')) == datetime.datetime(*FORMS[form])
    assert form in DOCS


def test_how_formgrader_writes_a_date():
    """Its handler joins date and offset with a blank; the date has a T, so both are read."""
    assert parse_utc("2026-10-24T20:00" + " " + "+0200") == datetime.datetime(2026, 10, 24, 18, 0)
    assert parse_utc("2026-10-24T20:00") == datetime.datetime(2026, 10, 24, 20, 0)


@pytest.mark.slow
def test_a_date_due_in_a_real_course(course, right):
    """Set by the command, kept by a second release, and counted by the clock of the course."""
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write('c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"\n')
        config.write('c.LateDays.timezone = "Europe/Berlin"\n')
    scripts = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

    def nbgrader(*args):
        command = [sys.executable, "-m", "nbgrader", *args]
        subprocess.run(
            command, cwd=course.folder, env={**os.environ, **scripts}, check=True, capture_output=True
        )

    nbgrader("db", "assignment", "add", "means", "--duedate", "2026-10-24 20:00 Europe/Berlin")
    nbgrader("generate_assignment", "means", "--force")
    moments = {
        "in time": "2026-10-24 18:00:00 UTC",
        "a day": "2026-10-25 19:00:00 UTC",  # 25 hours later it is 20:00 again in Berlin
        "two days": "2026-10-25 19:00:01 UTC",
    }
    for student, moment in moments.items():
        course.submit(student, course.answered(**right)).with_name("timestamp.txt").write_text(moment)
    grade_course(course.folder, course.assignment)
    assert who_is_late(course.folder, course.assignment) == {
        "a day": Lateness("1 day", 0.65),
        "two days": Lateness("2 days", 1.3),
    }
    nbgrader("db", "assignment", "add", "means")  # without a date, it is taken away: docs say so
    directory = course_directory(course_config(course.folder), "means", root=course.folder)
    with open_gradebook(directory) as book:
        assert book.find_assignment("means").duedate is None
