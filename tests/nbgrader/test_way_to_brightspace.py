"""From Brightspace and back to it: exported grades, folders with names and times, and the same folders."""

from __future__ import annotations

import datetime
import zipfile

import pytest

from autograder.errors import AssignmentError
from autograder.exports.feedback_files import pack_feedback
from autograder.exports.platform_marks import fill_marks
from autograder.instructor.roster import enrolment_text
from autograder.nbgrader.graders import close
from autograder.platforms.gradebooks import BRIGHTSPACE

from .conftest import RIGHT
from .platform_round import WRONG, begin, table

pytestmark = pytest.mark.slow

NOEL_NFC, NOEL_NFD = "No\u00ebl", "Noe\u0308l"
SARA = "\u05e9\u05e8\u05d4 \u05db\u05d4\u05df"  # written from right to left
POINTS = "Means Points Grade <Numeric MaxPoints:9.5 Weight:10 Category:Homework>"
HEAD = ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", POINTS]
OTHER = [
    "Other Points Grade <Numeric MaxPoints:10>",
    "Calculated Final Grade Numerator",
    "End-of-Line Indicator",
]
EXPORT = [
    [*HEAD, *OTHER],
    ["#101", "#ada", "Lovelace", "Ada", "ada@x.org", "", "3", "50", "#"],
    ["#102", "#noel", "van der Berg", NOEL_NFC, "noel@x.org", "", "", "", "#"],
    ["#103", "#jo1", "Smith", "Jo", "jo1@x.org", "", "", "", "#"],
    ["#104", "#jo2", "Smith", "Jo", "jo2@x.org", "4", "", "", "#"],
    ["#105", "#sean", 'O\'Brien "Jack"', "Se\u00e1n", "sean@x.org", "", "", "", "#"],
    ["#106", "#sara", *reversed(SARA.split()), "sara@x.org", "", "", "", "#"],
    ["#107", "#tom", "=Fox - Day, Jr.", "Tom", "tom@x.org", "", "", "", "#"],
    ["#108", "#kim", "Ray", "Kim", "kim@x.org", "", "", "", "#"],
]
WRAPPER = "CS231n Means Download Oct 16, 2025 900 AM"
IN_TIME, LATE = "Oct 11, 2025 1159 PM", "Oct 13, 2025 1230 AM"
DUE = datetime.datetime(2025, 10, 11, 22)
"""In UTC; midnight where the class is."""

ARCHIVE = {
    f"{WRAPPER}/39787-640694 - Ada Lovelace - Oct 9, 2025 930 AM/means.ipynb": WRONG,
    f"{WRAPPER}/39788-640694 - Ada Lovelace - {IN_TIME}/means.ipynb": RIGHT,
    f"{WRAPPER}/39789-640694 - {NOEL_NFD} van der Berg - {LATE}/means.ipynb": RIGHT,
    f"{WRAPPER}/39790-640694 - Jo Smith - {IN_TIME}/means.ipynb": RIGHT,
    f"{WRAPPER}/39791-640694 - Se\u00e1n OBrien Jack - {IN_TIME}/means.ipynb": RIGHT,
    f"{WRAPPER}/39792-640694 - \u200f{SARA} - 11 octobre 2025 2359/means.ipynb": RIGHT,
    f"39793-640694 - Tom =Fox - Day, Jr. - {IN_TIME} - my - means.ipynb": WRONG,
    f"{WRAPPER}/index.html": b"<p>All submissions</p>",
    f"{WRAPPER}/39794-640694 - Not Enrolled - {IN_TIME}/means.ipynb": RIGHT,
    "means.ipynb": RIGHT,
}


@pytest.fixture(scope="module")
def way(template, tmp_path_factory):
    """The class of Brightspace's grades; two are called Jo Smith, and sara's answer waits for a person."""
    found = begin(template, tmp_path_factory.mktemp("brightspace") / "course")
    found.enrolment = found.roster(table(EXPORT))
    found.collect(ARCHIVE)
    found.course.submit("jo2", found.course.answered(**WRONG))  # by hand: the names do not tell the two apart
    found.course.submit("jo1", found.course.answered(**RIGHT))
    found.grade(DUE, ada=3.0, noel=3.0, jo1=2.0, jo2=2.5, sean=0.0, tom=0.0)
    found.pages()
    yield found
    close()


def test_exported_grades_are_a_roster(way):
    assert enrolment_text(way.enrolment) == (
        "8 added, 0 updated, 0 as they were.\n"
        "Read as a table of Brightspace; the id of a new student is its column Username."
    )
    with way.gradebook() as book:
        found = {row.id: (row.first_name, row.last_name, row.email, row.lms_user_id) for row in book.students}
    assert found == {row[1][1:]: (row[3], row[2], row[4], row[0][1:]) for row in EXPORT[1:]}


