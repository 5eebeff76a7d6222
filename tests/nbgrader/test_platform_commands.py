"""The commands for a learning platform as one types them: roster, grade, export; and what they say."""

from __future__ import annotations

import json
import os
import zipfile

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.nbgrader.gradebook import WaitingAnswers

from .conftest import RIGHT
from .platform_round import Round, table

pytestmark = pytest.mark.slow

GRADES = table(
    [
        ["OrgDefinedId", "Username", "Means Points Grade <Numeric MaxPoints:9.5>", "End-of-Line Indicator"],
        ["#1", "#ann", "", "#"],
        ["#2", "#bob", "", "#"],
    ]
)


@pytest.fixture
def typed(course, monkeypatch, tmp_path):
    """What a command prints and how it ends, in a folder of its own with the files that a platform gave."""
    monkeypatch.setenv("AUTOGRADER_COURSE", str(course.folder))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "grades.csv").write_text(GRADES)
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name, number in (("ann", 1), ("bob", 2)):
            folder = f"{number}-7 - {name} - Oct 11, 2025 1130 AM"
            archive.writestr(f"{folder}/means.ipynb", json.dumps(course.answered(**RIGHT)))

    said_first = f"autograder: the course is {course.folder}\n"

    def run(*words):
        done = CliRunner().invoke(main, words)
        return done.exit_code, done.stdout, done.stderr.replace(said_first, "")

    return run


def test_from_the_roster_to_feedback(course, typed, tmp_path):
    assert typed("roster", "grades.csv", "--id", "Username") == (
        0,
        "2 added, 0 updated, 0 as they were.\n"
        "Read as a table of Brightspace; the id of a new student is its column Username.\n",
        "",
    )
    for student in ("ann", "bob"):
        course.submit(student, course.answered(**RIGHT))
    status, out, _ = typed("grade", "means")
    assert (status, out.splitlines()[-3:]) == (
        0,
        [
            "2 graded",
            "2 answers of 2 students wait for a person: mark by hand in formgrader",
            "nobody needs a look",
        ],
    )
    with Round(course).gradebook() as book:
        grade = book.find_grade("why", "means", "means", "ann")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        book.db.commit()
    assert typed("export", "means", "--format", "brightspace", "--template", "grades.csv") == (
        0,
        "means-brightspace.csv\n",
        "Means Points Grade <Numeric MaxPoints:9.5>: 1 mark.\n"
        "Not marked yet, so their cells are as they were: bob.\n",
    )
    pack = ("export", "means", "--format", "feedback", "--template", "download.zip")
    none = (
        "autograder: Nobody in download.zip has a page of feedback with the marks of today; first run:"
        " autograder feedback means\n"
    )
    assert typed(*pack) == (2, "", none)
    assert not (tmp_path / "means-feedback.zip").exists()
    Round(course).pages()
    assert typed(*pack) == (
        0,
        "Brightspace: 2 pages of feedback.\nmeans-feedback.zip\n",
        "",
    )
    pages = course.folder / "feedback"
    with Round(course).gradebook() as book:
        book.find_grade("why", "means", "means", "ann").manual_score = 2.0
        book.db.commit()
    assert typed(*pack) == (
        0,
        "Brightspace: 1 page of feedback.\nmeans-feedback.zip\n",
        "Left out, for the page is older than the marks: ann. Run autograder feedback means.\n",
    )
    os.utime(pages / "bob/means/means.html", (0, 0))
    assert typed(*pack) == (2, "", none)
    Round(course).pages(force=True)
    (pages / "ann/means/means.html").unlink()
    assert typed(*pack) == (
        0,
        "Brightspace: 1 page of feedback.\nmeans-feedback.zip\n",
        "No page yet: ann. Run autograder feedback means.\n",
    )


def test_what_is_missing_is_said(typed):
    assert typed("export", "means", "--format", "moodle") == (
        2,
        "",
        "autograder: --format moodle needs --template FILE: Moodle's grading worksheet.\n",
    )
    assert typed("export", "means", "--format", "feedback") == (
        2,
        "",
        "autograder: --format feedback needs --template FILE: the archive of submissions that a platform"
        " gave.\n",
    )
    assert typed("export", "means", "--format", "criteria", "--template", "grades.csv") == (
        2,
        "",
        "autograder: --format criteria takes no --template; these formats do: canvas, moodle, brightspace,"
        " feedback.\n",
    )
    status, _, said = typed("export", "means", "--format", "feedback", "--template", "grades.csv")
    assert (status, said) == (
        2,
        "autograder: grades.csv is no ZIP archive that can be read (File is not a zip file); name the archive"
        " of submissions as the platform gave it.\n",
    )


def test_own_list_with_another_column_for_ids(typed, tmp_path):
    (tmp_path / "class.csv").write_text("id\nann\n")
    assert typed("roster", "class.csv", "--id", "Username") == (
        2,
        "",
        "autograder: class.csv: no platform exported it, so its column id holds the ids; leave out --id.\n",
    )


def test_how_many_wait_is_said_in_numbers():
    found = [WaitingAnswers(*numbers) for numbers in ((0, 0), (1, 1), (3, 1), (3, 2))]
    assert [one.text for one in found] == [
        "no answer waits for a person",
        "1 answer of 1 student waits for a person: mark by hand in formgrader",
        "3 answers of 1 student wait for a person: mark by hand in formgrader",
        "3 answers of 2 students wait for a person: mark by hand in formgrader",
    ]


def test_another_archive_is_refused(course, typed, tmp_path):
    typed("roster", "grades.csv")

    def refused(mode, name):
        with zipfile.ZipFile(tmp_path / "download.zip", mode) as archive:
            archive.writestr(name, "{}")
        status, out, said = typed("export", "means", "--format", "feedback", "--template", "download.zip")
        assert (status, out) == (2, "")
        return said

    assert refused("a", "x_1_90210_means.ipynb") == (
        "autograder: download.zip has files of Brightspace and of Canvas; name the archive of submissions as"
        " one of them gave it.\n"
    )
    assert refused("w", "means.ipynb") == (
        "autograder: download.zip has no file whose student is known. The first, means.ipynb: its path is none"
        " that Canvas, Moodle or Brightspace writes.\n"
    )
    assert refused("w", "index.html") == (
        "autograder: download.zip holds no submission; name the archive of submissions as Canvas, Moodle or"
        " Brightspace gave it.\n"
    )
