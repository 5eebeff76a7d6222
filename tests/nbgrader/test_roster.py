"""The class from a spreadsheet: as many programs write it, and nobody and nothing lost."""

from __future__ import annotations

import csv
import io
import unicodedata

import pytest

from autograder.errors import AssignmentError
from autograder.instructor.grade_class import grade_course
from autograder.instructor.roster import enrol, enrolment_text
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

pytestmark = pytest.mark.slow


def gradebook(course):
    return open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder))


def students(course):
    with gradebook(course) as book:
        return {row.id: (row.first_name, row.last_name, row.email, row.lms_user_id) for row in book.students}


def write(course, content):
    path = course.folder / "class.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_class_is_imported_and_imported_again(course):
    head = "id,first_name,last_name,email,lms_user_id,seat\n"
    text = f"{head}ann,Ann,Lee,ann@x.org,17,A1\nbob,Bob,Ray,bob@x.org,18,A2\n"
    found = enrol(course.folder, write(course, text))
    assert (found.added, found.updated, found.unknown) == (("ann", "bob"), (), ("seat",))
    text = text.replace("Lee", "Leigh").replace("bob@x.org", "") + "cat,Cat,Fox,,,\n"
    found = enrol(course.folder, write(course, text))
    assert (found.added, found.updated, found.unchanged) == (("cat",), ("ann",), ("bob",))
    assert students(course) == {
        "ann": ("Ann", "Leigh", "ann@x.org", "17"),
        "bob": ("Bob", "Ray", "bob@x.org", "18"),  # the empty cell took nothing away
        "cat": ("Cat", "Fox", None, None),
    }
    found = enrol(course.folder, write(course, "ID\ncat\n"))
    assert found.kept == ("ann", "bob")
    assert enrolment_text(found) == (
        "0 added, 0 updated, 1 as they were.\nNot in the file, and kept with their marks: ann, bob."
    )
    assert len(students(course)) == 3


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with-mark"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_what_spreadsheets_write(course, mark, separator, end):
    name = f'O"Neil{separator.strip()} Jr.'
    lines = io.StringIO(newline="")
    rows = csv.writer(lines, delimiter=separator, lineterminator=end)
    rows.writerows([["id", "last_name", "email"], ["zoë", name, "a@b"], ["", "", ""]])
    enrol(course.folder, write(course, mark + lines.getvalue().encode()))
    assert students(course) == {"zoë": (None, name, "a@b", None)}


