"""From Moodle and back to it: the list of participants, the grading worksheet, folders with names in them."""

from __future__ import annotations

import datetime
import zipfile

import pytest

from autograder.errors import AssignmentError
from autograder.exports.feedback_files import pack_feedback
from autograder.exports.platform_marks import fill_marks
from autograder.instructor.roster import enrolment_text
from autograder.nbgrader.graders import close
from autograder.platforms.gradebooks import MOODLE

from ..test_unpacking import Unflagged
from .conftest import RIGHT
from .platform_round import WRONG, begin, table

pytestmark = pytest.mark.slow

NOEL_NFC, NOEL_NFD = "No\u00ebl van der Berg", "Noe\u0308l van der Berg"
SARA = "\u05e9\u05e8\u05d4 \u05db\u05d4\u05df"  # written from right to left
PARTICIPANTS = [
    ["First name", "Last name", "ID number", "Email address", "Groups"],
    ["Ada", "Lovelace", "s1", "ada@x.org", "A, B"],
    ["No\u00ebl", "van der Berg", "s2", "noel@x.org", ""],
    ["Jo", "Smith", "s3", "jo1@x.org", ""],
    ["Jo", "Smith", "s4", "jo2@x.org", ""],
    ["Se\u00e1n", 'O\'Brien "Jack"', "s5", "sean@x.org", ""],
    [*SARA.split(), "s6", "sara@x.org", ""],
    ["Tom", "=Fox", "s7", "tom@x.org", ""],
    ["Kim", "Ray, Jr.", "s8", "kim@x.org", ""],
]
HEAD = [
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"),
    *("Last modified (submission)", "Last modified (grade)", "Feedback comments"),
]
IN_TIME, LATE = "Thursday, 15 October 2026, 1:59 PM", "Thursday, 15 October 2026, 2:30 PM"
DUE = datetime.datetime(2026, 10, 15, 12)
"""In UTC; two in the afternoon where the class is."""


def line(number, name, email, time, *, grade="", changed="Yes", comment=""):
    status = "Submitted for grading - Not graded"
    return [f"Participant {number}", name, email, status, grade, "9.50", changed, time, "-", comment]


WORKSHEET = [
    HEAD,
    line(101, "Ada Lovelace", "Ada@x.org", IN_TIME),
    line(102, NOEL_NFD, "noel@x.org", LATE, comment="Kept as it is."),
    line(103, "Jo Smith", "jo1@x.org", IN_TIME),
    line(104, "Jo Smith", "jo2@x.org", "Thursday, October 15, 2026, 1:00 PM", grade="4.00"),
    line(105, 'Se\u00e1n O\'Brien "Jack"', "sean@x.org", IN_TIME, changed="No"),
    line(106, SARA, "sara@x.org", "15. Oktober"),
    line(107, "Tom =Fox", "tom@x.org", "-"),
    line(108, "Kim Ray, Jr.", "kim@x.org", IN_TIME),
    line(109, "Ada Lovelace", "other@x.org", "-"),
]
ARCHIVE = {
    "Ada Lovelace_101_assignsubmission_file/work/means.ipynb": RIGHT,
    "Ada Lovelace_101_assignsubmission_file/work/data_2_1.csv": b"1,2",
    f"{NOEL_NFC}_102_assignsubmission_file_/means.ipynb": RIGHT,
    "Jo Smith_103_assignsubmission_file_means.ipynb": WRONG,
    "Jo Smith_104_assignsubmission_file_/means.ipynb": RIGHT,
    "Se\u00e1n OBrien Jack_105_assignsubmission_file/means.ipynb": RIGHT,
    f"{SARA}_106_assignsubmission_file/first.ipynb": WRONG,
    f"{SARA}_106_assignsubmission_file/second.ipynb": RIGHT,
    "Kim Ray, Jr._108_assignsubmission_file/means.ipynb": b"no notebook",
    "Group_103_assignsubmission_file/means.ipynb": RIGHT,
    "Participant_199_assignsubmission_file/means.ipynb": RIGHT,
    "__MACOSX/Ada Lovelace_101_assignsubmission_file/work/._means.ipynb": b"Mac OS X",
}


@pytest.fixture(scope="module")
def way(template, tmp_path_factory):
    """The class of Moodle's list, collected with its worksheet; jo1's answer waits for a person."""
    found = begin(template, tmp_path_factory.mktemp("moodle") / "course")
    found.enrolment = found.roster(table(PARTICIPANTS))
    found.collect(ARCHIVE, table(WORKSHEET))
    found.grade(DUE, s1=3.0, s2=3.0, s4=0.0, s5=1.0, s6=2.0)
    found.pages()
    yield found
    close()


