"""One class, two languages: a whole round in a real nbgrader course, with its exchange, pages and export."""

import csv
import json
import re
import shutil
import zipfile

import pytest
from nbgrader.apps.api import NbGraderAPI

from autograder.languages.letters import language_tag
from autograder.nbgrader.host import course_config, course_directory

from ..typed import typed
from .mixed import WORKS, mixed_course, without_metadata
from .untranslated import english_in, english_on
from .work import LANGUAGES

pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.slow,
]

OF_NBGRADER = {
    r"Student's answer|Written response|Test cell|Grade cell": "what nbgrader's template calls a cell",
    r"Comments:?": "of nbgrader's template",
}

KINDS = [*WORKS, "bare", "damaged"]


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """The course after the round, and what the round printed."""
    course = mixed_course(tmp_path_factory.mktemp("mixed") / "course")
    for language in LANGUAGES:
        for name in WORKS:
            course.hand_in(f"{language}-{name}", course.work(language, name))
        course.hand_in(f"{language}-bare", without_metadata(course.work(language, "named")))
        whole = json.dumps(course.work(language, "named")).encode()
        course.hand_in(f"{language}-damaged", whole[: len(whole) * 2 // 3])
    course.hand_in("not-a-notebook", b"{")
    course.enrol("absent")
    return course, typed("round", "warmup", folder=course.folder, COLUMNS="200")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_work_has_the_same_marks_in_one_gradebook(mixed, kind):
    scores = mixed[0].scores()
    assert scores[f"en-{kind}"] == scores[f"zh-{kind}"]
    assert len(scores) == 2 * len(KINDS) + 1


def test_the_round_has_served_everybody(mixed):
    course, done = mixed
    assert done.returncode == 1  # three files cannot be read
    assert done.stdout.splitlines()[-4:] == [
        "collected: 19 new, 0 newer than before, 0 as before",
        "pages: 19 written, 0 as they should be",
        "no page, as nothing was handed in: absent",
        "released: 19 pages, 0 were out already",
    ]
    assert len(list(course.folder.glob("exchange/mixed/feedback/*"))) == 19


@pytest.mark.parametrize("kind", [*WORKS, "bare"])
def test_a_page_is_in_the_language_of_its_student(mixed, kind):
    english, chinese = (mixed[0].page(f"{language}-{kind}") for language in LANGUAGES)
    assert not re.search("[\u4e00-\u9fff]", english)
    assert english_on(chinese, meant=OF_NBGRADER) == []
    assert ("尚未评分" in chinese) is ("not marked yet" in english) is (kind == "answers")
    assert ('<html lang="en">' in english, '<html lang="zh-CN">' in chinese) == (True, True)


def test_typed_steps_of_nbgrader_write_the_same_pages(mixed):
    course, _ = mixed
    pages = {path: path.read_bytes() for path in course.folder.glob("feedback/*/warmup/warmup.html")}
    assert len(pages) == 19
    config = course_config(course.folder)
    directory = course_directory(config, "warmup", root=course.folder)
    assert NbGraderAPI(coursedir=directory, config=config).generate_feedback("warmup", force=True)["success"]
    assert [path.parts[-3] for path, before in pages.items() if path.read_bytes() != before] == []


@pytest.mark.parametrize("student", ["en-damaged", "zh-damaged", "not-a-notebook"])
def test_what_nobody_can_read_is_answered_in_the_language_of_the_course(mixed, student):
    page = mixed[0].page(student)
    assert "The notebook is damaged" in page
    assert not re.search("[\u4e00-\u9fff]", page)


def test_the_export_is_the_same_for_both(mixed):
    course, _ = mixed
    typed("export", "--to", "marks.csv", folder=course.folder)
    with (course.folder / "marks.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    for kind in KINDS:
        one, two = ({**rows[f"{language}-{kind}"], "student_id": ""} for language in LANGUAGES)
        assert one == two


# What staff read

NAMES_OF_STUDENTS = {r"\b(en|zh)-[a-z]+|not-a-notebook": "names of students"}


@pytest.mark.parametrize("asked", ["zh", "en"])
def test_the_page_of_the_class_is_in_the_language_of_who_asks(mixed, asked):
    course, _ = mixed
    typed("--language", asked, "report", "warmup", "--to", f"{asked}.html", folder=course.folder)
    page = (course.folder / f"{asked}.html").read_text(encoding="utf-8")
    assert f'<html lang="{language_tag(asked)}">' in page
    if asked == "zh":
        assert english_on(page, meant=NAMES_OF_STUDENTS) == []
    else:
        assert not re.search("[\u4e00-\u9fff]", page)


@pytest.mark.parametrize(
    "words",
    [
        "explain warmup zh-named",
        "explain warmup en-endless",
        "explain warmup zh-damaged",
        "explain warmup absent",
        "explain warmup abssent",
        "round warmup",
        "feedback warmup",
        "grade warmup",
        "late",
        "regrade warmup --html d.html --force",
        "similar warmup --at-least 0.01",
        "roster class.csv",
        "rubric warmup",
        "doctor warmup",
        "export --to grades.csv --force",
        "export warmup --format criteria --to criteria.csv --force",
        "export warmup --format gradescope --to results --force",
        "export warmup --format canvas --template canvas.csv --column Marks --to canvas-marks.csv --force",
        "export warmup --format moodle --template moodle.csv --to moodle-marks.csv --force",
        "export warmup --format feedback --template moodle.zip --to pages.zip --force",
        "report warmup --to class.html --force",
        "release warmup --force",
        "translations",
        "github warmup --to mark.yml --force",
        "check warmup submitted/zh-named/warmup/warmup.ipynb submitted/zh-stub/warmup/warmup.ipynb",
        "answers warmup submitted/zh-answers/warmup/warmup.ipynb",
        "progress assignments-zh",
    ],
)
def test_staff_are_told_in_their_language(desk, words):
    done = typed("--language", "zh", *words.split(), folder=desk, COLUMNS="200")
    assert done.returncode in (0, 1, 2)
    said = re.sub(r"\s*│\n(│\s+)+", " ", done.stdout + done.stderr)  # what a table breaks into lines
    assert english_in(said, meant=NAMES_OF_STUDENTS) == []


@pytest.fixture(scope="module")
def desk(mixed, tmp_path_factory):
    """A copy of the course, in which staff may change anything, with what a platform gave."""
    folder = tmp_path_factory.mktemp("desk") / "course"
    shutil.copytree(mixed[0].folder, folder)
    (folder / "class.csv").write_text("id,first_name,last_name,seat\nzh-right,Ada,L,1\nnew,N,O,2\n")
    (folder / "canvas.csv").write_text(
        "Student,ID,SIS Login ID,Section,Marks (1)\n    Points Possible,,,,10\n"
        '"L, Ada",1,zh-right,s,\n"X, Y",2,stranger,s,\n'
    )
    (folder / "moodle.csv").write_text(
        "Identifier,Full name,Email address,Grade,Maximum Grade,Grade can be changed\n"
        "Participant 1,Ada L,a@x.org,,10,Yes\nParticipant 2,Z,z@x.org,,10,No\n"
    )
    with zipfile.ZipFile(folder / "moodle.zip", "w") as archive:
        for name in ("Ada L_1", "Nobody_2"):
            archive.writestr(f"{name}_assignsubmission_file/warmup.ipynb", "{}")
    return folder
