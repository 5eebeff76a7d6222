"""A regrade request: the student's report is replayed, and what has changed since is named."""

from __future__ import annotations

import re
import shutil

import pytest

from autograder.errors import AssignmentError
from autograder.instructor.explain import explanation_text, replay_report, verdict
from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.graders import close
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.nbgrader.stored_reports import fetch, store
from autograder.tables import console

from ..typed import typed
from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow

KEPT_AXIS = "def mean_rows(x):\n    return x.mean(axis=0, keepdims=True)"
CHECK = "solutions/means/check_1_mean_rows.py"


@pytest.fixture(scope="module")
def marked_once(template, tmp_path_factory):
    course = Course(tmp_path_factory.mktemp("marked") / "course")
    shutil.copytree(template, course.folder)
    course.submit("bob", course.answered(**{**RIGHT, "mean_rows": KEPT_AXIS}))
    grade_course(course.folder, course.assignment)
    return course


@pytest.fixture
def marked(marked_once, tmp_path):
    shutil.copytree(marked_once.folder, tmp_path / "course")
    yield Course(tmp_path / "course")
    close()


def replay(course, student="bob"):
    return replay_report(course.folder, course.assignment, student)


def rewrite(course, old, new, file=CHECK):
    path = course.folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_replay_agrees_and_says_what_was_asked_and_found(marked, capsys):
    with open_gradebook(course_directory(course_config(marked.folder), "means", root=marked.folder)) as book:
        book.find_grade("check_centre", "means", "means", "bob").manual_score = 1.0
        book.db.commit()
    found = replay(marked)
    assert found.agrees
    assert found.changed == ()
    console().print(explanation_text(found, marked.assignment))
    assert (
        capsys.readouterr().out
        == """\
Means: bob

mean_rows  3 of 4
  + values  3 of 3  (passed)
      asked: The mean of each column
  - shape  0 of 1  (failed)
      asked: One number a column
      found: the shape is wrong

centre  2.5 of 2.5
  + zero mean  2.5 of 2.5  (passed)
      asked: What is left has mean zero

automatic points: 5.5 of 6.5, seed 3491726440
given by hand: centre 1 of 2.5, in place of 2.5
in the gradebook: 4 of 9.5
The replay agrees with the stored report in every criterion.
"""
    )


def test_a_check_that_changed_is_named(marked):
    rewrite(marked, "if np.shape(out) != (5,):", "if np.size(out) != 5:")
    assert list(verdict(replay(marked))) == [
        "The replay does not agree with the stored report:",
        "  mean_rows: shape: 0 of 1 then, 1 of 1 now. before: the shape is wrong",
        "Changed since then:",
        "  check_1_mean_rows.py",
        "To see whom it concerns: autograder regrade means --diff",
    ]


def test_another_file_and_another_version_are_named(marked):
    report = fetch(marked.folder, "means", "bob")
    store(type(report)(**{**fields(report), "versions": {**report.versions, "numpy": "1.0"}}), marked.folder)
    marked.submit("bob", marked.answered(**RIGHT))
    lines = list(verdict(replay(marked)))
    assert "  the submission (another file lies there now)" in lines
    assert any(re.fullmatch(r"  numpy 1\.0 -> \d+\.\d+\.\d+", line) for line in lines)


def test_a_file_that_cannot_be_read_any_more(marked):
    marked.submit("bob", b"{")
    lines = list(verdict(replay(marked)))
    assert (
        lines[1]
        == "  state: graded then, load-error now (The notebook is damaged: it is not JSON from line 1 on.)"
    )


def test_the_seed_of_the_report_is_used(marked):
    report = fetch(marked.folder, "means", "bob")
    store(type(report)(**{**fields(report), "seed": 7}), marked.folder)
    assert replay(marked).replayed.seed == 7


def test_a_report_of_an_early_version(marked):
    report = fetch(marked.folder, "means", "bob")
    store(type(report)(**{**fields(report), "versions": {"python": "3.11"}}), marked.folder)
    assert list(verdict(replay(marked))) == [
        "The replay agrees with the stored report in every criterion.",
        "The stored report does not say with which checks it was made; whether they changed is not known.",
    ]


def test_who_has_nothing_to_explain(marked):
    with open_gradebook(course_directory(course_config(marked.folder), "means", root=marked.folder)) as book:
        book.add_student("dan")
    with pytest.raises(AssignmentError, match="dan has submitted nothing, so there is nothing to explain"):
        replay(marked, "dan")
    with pytest.raises(AssignmentError, match='"nobody" is not enrolled'):
        replay(marked, "nobody")


def test_the_command_line(marked):
    def autograder(*args):
        return typed(*args, folder=marked.folder)

    done = autograder("explain", "means", "bob")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("The replay agrees with the stored report in every criterion.\n")

    rewrite(marked, "if np.shape(out) != (5,):", "if np.size(out) != 5:")
    assert autograder("explain", "means", "bob").returncode == 1

    done = autograder("report", "means", "--csv", "class.csv", "--json", "class.json")
    assert done.returncode == 0
    assert done.stderr == "autograder: some marks are missing or not fresh; the page says which.\n"
    assert done.stdout.split() == ["means-class.html", "class.csv", "class.json"]
    page = (marked.folder / "means-class.html").read_text()
    assert "1 mark was given with something else than is there now (check_1_mean_rows.py)." in page

    done = autograder("regrade", "means", "--diff", "--html", "diff.html", "--csv", "diff.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing was written. To mark so: autograder regrade means --apply\n" in done.stdout
    assert (marked.folder / "diff.html").is_file()
    assert (marked.folder / "diff.csv").read_text().splitlines()[1].startswith("bob,graded,graded,5.5,6.5,")

    done = autograder("regrade", "means", "--apply")
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "The gradebook holds the new marks.\nFeedback that students have still shows the old marks."
        in done.stdout
    )
    assert autograder("explain", "means", "bob").returncode == 0

    done = autograder("regrade", "means", "--student", "nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('autograder: "nobody" is not enrolled')


def fields(report):
    return {name: getattr(report, name) for name in report.__dataclass_fields__}
