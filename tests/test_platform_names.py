"""What the names of files in archives say, form by form; and who is meant by a name."""

from __future__ import annotations

import datetime

import pytest

from autograder.platforms.class_list import ClassList, Person, plain_name
from autograder.platforms.counting import Download, count
from autograder.platforms.gradebooks import PLATFORMS
from autograder.platforms.handed_in import read_path, whose
from autograder.platforms.matching import students_meant
from autograder.platforms.sheets import SheetLine

CANVAS = {
    "lovelaceada_4711_90210_means.ipynb": ("lovelaceada", "4711", 90210, False, "means.ipynb"),
    "lovelaceada_LATE_4711_90210_means.ipynb": ("lovelaceada", "4711", 90210, True, "means.ipynb"),
    "lovelaceada_4711_90210_LATE_1_2_x.ipynb": ("lovelaceada", "4711", 90210, False, "LATE_1_2_x.ipynb"),
    "lovelaceada_4711_90210_means-1.ipynb": ("lovelaceada", "4711", 90210, False, "means-1.ipynb"),
    "mary_ann_LATE_4711_90210_means.ipynb": ("mary_ann", "4711", 90210, True, "means.ipynb"),
    "x-4713-999_4711_90210_4713_1_x.ipynb": ("x-4713-999", "4711", 90210, False, "4713_1_x.ipynb"),
    "_4711_90210_means.ipynb": ("", "4711", 90210, False, "means.ipynb"),
    "\u05db\u05d4\u05df_4711_90210_means.ipynb": ("\u05db\u05d4\u05df", "4711", 90210, False, "means.ipynb"),
    "lovelaceada_4711_text.html": ("lovelaceada", "4711", 0, False, "text.html"),
    "lovelaceada_LATE_4711_link.html": ("lovelaceada", "4711", 0, True, "link.html"),
    "submissions/lovelaceada_4711_90210_work/a/means.ipynb": (
        "lovelaceada",
        "4711",
        90210,
        False,
        "a/means.ipynb",
    ),
    "anon_Ab3dE_90210_means.ipynb": ("Ab3dE", "", 90210, False, "means.ipynb"),
    "LATE_anon_Ab3dE_90210_means.ipynb": ("Ab3dE", "", 90210, True, "means.ipynb"),
    "anon_LATE_Ab3dE_90210_means.ipynb": ("Ab3dE", "", 90210, True, "means.ipynb"),
    "anon_12345_90210_means.ipynb": ("12345", "", 90210, False, "means.ipynb"),
}

MOODLE = {
    "Ada Lovelace_123_assignsubmission_file/means.ipynb": ("Ada Lovelace", "123", "means.ipynb"),
    "Ada Lovelace_123_assignsubmission_file/a/means.ipynb": ("Ada Lovelace", "123", "a/means.ipynb"),
    "Ada Lovelace_123_assignsubmission_file_/means.ipynb": ("Ada Lovelace", "123", "means.ipynb"),
    "Ada Lovelace_123_assignsubmission_file_means.ipynb": ("Ada Lovelace", "123", "means.ipynb"),
    "Ada Lovelace_123_assignsubmission_file_my_1_2.ipynb": ("Ada Lovelace", "123", "my_1_2.ipynb"),
    "Ada Lovelace_123_assignsubmission_onlinetext_onlinetext.html": ("Ada Lovelace", "123", "onlinetext.html"),
    "Ada Lovelace_123_assignsubmission_file_Bob_9_assignsubmission_file_x.py": (
        "Ada Lovelace",
        "123",
        "Bob_9_assignsubmission_file_x.py",
    ),
    "Ada Lovelace_123_assignsubmission_file/Bob_9_assignsubmission_file/x.py": (
        "Ada Lovelace",
        "123",
        "Bob_9_assignsubmission_file/x.py",
    ),
    "cs_231_5_downloads/Ada Lovelace_123_assignsubmission_file/x.py": ("Ada Lovelace", "123", "x.py"),
    "course/week 1/Ada Lovelace_123_assignsubmission_file/x.py": ("Ada Lovelace", "123", "x.py"),
    "Participant_123_assignsubmission_file/means.ipynb": ("Participant", "123", "means.ipynb"),
    "Group_7_assignsubmission_file/means.ipynb": ("Group", "7", "means.ipynb"),
}

