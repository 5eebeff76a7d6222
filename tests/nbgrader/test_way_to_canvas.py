"""From Canvas and back to it: its gradebook, its archive of submissions, marks, and feedback in its names."""

from __future__ import annotations

import zipfile

import pytest

from autograder.errors import AssignmentError
from autograder.exports.feedback_files import pack_feedback
from autograder.exports.platform_marks import fill_marks
from autograder.instructor.roster import enrolment_text
from autograder.nbgrader.graders import close
from autograder.platforms.gradebooks import CANVAS

from .conftest import RIGHT
from .platform_round import WRONG, begin, table

pytestmark = pytest.mark.slow

HEAD = [
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    "Means (2001)",
    "Other (2002)",
    "Final Score",
]
NOEL = "Noe\u0308l"  # an e and two dots that follow it
SARA = "\u05e9\u05e8\u05d4"  # written from right to left
GRADEBOOK = [
    HEAD,
    ["", "", "", "", "", "Manual Posting", "", "(read only)"],
    ["    Points Possible", "", "", "", "", "9.50", "10.00", "(read only)"],
    ["Lovelace, Ada", "4711", "s1", "ada", "A, B", "", "3.00", "50.00"],
    [f"van der Berg, {NOEL}", "4712", "s2", "noel", "A", "", "", ""],
    ["Smith, Jo", "4713", "s3", "jo1", "A", "", "", ""],
    ["Smith, Jo", "4714", "s4", "jo2", "B", "4.00", "", ""],
    ['O\'Brien, Seán "Jack", Jr.', "4715", "s5", "sean@x.org", "A", "", "", ""],
    [f"\u05db\u05d4\u05df, {SARA}", "4716", "s6", "sara", "A", "", "", ""],
    ["=Fox, Tom", "4717", "s7", "tom", "A", "", "", ""],
    ["Ray, Kim", "4718", "s8", "kim", "A", "EX", "", ""],
    ["Student, Test", "4799", "", "f00ba7", "A", "", "", ""],
]
ARCHIVE = {
    "lovelaceada_4711_90210_means.ipynb": WRONG,
    "lovelaceada_4711_100219_means-1.ipynb": RIGHT,  # attached as well, and later
    "vanderbergnoël_LATE_4712_90211_means.ipynb": RIGHT,
    "smithjo_4713_90212_My work.ipynb": RIGHT,
    "smithjo_4714_90213_means.ipynb": WRONG,
    "groupthree_4715_90214_means.ipynb": RIGHT,
    "כהןשרה_4716_text.html": b"<p>See my repository.</p>",
    "nobody_9999_90216_means.ipynb": RIGHT,
    "=foxtom_4717_90219_work.zip": b"no archive",
    "anon_Ab3dE_90217_means.ipynb": RIGHT,
}


@pytest.fixture(scope="module")
def way(template, tmp_path_factory):
    """The class of Canvas's gradebook, collected and marked; jo2's answer waits for a person."""
    found = begin(template, tmp_path_factory.mktemp("canvas") / "course")
    found.enrolment = found.roster(table(GRADEBOOK, mark=True))
    found.collect({**ARCHIVE, "raykim_4718_90218_work.zip": found.zipped("my/means.ipynb", **RIGHT)})
    found.grade(ada=3.0, noel=2.0, jo1=0.0, kim=0.0, **{"sean@x.org": 1.5})
    found.pages()
    (found.folder / "canvas.csv").write_bytes(table(GRADEBOOK, mark=True).encode())
    yield found
    close()


def test_the_gradebook_is_a_roster(way):
    assert enrolment_text(way.enrolment) == (
        "8 added, 0 updated, 0 as they were.\n"
        "Read as a table of Canvas; the id of a new student is its column SIS Login ID.\n"
        "Left out: Test Student, of Canvas itself."
    )
    with way.gradebook() as book:
        found = {row.id: (row.first_name, row.last_name, row.email, row.lms_user_id) for row in book.students}
    assert found == {
        "ada": ("Ada", "Lovelace", None, "4711"),
        "noel": (NOEL, "van der Berg", None, "4712"),
        "jo1": ("Jo", "Smith", None, "4713"),
        "jo2": ("Jo", "Smith", None, "4714"),
        "sean@x.org": ('Seán "Jack", Jr.', "O'Brien", "sean@x.org", "4715"),
        "sara": (SARA, "\u05db\u05d4\u05df", None, "4716"),
        "tom": ("Tom", "=Fox", None, "4717"),
        "kim": ("Kim", "Ray", None, "4718"),
    }


def test_who_is_known_by_canvass_number_keeps_the_id(template, tmp_path):
    way = begin(template, tmp_path / "course")
    way.roster("id,lms_user_id\nal1,4711\n")
    found = way.roster(table(GRADEBOOK[:4]))
    assert (found.added, found.updated) == ((), ("al1",))
    found = way.roster(table(GRADEBOOK[:5]), "SIS User ID")
    assert (found.added, found.unchanged) == (("s2",), ("al1",))