def test_files_are_collected_by_name_and_time(way):
    assert way.collected() == {
        "ada": "2025-10-11 21:59:00",
        "jo1": "2026-01-02 03:04:05 UTC\n",
        "jo2": "2026-01-02 03:04:05 UTC\n",
        "noel": "2025-10-12 22:30:00",
        "sara": "",
        "sean": "2025-10-11 21:59:00",
        "tom": "2025-10-11 21:59:00",
    }
    assert [path.name for path in (way.folder / "submitted/tom/means").glob("*.ipynb")] == ["my - means.ipynb"]
    assert way.said == [
        "39787-640694 - Ada Lovelace - Oct 9, 2025 930 AM/means.ipynb is not collected: the same student"
        f" handed in submissions/{WRAPPER}/39788-640694 - Ada Lovelace - {IN_TIME}/means.ipynb later.",
        f"39790-640694 - Jo Smith - {IN_TIME}/means.ipynb is not collected: 2 students of the roster are called"
        ' "Jo Smith"; rename the folder so that it has the id of the student in place of the name.',
        f"39792-640694 - \ufffd{SARA} - 11 octobre 2025 2359/means.ipynb: Brightspace says"
        ' "11 octobre 2025 2359", which is no time in English; without one in the file timestamp.txt of sara it'
        " costs no late penalty.",
        f"39794-640694 - Not Enrolled - {IN_TIME}/means.ipynb is not collected: nobody in the roster is called"
        ' "Not Enrolled"; rename the folder so that it has the id of the student in place of the name.',
        "submissions/means.ipynb is not collected: its path is none that Canvas, Moodle or Brightspace writes.",
    ]


def test_marks_go_back(way, tmp_path):
    given, to = tmp_path / "brightspace.csv", tmp_path / "out.csv"
    given.write_bytes(table(EXPORT, mark=True).encode())
    filled = fill_marks(way.folder, way.course.assignment, BRIGHTSPACE, given, to)
    wanted = [[*row[:2], row[5], "#"] for row in EXPORT]
    wanted[0][2:] = ["Means Points Grade", "End-of-Line Indicator"]
    for number, mark in ((1, "9.5"), (2, "5.7"), (3, "0"), (4, "0"), (5, "6.5"), (6, ""), (7, "4"), (8, "")):
        wanted[number][2] = mark
    assert to.read_bytes().decode() == table(wanted, mark=True)
    assert filled.text == (f"{POINTS}: 6 marks.\nNot marked yet, so their cells are as they were: sara.")


def test_an_item_is_found_by_its_title_or_named(way, tmp_path):
    given, to = tmp_path / "brightspace.csv", tmp_path / "out.csv"
    rows = [[cell.replace("Means", "Homework 1") for cell in EXPORT[0]], EXPORT[1]]
    given.write_bytes(table(rows, separator="\t").encode())
    with pytest.raises(AssignmentError) as caught:
        fill_marks(way.folder, way.course.assignment, BRIGHTSPACE, given, to)
    assert str(caught.value) == (
        f'{given} has no assignment called "Means" or "means"; name the column with --column. There is:'
        " Homework 1 Points Grade <Numeric MaxPoints:9.5 Weight:10 Category:Homework>, Other Points Grade"
        " <Numeric MaxPoints:10>."
    )
    filled = fill_marks(way.folder, way.course.assignment, BRIGHTSPACE, given, to, "Other")
    assert to.read_text() == (
        "OrgDefinedId\tUsername\tOther Points Grade\tEnd-of-Line Indicator\n#101\t#ada\t9.5\t#\n"
    )
    assert filled.text == (
        "Other Points Grade <Numeric MaxPoints:10>: 1 mark.\n"
        "Handed in, and not in Brightspace's file: jo1, jo2, noel, sara, sean, tom.\n"
        'Brightspace has "10" points possible, and the gradebook 9.5: set 9.5 in Brightspace.'
    )


def test_feedback_goes_back_in_the_same_folders(way, tmp_path):
    archive = way.folder / "downloaded/means/archive/submissions.zip"
    packed = pack_feedback(way.folder, way.course.assignment, archive, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        pages = {name: made.read(name).decode() for name in made.namelist()}
    assert pages == {
        f"{WRAPPER}/39788-640694 - Ada Lovelace - {IN_TIME}/means.html": way.page("ada"),
        f"{WRAPPER}/39789-640694 - {NOEL_NFD} van der Berg - {LATE}/means.html": way.page("noel"),
        f"{WRAPPER}/39790-640694 - Jo Smith - {IN_TIME}/means.html": way.page("jo1"),
        f"{WRAPPER}/39791-640694 - Se\u00e1n OBrien Jack - {IN_TIME}/means.html": way.page("sean"),
        f"{WRAPPER}/39792-640694 - \u200f{SARA} - 11 octobre 2025 2359/means.html": way.page("sara"),
        f"39793-640694 - Tom =Fox - Day, Jr. - {IN_TIME} - my - means.html": way.page("tom"),
    }
    assert packed.result == "Brightspace: 6 pages of feedback."
    assert packed.remarks == (
        f"No page for 39794-640694 - Not Enrolled - {IN_TIME}/means.ipynb: nobody in the roster is called"
        ' "Not Enrolled"; rename the folder so that it has the id of the student in place of the name.\n'
        "No page for means.ipynb: its path is none that Canvas, Moodle or Brightspace writes.\n"
        "With a page, and not in the archive: jo2."
    )