BRIGHTSPACE = {
    "39787-640694 - Ada Lovelace - Oct 11, 2025 1130 AM/means.ipynb": ("Ada Lovelace", (11, 30), "means.ipynb"),
    "39787-640694 - Ada Lovelace - Oct 11, 2025 1230 AM/a/b.py": ("Ada Lovelace", (0, 30), "a/b.py"),
    "39787-640694 - Ada Lovelace - Oct 11, 2025 905 PM/means.ipynb": ("Ada Lovelace", (21, 5), "means.ipynb"),
    "39787-640694 - Ada - Love - Oct 11, 2025 1130 AM/means.ipynb": ("Ada - Love", (11, 30), "means.ipynb"),
    "39787-640694 - Ada Lovelace - Oct 11, 2025 1130 AM - means.ipynb": (
        "Ada Lovelace",
        (11, 30),
        "means.ipynb",
    ),
    "39787-640694 - A - B - Oct 11, 2025 1130 AM - c - d.ipynb": ("A - B", (11, 30), "c - d.ipynb"),
    "39787-640694 - Ada Lovelace - 11 oct. 2025 1130/means.ipynb": ("Ada Lovelace", None, "means.ipynb"),
    "39787-640694 - Ada Lovelace - Oct 99, 2025 1130 AM/means.ipynb": ("Ada Lovelace", None, "means.ipynb"),
    "39787-640694 - Ada Lovelace - 11 oct. 2025 - means.ipynb": ("Ada Lovelace", None, "means.ipynb"),
    "wrapper/39787-640694 - Ada Lovelace - Oct 11, 2025 1130 AM/x": ("Ada Lovelace", (11, 30), "x"),
}

NOBODYS = [
    "means.ipynb",
    "index.html",
    "my_1_file_2.ipynb",
    "4711_90210_means.ipynb",
    "lovelaceada_4711_90210_work/means.ipynb",  # a folder that was no archive
    "lovelaceada_4711_90210_",
    "lovelaceada_4711_90210",
    "Ada Lovelace_123_assignsubmission_file",
    "Ada Lovelace_assignsubmission_file/means.ipynb",
    "39787-640694 - Ada Lovelace/means.ipynb",
    "39787 - Ada Lovelace - Oct 11, 2025 1130 AM/means.ipynb",
    "Ada Lovelace_\u0661\u0662\u0663_assignsubmission_file/means.ipynb",  # digits of another script
    "",
    "/",
]


@pytest.mark.parametrize("path", CANVAS)
def test_canvas(path):
    found = read_path(path, {"submissions/lovelaceada_4711_90210_work"})
    said = found.name, found.number, found.attachment, found.late, found.file
    assert (found.platform.name, said) == ("Canvas", CANVAS[path])
    assert found.is_anonymous == ("anon" in path)
    assert found.before + found.file == path


@pytest.mark.parametrize("path", MOODLE)
def test_moodle(path):
    found = read_path(path)
    assert (found.platform.name, (found.name, found.number, found.file)) == ("Moodle", MOODLE[path])
    assert (found.is_anonymous, found.is_of_group) == (path.startswith("Participant"), path.startswith("Group"))
    assert found.before + found.file == path


@pytest.mark.parametrize("path", BRIGHTSPACE)
def test_brightspace(path):
    found = read_path(path)
    time = found.moment and (found.moment.hour, found.moment.minute)
    assert (found.platform.name, (found.name, time, found.file)) == ("Brightspace", BRIGHTSPACE[path])
    assert found.moment is None or found.moment.date() == datetime.date(2025, 10, 11)
    assert bool(found.unread) == (found.moment is None)
    assert found.before + found.file == path


@pytest.mark.parametrize("path", NOBODYS)
def test_other_names(path):
    assert read_path(path) is None