def test_the_list_of_participants_is_a_roster(way):
    assert enrolment_text(way.enrolment) == (
        "8 added, 0 updated, 0 as they were.\n"
        "Read as a table of Moodle; the id of a new student is its column ID number."
    )
    with way.gradebook() as book:
        found = {row.id: (row.first_name, row.last_name, row.email, row.lms_user_id) for row in book.students}
    assert found == {row[2]: (row[0], row[1], row[3], row[2]) for row in PARTICIPANTS[1:]}


def test_the_worksheet_is_a_roster_too(template, tmp_path):
    way = begin(template, tmp_path / "course")
    found = way.roster(table(WORKSHEET[:5]))
    assert found.added == ("Ada@x.org", "noel@x.org", "jo1@x.org", "jo2@x.org")
    with way.gradebook() as book:
        assert book.find_student("noel@x.org").last_name == NOEL_NFD


def test_files_are_collected_with_their_time(way):
    assert way.collected() == {
        "s1": "2026-10-15 11:59:00",
        "s2": "2026-10-15 12:30:00",
        "s3": "2026-10-15 11:59:00",
        "s4": "2026-10-15 11:00:00",
        "s5": "2026-10-15 11:59:00",
        "s6": "",
        "s8": "2026-10-15 11:59:00",
    }
    ada = way.folder / "submitted/s1/means"
    assert sorted(path.relative_to(ada).as_posix() for path in ada.rglob("*.*")) == [
        "timestamp.txt",
        "work/data_2_1.csv",
        "work/means.ipynb",
    ]
    assert way.said == [
        "Group_103_assignsubmission_file/means.ipynb is not collected: it is the work of a group of which no"
        " member is named; rename the folder so that it begins with the id of a member, and copy it for the"
        " others.",
        "Participant_199_assignsubmission_file/means.ipynb is not collected: it is anonymous; download the"
        " submissions again when Moodle shows the names.",
        *(
            f'{SARA}_106_assignsubmission_file/{name}.ipynb: Moodle says "15. Oktober", which is'
            " no time in English; without one in the file timestamp.txt of s6 it costs no late penalty."
            for name in ("first", "second")
        ),
    ]


def test_marks_go_back_without_the_comments(way, tmp_path):
    given, to = tmp_path / "moodle.csv", tmp_path / "out.csv"
    given.write_bytes(table(WORKSHEET, mark=True, end="\n").encode())
    filled = fill_marks(way.folder, way.course.assignment, MOODLE, given, to)
    wanted = [row[:9] for row in WORKSHEET]
    for number, mark in ((1, "9.5"), (2, "7.6"), (3, ""), (4, "6.5"), (5, ""), (6, "6"), (7, ""), (8, "")):
        wanted[number][4] = mark
    assert to.read_bytes().decode() == table(wanted, mark=True, end="\n")
    assert filled.text == (
        "Grade: 4 marks.\n"
        "Not marked yet, so their cells are as they were: s3, s8.\n"
        "In Moodle, and not in the gradebook: Ada Lovelace.\n"
        "Locked or excused in Moodle, so their cells are as they were: s5."
    )


