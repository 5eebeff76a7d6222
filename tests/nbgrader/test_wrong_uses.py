"""Wrong uses of the command line: each gets one sentence, and changes nothing."""

import fcntl
import hashlib
import os
import re
import shutil
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from autograder.cli import main

from ..languages.untranslated import english_in
from .conftest import RIGHT, Course

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(template, tmp_path_factory):
    """A course of two students who are marked; what no command of this file may change."""
    from autograder.instructor.grade_class import grade_course
    from autograder.instructor.roster import enrol
    from autograder.nbgrader.graders import close

    folder = tmp_path_factory.mktemp("wrong") / "course"
    shutil.copytree(template, folder)
    course = Course(folder)
    files = {
        "class.csv": "id\nann\nbob\n",
        "a.py": "x = 1\n",
        "marks.csv": "mine\n",
        "no_id.csv": "name\nann\n",
        "ragged.csv": "id,first_name\nann,A,B\nbob\n",
        "twice.csv": "id\nann\nann\n",
        "slash.csv": "id\na/b\n",
        "shortened.csv": "id\n1.23E+05\n",
        "plus.csv": "id\na+b\nc&d\n",
        "nameless.csv": "id,first_name\n,Ann\n",
        "binary.csv": "\0\x81",
        "empty.csv": "",
    }
    for name, text in files.items():
        (folder / name).write_text(text, "latin-1")
    enrol(folder, folder / "class.csv")
    for student in ("ann", "bob"):
        course.submit(student, course.answered(**RIGHT))
    grade_course(folder, course.assignment)
    close()
    (folder.parent / "elsewhere").mkdir()
    (folder / "assignments/means/notes.txt").write_text("mine\n")
    return folder