def test_files_are_collected_by_the_number(way):
    assert list(way.collected()) == ["ada", "jo1", "jo2", "kim", "noel", "sara", "sean@x.org", "tom"]
    work = (way.folder / "submitted/jo1/means").iterdir()
    assert [path.name for path in work] == ["My work.ipynb"]
    assert sorted(path.name for path in (way.folder / "submitted/tom/means").iterdir()) == ["work.zip"]
    assert (way.folder / "submitted/kim/means/my/means.ipynb").is_file()
    assert way.said == [
        "=foxtom_4717_90219_work.zip is not unpacked: it is no ZIP archive that can be read (File is not a zip"
        " file).",
        "submissions/anon_Ab3dE_90217_means.ipynb is not collected: it is anonymous; download the submissions"
        " again when Canvas shows the names.",
        'submissions/groupthree_4715_90214_means.ipynb: it counts for sean@x.org, who is called Seán "Jack",'
        " Jr. O'Brien; if it is the work of a group, copy the submission's folder for the other members.",
        "submissions/lovelaceada_4711_90210_means.ipynb is not collected: the same student handed in"
        " submissions/lovelaceada_4711_100219_means-1.ipynb later.",
        'submissions/nobody_9999_90216_means.ipynb is not collected: nobody in the roster is called "9999"; add'
        " the number to the roster as the lms_user_id of the student.",
        "submissions/vanderbergnoël_LATE_4712_90211_means.ipynb: Canvas calls it late, and its name holds no"
        " time; without one in the file timestamp.txt of noel it costs no late penalty.",
    ]


def test_marks_go_back(way, tmp_path):
    filled = fill_marks(
        way.folder, way.course.assignment, CANVAS, way.folder / "canvas.csv", tmp_path / "out.csv"
    )
    wanted = [line[:6] for line in GRADEBOOK]
    for line, mark in ((3, "9.5"), (4, "8.5"), (5, "6.5"), (6, "4.00"), (7, "8"), (8, ""), (9, ""), (10, "EX")):
        wanted[line][5] = mark
    wanted[9][0] = "'=Fox, Tom"
    assert (tmp_path / "out.csv").read_bytes().decode() == table(wanted, mark=True)
    assert filled.text == (
        "Means (2001): 4 marks.\n"
        "Not marked yet, so their cells are as they were: jo2, sara, tom.\n"
        "In Canvas, and not in the gradebook: Test Student.\n"
        "Locked or excused in Canvas, so their cells are as they were: kim."
    )