def test_feedback_goes_back_in_its_folders(way, tmp_path):
    archive = way.folder / "downloaded/means/archive/submissions.zip"
    packed = pack_feedback(way.folder, way.course.assignment, archive, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        pages = {name: made.read(name).decode() for name in made.namelist()}
    assert pages == {
        "Ada Lovelace_101_assignsubmission_file/means.html": way.page("s1"),
        f"{NOEL_NFC}_102_assignsubmission_file_/means.html": way.page("s2"),
        "Jo Smith_103_assignsubmission_file_means.html": way.page("s3"),
        "Jo Smith_104_assignsubmission_file_/means.html": way.page("s4"),
        "Se\u00e1n OBrien Jack_105_assignsubmission_file/means.html": way.page("s5"),
        f"{SARA}_106_assignsubmission_file/first.html": way.page("s6"),
        "Kim Ray, Jr._108_assignsubmission_file/means.html": way.page("s8"),
    }
    assert packed.result == "Moodle: 7 pages of feedback."
    assert packed.remarks == (
        "No page for Group_103_assignsubmission_file/means.ipynb: it is the work of a group of which no member"
        " is named; rename the folder so that it begins with the id of a member, and copy it for the others.\n"
        "No page for Participant_199_assignsubmission_file/means.ipynb: it is anonymous; download the"
        " submissions again when Moodle shows the names."
    )


def test_without_its_worksheet_two_of_one_name_are_told_apart_by_what_they_handed_in(way, tmp_path):
    """Feedback reaches the right one of them; collecting knows no more than the names."""
    archive = tmp_path / "submissions.zip"
    archive.write_bytes((way.folder / "downloaded/means/archive/submissions.zip").read_bytes())
    pack_feedback(way.folder, way.course.assignment, archive, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        assert made.read("Jo Smith_103_assignsubmission_file_means.html").decode() == way.page("s3")
        assert made.read("Jo Smith_104_assignsubmission_file_/means.html").decode() == way.page("s4")


def test_names_of_an_archive_that_a_mac_packed_again(way, tmp_path):
    archive = tmp_path / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr(Unflagged(f"again/{NOEL_NFD}_102_assignsubmission_file/means.ipynb"), "{}")
    pack_feedback(way.folder, way.course.assignment, archive, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        assert made.namelist() == [f"again/{NOEL_NFD}_102_assignsubmission_file/means.html"]


def test_two_of_one_name_with_the_same_file_have_no_page(way, tmp_path):
    archive = tmp_path / "submissions.zip"
    with zipfile.ZipFile(archive, "w") as written:
        written.writestr("Ada Lovelace_101_assignsubmission_file/means.ipynb", "{}")
        written.writestr("Jo Smith_103_assignsubmission_file/means.ipynb", "{}")
        written.writestr("Jo Smith_104_assignsubmission_file/means.ipynb", "{}")
    packed = pack_feedback(way.folder, way.course.assignment, archive, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        assert made.namelist() == ["Ada Lovelace_101_assignsubmission_file/means.html"]
    twice = (
        'No page for Jo Smith_{}_assignsubmission_file/means.ipynb: 2 students of the roster are called "Jo'
        ' Smith"; put the grading worksheet beside the archive, or rename the folder so that it begins with the'
        " id of the student.\n"
    )
    assert packed.remarks == (
        twice.format(103) + twice.format(104) + "With a page, and not in the archive: s2, s3, s4, s5, s6, s8."
    )


def test_a_worksheet_with_commas_for_decimals(way, tmp_path):
    rows = [[cell.replace("9.50", "9,50") for cell in row] for row in WORKSHEET[:3]]
    given, to = tmp_path / "moodle.csv", tmp_path / "out.csv"
    given.write_bytes(table(rows, separator=";").encode())
    fill_marks(way.folder, way.course.assignment, MOODLE, given, to)
    assert [row.split(";")[4] for row in to.read_text().splitlines()] == ["Grade", "9,5", "7,6"]


def test_a_name_alone_tells_only_whom_nothing_else_could_tell(template, tmp_path):
    way = begin(template, tmp_path / "course")
    way.roster("id,first_name,last_name,email\nal1,Ada,Lovelace,\nne2,No\u00ebl,van der Berg,old@x.org\n")
    way.course.submit("al1", way.course.answered(**RIGHT))
    way.course.submit("ne2", way.course.answered(**RIGHT))
    way.grade(al1=3.0, ne2=3.0)
    given, to = tmp_path / "moodle.csv", tmp_path / "out.csv"
    given.write_bytes(table(WORKSHEET[:3]).encode())
    filled = fill_marks(way.folder, way.course.assignment, MOODLE, given, to)
    assert filled.text == (
        f"Grade: 1 mark.\nIn Moodle, and not in the gradebook: {NOEL_NFD}.\n"
        "Handed in, and not in Moodle's file: ne2."
    )


REFUSED = {
    "another language": (
        table([["ID", "Vollst\u00e4ndiger Name", "Bewertung"], ["Teilnehmer/in 1", "Ada", ""]]),
        "is no gradebook of Moodle: its first line names: ID, Vollst\u00e4ndiger Name, Bewertung. In Moodle:"
        " the assignment, Submissions, Download grading worksheet, with Moodle's language set to English.",
    ),
    "a scale": (
        table([[cell.replace("Maximum Grade", "Scale") for cell in HEAD], WORKSHEET[1]]),
        "is of an assignment with a scale; in Moodle, set its grade type to Point, and download the worksheet"
        " again.",
    ),
}


def test_a_worksheet_has_one_column_for_marks(way, tmp_path):
    given = tmp_path / "moodle.csv"
    given.write_bytes(table(WORKSHEET).encode())
    with pytest.raises(AssignmentError) as caught:
        fill_marks(way.folder, way.course.assignment, MOODLE, given, tmp_path / "out.csv", "Means")
    assert str(caught.value) == f"{given} is a worksheet of one assignment; leave out --column."


@pytest.mark.parametrize("case", REFUSED)
def test_another_worksheet_is_refused(way, tmp_path, case):
    text, sentence = REFUSED[case]
    given = tmp_path / "moodle.csv"
    given.write_bytes(text.encode())
    with pytest.raises(AssignmentError) as caught:
        fill_marks(way.folder, way.course.assignment, MOODLE, given, tmp_path / "out.csv")
    assert str(caught.value) == f"{given} {sentence}"
    assert not (tmp_path / "out.csv").exists()
