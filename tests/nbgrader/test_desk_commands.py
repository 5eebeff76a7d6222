"""The desk's commands as people type them: what they print, where, and their exit status."""

from __future__ import annotations

import pytest

from ..typed import typed
from .conftest import RIGHT

pytestmark = pytest.mark.slow


def autograder(course, *args):
    return typed(*args, folder=course.folder)


def test_from_the_class_list_to_the_platform(course):
    (course.folder / "class.csv").write_text("id,last_name,room\nann,Lee,1\nbob,Ray,2\n")
    done = autograder(course, "roster", "class.csv")
    assert (done.returncode, done.stdout) == (
        0,
        "2 added, 0 updated, 0 as they were.\nColumns that were not read: room. The gradebook knows: id,"
        " first_name, last_name, email, lms_user_id.\n",
    )
    (course.folder / "class.csv").write_text("id\nann\nann\n")
    done = autograder(course, "roster", "class.csv", "--course", course.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "autograder: class.csv: nothing was read, for these lines are wrong:\n"
        '  line 2: the id "ann" stands in 2 lines.\n  line 3: the id "ann" stands in 2 lines.\n'
    )

    for student in ("ann", "bob"):
        course.submit(student, course.answered(mean_rows=RIGHT["mean_rows"], centre=RIGHT["centre"]))
    assert autograder(course, "grade", "means").returncode == 0
    done = autograder(course, "export", "means", "--format", "criteria")
    assert (done.returncode, done.stdout) == (0, "means-criteria.csv\n")
    assert "mean_rows: values (3)" in (course.folder / "means-criteria.csv").read_text()

    (course.folder / "canvas.csv").write_text("Student,ID,SIS Login ID,Section,Means (7)\nLee,1,ann,A,\n")
    done = autograder(course, "export", "means", "--format", "canvas", "--template", "canvas.csv")
    assert (done.returncode, done.stdout) == (0, "means-canvas.csv\n")
    assert done.stderr == "Means (7): 1 mark.\nHanded in, and not in Canvas's file: bob.\n"
    assert (course.folder / "means-canvas.csv").read_text().splitlines()[1] == "Lee,1,ann,A,6.5"

    done = autograder(course, "export", "means", "--format", "gradescope")
    assert (done.returncode, done.stdout) == (0, "2 results.\nmeans-gradescope\n")
    done = autograder(course, "export")
    assert (done.returncode, done.stdout) == (0, "grades.csv\n")

    done = autograder(course, "similar", "means")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "2 submissions, 1 pair; none is alike to 0.5 or more.\n"
    )  # one line is too short


def test_late_days_on_the_command_line(course):
    done = autograder(course, "late")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].strip() == (
        'c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"'
    )
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write(done.stderr.splitlines()[-1].strip() + "\n")
    done = autograder(course, "late")
    assert (done.returncode, done.stdout) == (0, "Nothing is late.\n")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["export", "--format", "criteria"], "--format criteria takes one assignment."),
        (
            ["export", "means", "--format", "canvas"],
            "--format canvas needs --template FILE: the gradebook that",
        ),
        (["export", "means", "--template", "x.csv"], "--format nbgrader takes no --template; these formats do"),
        (
            ["export", "means", "--format", "canvas", "--template", "x.csv"],
            "x.csv cannot be read (No such file or directory).",
        ),
        (
            ["export", "means", "--format", "criteria", "--to", "no/such/place.csv"],
            "no/such does not exist; make",
        ),
        (["similar", "means", "none.py"], "none.py does not exist."),
        (["gradescope", "means", "--to", "no/such/place.zip"], "no/such does not exist; make"),
        (["gradescope", "nothing"], 'No assignment "nothing"'),
    ],
)
def test_wrong_use_is_one_line_and_status_2(course, args, sentence):
    done = autograder(course, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.startswith("autograder: ")