def test_feedback_goes_back(way, tmp_path):
    archive = way.folder / "downloaded/means/archive/submissions.zip"
    packed = pack_feedback(way.folder, way.course.assignment, archive, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as made:
        pages = {name: made.read(name).decode() for name in made.namelist()}
    assert pages == {
        "lovelaceada_4711_100219_means-1.html": way.page("ada"),
        "vanderbergnoël_LATE_4712_90211_means.html": way.page("noel"),
        "smithjo_4713_90212_My work.html": way.page("jo1"),
        "smithjo_4714_90213_means.html": way.page("jo2"),
        "groupthree_4715_90214_means.html": way.page("sean@x.org"),
        "כהןשרה_4716_text.html": way.page("sara"),
        "raykim_4718_90218_work.html": way.page("kim"),
        "=foxtom_4717_90219_work.html": way.page("tom"),
    }
    assert packed.result == "Canvas: 8 pages of feedback."
    assert packed.remarks == (
        "No page for anon_Ab3dE_90217_means.ipynb: it is anonymous; download the submissions again when Canvas"
        " shows the names.\n"
        'No page for nobody_9999_90216_means.ipynb: nobody in the roster is called "9999"; add the number to'
        " the roster as the lms_user_id of the student."
    )


def fill(way, text, tmp_path, column=None):
    given = tmp_path / "canvas.csv"
    given.write_bytes(text.encode())
    return fill_marks(way.folder, way.course.assignment, CANVAS, given, tmp_path / "out.csv", column)


def test_a_gradebook_with_commas_for_decimals_and_two_columns_for_a_name(way, tmp_path):
    rows = [
        ["LastName", "FirstName", "ID", "SIS Login ID", "Section", "Means (2001)", "Other (2002)"],
        ["    Points Possible", "", "", "", "", "9,50", "10,00"],
        ["Lovelace", "Ada", "4711", "ada", "A", "", "3,00"],
        ["van der Berg", NOEL, "4712", "noel", "A", "", ""],
    ]
    filled = fill(way, table(rows, separator=";", end="\n"), tmp_path)
    assert (tmp_path / "out.csv").read_bytes().decode() == (
        "Student;ID;SIS Login ID;Section;Means (2001)\n    Points Possible;;;;9,50\n"
        f"Lovelace, Ada;4711;ada;A;9,5\nvan der Berg, {NOEL};4712;noel;A;8,5\n"
    )
    assert filled.text == (
        "Means (2001): 2 marks.\nHanded in, and not in Canvas's file: jo1, jo2, kim, sara, sean@x.org, tom."
    )


def test_a_student_with_two_lines_is_left_alone(way, tmp_path):
    rows = [HEAD, *GRADEBOOK[3:5], ["Lovelace, Ada", "4711", "", "", "B", "1.00", "", ""]]
    filled = fill(way, table(rows), tmp_path)
    assert (tmp_path / "out.csv").read_bytes().decode() == table(
        [HEAD[:6], rows[1][:6], [*rows[2][:5], "8.5"], rows[3][:6]]
    )
    assert filled.text == (
        "Means (2001): 1 mark.\n"
        "Fits several students, or a student with several lines, so nothing is filled in: Ada Lovelace, Ada"
        " Lovelace.\n"
        "Handed in, and not in Canvas's file: jo1, jo2, kim, sara, sean@x.org, tom."
    )


def test_lines_about_assignments_may_be_shorter_and_other_columns_stand_twice(way, tmp_path):
    rows = [
        [*HEAD, "Homework Final Points", "Homework Final Points"],
        ["", "", "", "", "", "Manual Posting"],
        ["    Points Possible", "", "", "", "", "9.5", "", "", ""],
        [*GRADEBOOK[3], "1", "2"],
    ]
    fill(way, table(rows), tmp_path)
    assert (tmp_path / "out.csv").read_bytes().decode() == table(
        [HEAD[:6], rows[1], rows[2][:6], [*rows[3][:5], "9.5"]]
    )


def test_other_most_points_are_said(way, tmp_path):
    rows = [HEAD, ["    Points Possible", "", "", "", "", "9.00", "", ""], GRADEBOOK[3]]
    filled = fill(way, table(rows), tmp_path)
    assert filled.text == (
        "Means (2001): 1 mark.\n"
        "With more points than Canvas has, where it may take fewer or none: ada.\n"
        "Handed in, and not in Canvas's file: jo1, jo2, kim, noel, sara, sean@x.org, tom.\n"
        'Canvas has "9.00" points possible, and the gradebook 9.5: set 9.5 in Canvas.'
    )


HOMEWORK = table([[name.replace("Means", "Homework 1") for name in HEAD], *GRADEBOOK[1:]])

REFUSED = {
    "another table": (
        "Name,Mark\nann,1\n",
        None,
        "is no gradebook of Canvas: its first line names: Name, Mark. In Canvas: Grades, Export, Export Entire"
        " Gradebook.",
    ),
    "of Brightspace": (
        "Username,End-of-Line Indicator\n#ann,#\n",
        None,
        "is no gradebook of Canvas: it is one of Brightspace. In Canvas: Grades, Export, Export Entire"
        " Gradebook.",
    ),
    "no such title": (
        HOMEWORK,
        None,
        'has no assignment called "Means" or "means"; name the column with --column. There is: Homework 1'
        " (2001), Other (2002).",
    ),
    "no such column": (
        HOMEWORK,
        "Homework",
        'has no assignment called "Homework"; name the column with --column. There is: Homework 1 (2001), Other'
        " (2002).",
    ),
    "two of one title": (
        HOMEWORK.replace("Other", "Homework 1"),
        "homework 1",
        'has 2 assignments called "homework 1"; name the column with --column. There is: Homework 1 (2001),'
        " Homework 1 (2002).",
    ),
    "read only": (
        table([HEAD, ["    Points Possible", "", "", "", "", "(read only)", "", ""]]),
        None,
        ": Canvas takes no marks for Means (2001), which is read only there.",
    ),
    "a short line": (
        table([HEAD, ["Lovelace, Ada", "4711"]]),
        None,
        ": line 2 has 2 cells, and the first line names 8 columns; export the file again.",
    ),
    "a quote": (
        table([HEAD]) + '"Lovelace, Ada,4711',
        None,
        ": line 2 cannot be read: a quote is open at its end, or text follows a closing quote (unexpected end"
        " of data).",
    ),
    "a login twice": (
        table([[*HEAD, "SIS Login ID"]]),
        None,
        ": the first line names the column SIS Login ID twice.",
    ),
    "the assignment twice": (
        table([[*HEAD, "Means (2001)"]]),
        None,
        ": the first line names the column Means (2001) twice.",
    ),
    "nothing": ("", None, "is empty; its first line should name the columns."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_another_file_is_refused_and_nothing_is_written(way, tmp_path, case):
    text, column, sentence = REFUSED[case]
    (tmp_path / "out.csv").write_text("before")
    with pytest.raises(AssignmentError) as caught:
        fill(way, text, tmp_path, column)
    gap = "" if sentence.startswith(":") else " "
    assert str(caught.value) == f"{tmp_path / 'canvas.csv'}{gap}{sentence}"
    assert (tmp_path / "out.csv").read_text() == "before"


def test_a_column_is_named_by_its_title_or_in_full(way, tmp_path):
    for name in ("homework 1", "Homework 1 (2001)"):
        assert fill(way, HOMEWORK, tmp_path, name).column == "Homework 1 (2001)"