BAD = {
    "lines": (
        "id,email\nann,a\n,b\nbob,c,d\nann,e\na/b,f\n" + "x" * 129 + ",g\n",
        # a line of another length is found first, for its cells may be in other columns
        "class.csv: nothing was read, for these lines are wrong:\n  line 4: it has 3 cells, and the first line"
        ' names 2.\n  line 7: "xxxxxxxxxxxxxxxxxxxx..." has 129 letters; the gradebook keeps 128.',
    ),
    "ids": (
        "id,email,lms_user_id\nann,a,1\n,b,2\nann,e,3\na/b,f,3\n",
        'class.csv: nothing was read, for these lines are wrong:\n  line 2: the id "ann" stands in 2 lines.\n'
        '  line 3: it has no id.\n  line 4: the id "ann" stands in 2 lines.\n'
        '  line 4: the lms_user_id "3" stands in 2 lines.\n'
        '  line 5: the id "a/b" cannot be the name of a folder, and nbgrader makes one for each student.\n'
        '  line 5: the lms_user_id "3" stands in 2 lines.',
    ),
    "two lines in a cell": (
        'id,email\nann,"a\nb"\nbob,c,d\n',
        "class.csv: nothing was read, for these lines are wrong:\n  line 2: it holds a line break or a control"
        " character.\n  line 4: it has 3 cells, and the first line names 2.",
    ),
    "quote": (
        'id,email\nann,a\nbob,"b\n',
        "class.csv: nothing was read, for this line is wrong:\n  line 3: a quote is open at its end, or text"
        " follows a closing quote (unexpected end of data).",
    ),
    "latin": (
        "id,email\nann,a\nzoë,b\n".encode("latin-1"),
        'class.csv: line 3 is not UTF-8; save it as "CSV UTF-8" (in a spreadsheet: Save As) and try again.',
    ),
    "no id": (
        "name,email\nann,a\n",
        "class.csv: the first line names no column id; it names: name, email.",
    ),
    "twice": ("id,email,email\nann,a,b\n", "class.csv: the first line names the column email twice."),
    "empty": ("", "class.csv is empty; its first line names the columns: id."),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_line_is_named_and_nothing_is_written(course, case):
    content, sentence = BAD[case]
    enrol(course.folder, write(course, "id,email\nann,old\n"))
    with pytest.raises(AssignmentError) as caught:
        enrol(course.folder, write(course, content))
    assert str(caught.value) == f"{course.folder}/{sentence}"
    assert students(course) == {"ann": (None, None, "old", None)}


def test_ids_that_a_spreadsheet_changed_are_refused_unless_the_gradebook_has_them(course):
    enrol(course.folder, write(course, "id\n007\n0123\n"))
    with gradebook(course) as book:
        book.update_or_create_student("o'neil")  # by nbgrader, before there was a list
    lines = ["4711.0,1", '="007",2', "7,3", "123,9.5E+10", "a+b,4", "eve<i>,5", "o'neil,6", "007,7.0", "ann,8"]
    with pytest.raises(AssignmentError) as caught:
        enrol(course.folder, write(course, "\n".join(["id,lms_user_id", *lines])))
    assert str(caught.value).splitlines()[1:] == [
        '  line 2: the id "4711.0" is a number as a spreadsheet writes it; write 4711.',
        '  line 3: the id ="007" is written for a spreadsheet; write 007.',
        '  line 4: the id "7" is 007 without its zeros; write 007.',
        '  line 5: the id "123" is 0123 without its zeros; write 0123.',
        '  line 5: the lms_user_id "9.5E+10" is a number as a spreadsheet shortens it, and its last digits are'
        " lost; take it from where the list comes from, and format the column as text.",
        '  line 6: the id "a+b" holds a "+", at which nbgrader\'s exchange cuts'
        " the names of submissions; take one without.",
        '  line 7: the id "eve<i>" holds a <, which a page would take for markup; take one without.',
        '  line 9: the lms_user_id "7.0" is a number as a spreadsheet writes it; write 7.',
    ]
    assert set(students(course)) == {"007", "0123", "o'neil"}
    found = enrol(course.folder, write(course, "id,lms_user_id\n007,7\no'neil,6\n"))
    assert (found.updated, found.kept) == (("007", "o'neil"), ("0123",))


def test_an_id_in_two_forms_of_unicode_is_one_student(course):
    one, other = (unicodedata.normalize(form, "zoë") for form in ("NFC", "NFD"))
    enrol(course.folder, write(course, f"id\n{other}\n"))
    assert set(students(course)) == {one}
    found = enrol(course.folder, write(course, f"id,email\n{other},z@x.org\n"))
    assert (found.added, found.updated, found.rewritten, found.kept) == ((), (one,), (other,), ())
    assert enrolment_text(found).splitlines()[1] == (
        f"Written with other bytes than in the gradebook, and the same students: {other}."
    )
    with pytest.raises(AssignmentError) as caught:
        enrol(course.folder, write(course, f"id\n{one}\n{other}\n"))
    assert str(caught.value).splitlines()[1:] == [
        f'  line 2: the id "{one}" stands in 2 lines.',
        f'  line 3: the id "{other}" stands in 2 lines.',
    ]
    assert students(course) == {one: (None, None, "z@x.org", None)}


def test_a_wrong_list_makes_no_gradebook(bare):
    (bare / "class.csv").write_text("id\na+b\n")
    with pytest.raises(AssignmentError, match="line 2"):
        enrol(bare, bare / "class.csv")
    assert not (bare / "gradebook.db").exists()


def test_a_file_that_is_not_there(course):
    with pytest.raises(AssignmentError, match=r"none.csv cannot be read \(No such file or directory\)"):
        enrol(course.folder, course.folder / "none.csv")


def test_marks_and_comments_by_hand_survive(course, right):
    course.submit("ann", course.answered(**right))
    grade_course(course.folder, course.assignment)
    with gradebook(course) as book:
        grade = book.find_grade("why", "means", "means", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        book.find_comment("why", "means", "means", "ann").manual_comment = "Well said."
        book.db.commit()
    enrol(course.folder, write(course, "id,first_name\nann,Ann\nbob,Bob\n"))
    enrol(course.folder, write(course, "id\nbob\n"))
    grade_course(course.folder, course.assignment)
    with gradebook(course) as book:
        assert book.find_grade("why", "means", "means", "ann").manual_score == 2.0
        assert book.find_comment("why", "means", "means", "ann").manual_comment == "Well said."
        assert book.find_submission("means", "ann").score == 8.5


WRONG_EXPORTS = {
    "no login": (
        'Student,ID,SIS Login ID,Section\n"Lee, Ann",1,ann,A\n"Ray, Bob",2,,A\n',
        "nothing was read, for this line is wrong:\n  line 3: it has no id.",
    ),
    "spreadsheet": (
        "OrgDefinedId,Username,End-of-Line Indicator\n#1.23E+05,#ann,#\n#2,#bob,#\n",
        'nothing was read, for this line is wrong:\n  line 2: the lms_user_id "1.23E+05" is a number as a'
        " spreadsheet shortens it, and its last digits are lost; take it from where the list comes from, and"
        " format the column as text.",
    ),
    "names are hidden": (
        "Identifier,Status,Grade\nParticipant 7,,\n",
        "this table of Moodle has no column Username nor ID number nor Email address for the ids; it has:"
        " Identifier, Status, Grade.",
    ),
    "keys of two": (
        'Student,ID,SIS Login ID,Section\n"Lee, Ann",2,ann,A\n',
        "nothing was read, for this line is wrong:\n  line 2: its keys are those of several students in the"
        " gradebook: ann, bob.",
    ),
}


@pytest.mark.parametrize("case", WRONG_EXPORTS)
def test_a_table_of_a_platform_is_read_with_the_same_care(course, case):
    content, sentence = WRONG_EXPORTS[case]
    if case == "keys of two":
        enrol(course.folder, write(course, "id,lms_user_id\nann,1\nbob,2\n"))
    else:
        (course.folder / "gradebook.db").unlink()
    with pytest.raises(AssignmentError) as caught:
        enrol(course.folder, write(course, content))
    assert str(caught.value) == f"{course.folder}/class.csv: {sentence}"
    assert (course.folder / "gradebook.db").exists() == (case == "keys of two")