SAME = [
    ("No\u00ebl O'Brien", "Noe\u0308l OBrien"),
    ("Se\u00e1n \u201cJack\u201d O\u2019Brien", "sea\u0301n jack OBRIEN"),
    ("\u05e9\u05e8\u05d4 \u05db\u05d4\u05df", "\u200f\u05e9\u05e8\u05d4\u200e \u05db\u05d4\u05df"),
    ("Ada_Byron  Lovelace", "Ada Byron Lovelace"),
    ("Kim Ray, Jr.", "kim ray jr."),
    ("Wei\u00df", "WEISS"),
    ("A/B: C?", "AB C"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_that_are_the_same(one, other):
    assert plain_name(one) == plain_name(other)


def test_names_that_are_not_the_same():
    names = ["Jose Diaz", "Jos\u00e9 Diaz", "Jos\u00e9 D\u00edaz", "Joe Diaz", "Diaz"]
    assert len(set(map(plain_name, names))) == len(names)


CLASS = ClassList(
    [
        Person("ada", "Ada", "Lovelace", "ada@x.org", "4711"),
        Person("4711", "No\u00ebl", "van der Berg"),
        Person("noel", "No\u00ebl", "van der Berg", "", "4712"),
        Person("bare"),
    ]
)


@pytest.mark.parametrize(
    ("path", "students"),
    [
        ("lovelaceada_4711_1_means.ipynb", {"ada", "4711"}),  # the number of one is the id of another
        ("x_4712_1_means.ipynb", {"noel"}),
        ("x_4713_1_means.ipynb", set()),
        ("anon_4712_1_means.ipynb", set()),
        ("Ada Lovelace_1_assignsubmission_file/x.ipynb", {"ada"}),
        ("Lovelace Ada_1_assignsubmission_file/x.ipynb", {"ada"}),
        ("Noe\u0308l van der Berg_1_assignsubmission_file/x.ipynb", {"4711", "noel"}),
        ("bare_1_assignsubmission_file/x.ipynb", {"bare"}),
        ("Lovelace_1_assignsubmission_file/x.ipynb", set()),
        ("Team-Ada Lovelace_1_assignsubmission_file/x.ipynb", set()),
        ("1-2 - noel - Oct 11, 2025 1130 AM/x.ipynb", {"noel"}),
    ],
)
def test_whose_it_may_be(path, students):
    assert whose(read_path(path), CLASS) == students


def test_a_name_that_an_archive_does_not_call_utf_8():
    """A ZIP that does not say how its names are written is read as code page 437, and Macs write UTF-8."""
    name = "Noe\u0308l van der Berg"
    path = f"{name}_1_assignsubmission_file/x.ipynb".encode().decode("cp437")
    assert read_path(path).name == name
    assert read_path(path).path == path
    assert read_path("No\u00ebl_1_assignsubmission_file/x.ipynb").name == "No\u00ebl"


def test_keys_that_contradict_each_other_mean_nobody_for_certain():
    """Two keys of three for one student do not outvote the third, which is another's."""
    students = ClassList([Person("ada", email="ada@x.org", lms_user_id="1"), Person("bob", lms_user_id="2")])
    told = {"Email address": "ADA@x.org", "ID number": "1", "Username": "bob", "Full name": "Ada"}
    assert students_meant(PLATFORMS["moodle"], SheetLine(2, told, 4), students) == {"ada", "bob"}
    assert students_meant(PLATFORMS["moodle"], SheetLine(2, {**told, "Username": "other"}, 4), students) == {
        "ada"
    }
    assert students_meant(PLATFORMS["moodle"], SheetLine(2, {"Full name": "Ada"}, 4), students) == frozenset()


def counted(*names, content=lambda name: name.encode()):
    """What counts of a download, by path; and why the rest does not."""
    found = count(Download(names, content), "means", CLASS, datetime.UTC)
    why = ({name: str(said) for name, said in some.items()} for some in (found.unknown, found.earlier))
    return {name: (one.student, one.file) for name, one in found.files.items()}, *why


def test_two_participants_of_one_name_are_not_one_student():
    """Whoever takes the name of another hands in nothing for them."""
    one, other = (f"Ada Lovelace_{number}_assignsubmission_file/means.ipynb" for number in (101, 109))
    reason = (
        "2 participants of the download fit ada, of whom one may only have the name; put the grading worksheet"
        " beside the archive, or remove what is not by that student."
    )
    assert counted(one, other, "bare_1_assignsubmission_file/x.ipynb") == (
        {"bare_1_assignsubmission_file/x.ipynb": ("bare", "x.ipynb")},
        {one: reason, other: reason},
        {},
    )


def test_canvass_numbers_are_left_out_where_they_are_canvass():
    files, _, earlier = counted(
        "x_4712_1_means-3.ipynb",  # the assignment's name
        "x_4712_2_draft.ipynb",
        "x_4712_3_draft-1.ipynb",  # the name of another file of the same student
        "x_4712_4_part-1.ipynb",
        "x_4712_5_part-2.ipynb",  # the student's own numbers
    )
    assert files == {
        "x_4712_1_means-3.ipynb": ("noel", "means.ipynb"),
        "x_4712_3_draft-1.ipynb": ("noel", "draft.ipynb"),
        "x_4712_4_part-1.ipynb": ("noel", "part-1.ipynb"),
        "x_4712_5_part-2.ipynb": ("noel", "part-2.ipynb"),
    }
    assert earlier == {"x_4712_2_draft.ipynb": "the same student handed in x_4712_3_draft-1.ipynb later."}


def test_two_downloads_of_one_submission():
    same = ("a/x_4712_1_means.ipynb", "b/x_4712_1_means.ipynb")
    files, _, earlier = counted(*same, content=lambda name: b"the same")
    assert list(files) == [same[1]]
    assert earlier == {same[0]: "it is the same file as b/x_4712_1_means.ipynb."}
    folders = [f"{place}/bare_1_assignsubmission_file/x.ipynb" for place in "ab"]
    files, _, earlier = counted(*folders)
    assert list(files) == [folders[1]]
    assert earlier == {
        folders[0]: "the same student handed in b/bare_1_assignsubmission_file/x.ipynb, which counts, and"
        " nothing says which is the later one; if it is this one, remove the other."
    }


def test_what_a_student_packed_is_the_students_whatever_it_is_called():
    inside = "x_4712_1_work/Ada Lovelace_101_assignsubmission_file/means.ipynb"
    download = Download([inside], lambda name: b"", unpacked=frozenset({"x_4712_1_work"}))
    found = count(download, "means", CLASS, datetime.UTC)
    assert [one.student for one in found.files.values()] == ["noel"]