def digests(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


NO_COURSE = (
    "There is no course at or above {elsewhere}. Make one with: autograder init mycourse, or name yours with"
    " --course or in AUTOGRADER_COURSE."
)
NO_SOLUTIONS = (
    "{0}, which --course names, is no course: it has no solutions/NAME/assignment.toml. Make one with:"
    " autograder init {0}"
)
NOT_ENROLLED = '"{}" is not enrolled: the gradebook does not know the name{}'
NO_NAME = (
    '"{}" cannot be an assignment: take a word of small letters, digits and underscores, such as "dropout".'
)
NOT_OURS = (
    "{{course}}/{}: this program did not write what is there, so it is left alone. Name another place, or write"
    " --force, which keeps it beside the new one."
)
ASKED_TWICE = "{} is asked for twice, and one of the results would be lost: name two places."
NO_FOLDER = "{} is no folder, and this format writes a file for each student: name a folder."
NO_TEMPLATE = "--format canvas needs --template FILE: the gradebook that Canvas exported."
TEMPLATE = "--format nbgrader takes no --template; these formats do: canvas, moodle, brightspace, feedback."
WRONG_LINE = "{}: nothing was read, for this line is wrong:\n  line {}: {}"
WRONG_LINES = "{}: nothing was read, for these lines are wrong:\n  line {}: {}\n  line {}: {}"

WRONG_USES = [
    # which course
    *(
        (f"elsewhere: {words}", NO_COURSE)
        for words in (
            "grade means",
            "release --all",
            "new dropout",
            "roster class.csv",
            "export",
            "handout",
            "late",
            "regrade means",
            "doctor means",
        )
    ),
    (
        "grade means --course submitted",
        NO_SOLUTIONS.format("submitted"),
    ),
    ("late --course nowhere", "nowhere, which --course names, is no folder."),
    ("rubric means --course a.py", "a.py, which --course names, is no folder."),
    # which assignment, which student
    ("grade maens", 'No assignment "maens" in {course}/solutions. Did you mean "means"?'),
    ("release ../means", 'No assignment "../means" in {course}/solutions. Did you mean "means"?'),
    ("export unlike", 'No assignment "unlike" in {course}/solutions. There is: means.'),
    ("release", "name an assignment, or write --all."),
    ("grade means --student an", NOT_ENROLLED.format("an", '; did you mean "ann"?')),
    ("explain means zoe", NOT_ENROLLED.format("zoe", ".")),
    ("regrade means --student zoe", NOT_ENROLLED.format("zoe", ".")),
    # what begins
    ("new Drop-Out", NO_NAME.format("Drop-Out")),
    ("new class", NO_NAME.format("class")),
    ("new means", "{course}/solutions/means exists already; nothing was written."),
    (
        "init",
        ". exists and is not empty; nothing was written. Name a folder that does not exist, or let a course"
        " that is there adopt the assignments: autograder init --adopt .",
    ),
    ("init a.py", "a.py is no folder; name one that does not exist."),
    (
        "init x --adopt --bare",
        "--adopt adds the assignments of this package, and --bare wants none: leave out one.",
    ),
    ("init x --yes", "--yes answers what --adopt asks; it means nothing without it."),
    (
        "init nowhere --adopt",
        "{course}/nowhere holds no nbgrader_config.py, so it is no nbgrader course. A new one is made with:"
        " autograder init mycourse",
    ),
    # which file is read
    (
        "check means submitted",
        "submitted is a folder; name the notebook (.ipynb) or the Python file (.py) in it.",
    ),
    ("check means nothing.ipynb", "nothing.ipynb does not exist."),
    ("check means marks.csv", "marks.csv is neither a notebook (.ipynb) nor a Python file (.py)."),
    (
        "check means a.py b.py --watch",
        "--watch follows one file and prints for people: name one file, without --json.",
    ),
    (
        "check means a.py --watch --jobs 2",
        "--watch follows one file, and more processes would not mark it sooner: leave out --jobs.",
    ),
    ("answers means a.py", "a.py holds no written answers; name the notebook (.ipynb)."),
    ("progress submitted", "submitted holds no assignment: a folder NAME with NAME.ipynb and rubric.json."),
    ("export means --format canvas", NO_TEMPLATE),
    ("export means --template marks.csv", TEMPLATE),
    (
        "export means --format canvas --template marks.csv",
        "marks.csv is no gradebook of Canvas: its first line names: mine. In Canvas: Grades,"
        " Export, Export Entire Gradebook.",
    ),
    ("export --format criteria", "--format criteria takes one assignment."),
    # where results go
    ("export means --to marks.csv", NOT_OURS.format("marks.csv")),
    ("report means --to marks.csv", NOT_OURS.format("marks.csv")),
    ("report means --to solutions/means/means.py", NOT_OURS.format("solutions/means/means.py")),
    ("report means --to a.html --csv gradebook.db", NOT_OURS.format("gradebook.db")),
    ("gradescope means --to marks.csv", NOT_OURS.format("marks.csv")),
    (
        "export means --to nowhere/m.csv",
        "{course}/nowhere does not exist; make the folder first, or name another.",
    ),
    ("report means --to a.html --csv a.html", ASKED_TWICE.format("{course}/a.html")),
    ("report means --to - --csv -", ASKED_TWICE.format("-")),
    ("export means --to /dev/full", "No space left on device."),
    ("export means --format gradescope --to -", NO_FOLDER.format("-")),
    ("export means --format gradescope --to marks.csv", NO_FOLDER.format("marks.csv")),
    ("handout --folder marks.csv", "marks.csv is no folder; the archive has a name of its own."),
    (
        "release means",
        "{course}/assignments/means/notes.txt was not written by a release, or was changed since; nothing is"
        " released. Move it away, or keep {course}/assignments/means under another name with --force.",
    ),
    (
        "study --copy-only --folder solutions/x",
        "{course}/solutions/x belongs to the course; take another folder, such as work.",
    ),
    ("study --copy-only --folder .", "{course} is the course itself; take a folder of your own, such as work."),
    # lists
    ("roster nothing.csv", "nothing.csv cannot be read (No such file or directory)."),
    ("roster submitted", "submitted cannot be read (Is a directory)."),
    ("roster no_id.csv", "no_id.csv: the first line names no column id; it names: name."),
    (
        "roster ragged.csv",
        WRONG_LINES.format(
            *("ragged.csv", 2, "it has 3 cells, and the first line names 2."),
            *(3, "it has 1 cells, and the first line names 2."),
        ),
    ),
    (
        "roster twice.csv",
        WRONG_LINES.format(
            *("twice.csv", 2, 'the id "ann" stands in 2 lines.'), *(3, 'the id "ann" stands in 2 lines.')
        ),
    ),
    (
        "roster slash.csv",
        WRONG_LINE.format(
            "slash.csv",
            2,
            'the id "a/b" cannot be the name of a folder, and nbgrader makes one for each student.',
        ),
    ),
    (
        "roster shortened.csv",
        WRONG_LINE.format(
            "shortened.csv",
            2,
            'the id "1.23E+05" is a number as a spreadsheet shortens it, and its last digits are lost; take it'
            " from where the list comes from, and format the column as text.",
        ),
    ),
    (
        "roster plus.csv",
        WRONG_LINES.format(
            *(
                "plus.csv",
                2,
                'the id "a+b" holds a "+", at which nbgrader\'s exchange cuts'
                " the names of submissions; take one without.",
            ),
            *(3, 'the id "c&d" holds a &, which a page would take for markup; take one without.'),
        ),
    ),
    ("roster nameless.csv", WRONG_LINE.format("nameless.csv", 2, "it has no id.")),
    (
        "roster binary.csv",
        'binary.csv: line 1 is not UTF-8; save it as "CSV UTF-8" (in a spreadsheet: Save As) and try again.',
    ),
    ("roster empty.csv", "empty.csv is empty; its first line names the columns: id."),
]


TYPED = {r"canvas, moodle, brightspace, feedback": "words that are typed"}


@pytest.fixture
def stand(place, monkeypatch):
    """Stand in the course, or elsewhere."""
    monkeypatch.delenv("AUTOGRADER_COURSE", raising=False)

    def go(where):
        monkeypatch.chdir(where)

    return go


def refused(place, words, status=2):
    before = digests(place)
    done = CliRunner().invoke(main, words.split())
    said = done.stderr.removeprefix(f"autograder: the course is {place}\n")
    assert (done.exit_code, done.stdout) == (status, ""), said
    assert digests(place) == before
    assert said.startswith("autograder: ")
    assert said.endswith("\n")
    return said.removeprefix("autograder: ").removesuffix("\n")


def test_there_are_many_of_them():
    assert len(WRONG_USES) >= 50


@pytest.mark.parametrize(("words", "sentence"), WRONG_USES, ids=[words for words, _ in WRONG_USES])
def test_one_sentence_and_nothing_is_changed(place, stand, words, sentence):
    elsewhere = place.parent / "elsewhere"
    stand(elsewhere if words.startswith("elsewhere: ") else place)
    status = 1 if "/dev/full" in words else 2
    said = refused(place, words.removeprefix("elsewhere: "), status)
    assert said == sentence.format(course=place, elsewhere=elsewhere)
    assert list(elsewhere.iterdir()) == []


def test_each_sentence_is_chinese_where_chinese_is_spoken(place, stand):
    left = {}
    for words, _ in WRONG_USES:
        if words.startswith("gradescope"):  # it builds the engine first; the sentence is that of other formats
            continue
        stand(place.parent / "elsewhere" if words.startswith("elsewhere: ") else place)
        done = CliRunner().invoke(main, ["--language", "zh", *words.removeprefix("elsewhere: ").split()])
        assert done.exit_code in (1, 2)
        assert re.search("[\u4e00-\u9fff]", done.stderr)
        left[words] = english_in(done.stderr, meant=TYPED)
    assert {words: found for words, found in left.items() if found} == {}


def test_the_environment_names_no_course(place, stand, monkeypatch):
    stand(place)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(place.parent / "elsewhere"))
    assert refused(place, "grade means") == (
        f"{place.parent}/elsewhere, which AUTOGRADER_COURSE names, is no course: it has no"
        f" solutions/NAME/assignment.toml. Make one with: autograder init {place.parent}/elsewhere"
    )


@contextmanager
def marked_by_another(folder):
    number = os.open(folder, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(number)


def test_two_runs_at_once(place, stand):
    stand(place)
    with marked_by_another(place / "solutions/means"):
        assert refused(place, "grade means", 1) == (
            "Another run marks means just now, and two would undo each other's work; wait until it has ended,"
            " or end it."
        )
