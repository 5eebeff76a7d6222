"""What is wrong with the files of one student is that student's state, with a sentence; the class is marked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import dataclass

import pytest

from autograder.errors import AssignmentError
from autograder.instructor.grade_class import grade_course, who_is_not_enrolled
from autograder.instructor.standing import standings
from autograder.nbgrader.fast import whole_class
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.nbgrader.stored_reports import fetch
from autograder.report import Status
from autograder.submission.beside import handed_in

from .conftest import CONFIG, RIGHT, Course

pytestmark = pytest.mark.slow

ENROLLING = "c.Autograde.create_student = True  # students of these tests are enrolled by handing in\n"


def ordinary(*command):
    """The command as an account runs it that is not allowed everything: of root, that right is taken away."""
    if os.geteuid():
        return command
    rights = "-dac_override,-dac_read_search"
    return ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", *command)


def gradebook(folder):
    return open_gradebook(course_directory(course_config(folder), "means", root=folder))


def enrol(folder, *students):
    with gradebook(folder) as book:
        for student in students:
            book.update_or_create_student(student)


def strict(folder):
    """Nobody is enrolled by handing in."""
    assert ENROLLING in CONFIG
    path = folder / "nbgrader_config.py"
    path.write_text(path.read_text().replace(ENROLLING, ""))


CANNOT = "cannot be read ({}), so nothing was marked; mend that, and mark again."
UNUSABLE = "{} cannot be used ({}); make it usable or move it away, and mark again."
DENIED, NO_FOLDER = "Permission denied", "Not a directory"


def closed(path):
    path.chmod(0)


def in_its_place(make):
    """Something else where there was a file or a folder."""

    def change(path):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        make(path)

    return change


def to_nowhere(path):
    path.symlink_to("nowhere")


def to_itself(path):
    path.symlink_to(path.name)


def read_only(path):
    path.chmod(0o555)


TROUBLES = {
    "closed-file": ("submitted/{}/means/means.ipynb", closed, "means.ipynb " + CANNOT.format(DENIED)),
    "closed-time": ("submitted/{}/means/timestamp.txt", closed, "timestamp.txt " + CANNOT.format(DENIED)),
    "closed-folder": ("submitted/{}/means", closed, "The submission's folder " + CANNOT.format(DENIED)),
    "closed-home": ("submitted/{}", closed, "The submission's folder " + CANNOT.format(DENIED)),
    "file-for-folder": (
        "submitted/{}/means",
        in_its_place(lambda path: path.touch()),
        "The submission's folder " + CANNOT.format(NO_FOLDER),
    ),
    "file-for-home": (
        "submitted/{}",
        in_its_place(lambda path: path.touch()),
        "The submission's folder " + CANNOT.format(NO_FOLDER),
    ),
    "folder-to-nowhere": (
        "submitted/{}/means",
        in_its_place(to_nowhere),
        "The submission's folder " + CANNOT.format("it is a link that leads nowhere"),
    ),
    "home-to-itself": (
        "submitted/{}",
        in_its_place(to_itself),
        "The submission's folder " + CANNOT.format("Too many levels of symbolic links"),
    ),
    "file-to-itself": (
        "submitted/{}/means/means.ipynb",
        in_its_place(to_itself),
        "The notebook is a link to another file; submit the notebook itself.",
    ),
    "folder-for-file": (
        "submitted/{}/means/means.ipynb",
        in_its_place(lambda path: path.mkdir()),
        "means.ipynb is a folder; hand in the notebook itself, with that name.",
    ),
}
"""What of a submission cannot be read: where, what is done there, and the sentence."""


def with_one_file(path):
    """A read-only folder with one file in it, for which of several the system refuses first is chance."""
    for place in path.iterdir():
        if place.name != "means.ipynb":
            place.unlink()
    read_only(path)


OURS = {
    "read-only-folder": (
        "autograded/{}/means",
        with_one_file,
        UNUSABLE.format("autograded/read-only-folder/means/means.ipynb", DENIED),
    ),
    "read-only": ("autograded/{}", read_only, UNUSABLE.format("autograded/read-only/means", DENIED)),
    "no-folder": (
        "autograded/{}",
        in_its_place(lambda path: path.touch()),
        UNUSABLE.format("autograded/no-folder/means", NO_FOLDER),
    ),
    "no-report": (
        "reports/means/{}.json",
        in_its_place(lambda path: path.mkdir()),
        UNUSABLE.format("reports/means/no-report.json", "Is a directory"),
    ),
}
"""What of the course's own files of a student cannot be written."""

COMMANDS = (
    ("grade", "means", "--force"),
    ("report", "means"),
    ("export", "means"),
    ("export", "means", "--format", "gradescope"),
    ("similar", "means"),
    ("regrade", "means"),
)

RUN_ALL = """
import sys, json
from autograder.cli import main
for args in json.loads(sys.argv[1]):
    try:
        main(args, prog_name="autograder")
    except SystemExit as end:
        print(f"\\nSTATUS {end.code} OF {' '.join(args)}", flush=True)
"""


@dataclass(frozen=True)
class Run:
    """A course with trouble, after all commands."""

    course: Course
    statuses: dict[str, int]
    out: str
    err: str


@pytest.fixture(scope="module")
def run(template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trouble") / "course"
    shutil.copytree(template, folder)
    strict(folder)
    course = Course(folder)
    students = ("ann", *TROUBLES, *OURS, "zoe")
    enrol(folder, *students)
    for student in students:
        course.submit(student, course.answered(**RIGHT))
    assert {row.score for row in grade_course(folder, course.assignment)} == {6.5}
    for student, (place, change, _) in {**TROUBLES, **OURS}.items():
        change(folder / place.format(student))
    done = subprocess.run(
        ordinary(sys.executable, "-c", RUN_ALL, json.dumps(COMMANDS)),
        capture_output=True, text=True, check=False, timeout=300, cwd=folder,
        env={**os.environ, "AUTOGRADER_COURSE": str(folder)},
    )  # fmt: skip
    ends = [line.split(" ", 3) for line in done.stdout.splitlines() if line.startswith("STATUS ")]
    yield Run(course, {row[3]: int(row[1]) for row in ends}, done.stdout, done.stderr)
    for place in sorted(folder.rglob("*"), reverse=True):
        if not place.is_symlink():
            place.chmod(0o755)


def test_each_trouble_is_that_students_state(run):
    found = {name: fetch(run.course.folder, "means", name) for name in (*TROUBLES, *OURS)}
    assert found.pop("no-report") is None
    said = {name: (report.status, report.message) for name, report in found.items()}
    assert said == {
        **{name: (Status.LOAD_ERROR, sentence) for name, (_, _, sentence) in TROUBLES.items()},
        **{name: (Status.ERROR, row[2]) for name, row in OURS.items() if name != "no-report"},
    }
    assert OURS["no-report"][2] in " ".join(run.out.replace("│", " ").split())


def test_the_class_is_marked_and_nobody_has_a_zero(run):
    rows = {row.student: row for row in scores(run.course.folder, run.course.assignment)}
    assert {name: rows[name].score for name in ("ann", "zoe")} == {"ann": 6.5, "zoe": 6.5}
    # Neither a zero nor what an earlier run found: it waits for a person.
    assert {rows[name].needs_manual_grade for name in (*TROUBLES, *OURS)} == {True}
    with gradebook(run.course.folder) as book:
        for name in (*TROUBLES, *OURS):
            grades = book.find_submission_notebook("means", "means", name).grades
            assert {row.auto_score for row in grades} == {None}, name


def test_no_command_is_stopped_by_it(run):
    said = run.err.replace(f"autograder: the course is {run.course.folder}\n", "")
    assert said.splitlines() == [
        "autograder: some marks are missing or not fresh; the page says which.",
        f"No result, for nothing is marked: {', '.join(sorted([*TROUBLES, *OURS]))}.",
    ]
    assert run.statuses == {" ".join(args): int(args[0] == "grade") for args in COMMANDS}
    assert f"2 graded, {len(TROUBLES)} load-error, {len(OURS)} error" in run.out
    assert "Not compared: closed-file: The file cannot be read (Permission denied)." in run.out


def test_what_is_mended_is_marked(run, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(run.course.folder, folder, symlinks=True)  # the right to read it all is root's
    for place in (folder / "submitted/closed-home", *folder.glob("submitted/closed-*/*")):
        place.chmod(0o755)
    again = Course(folder)
    again.submit("closed-file", again.answered(**RIGHT))
    reports = {row.student: row for row in grade_course(folder, again.assignment)}
    assert reports["closed-file"].score == reports["closed-home"].score == 6.5


def test_what_the_machine_lacks_is_no_students_trouble(course, right, monkeypatch):
    for student in ("ann", "zoe"):
        course.submit(student, course.answered(**right))

    def full(*_):
        raise OSError(28, "No space left on device", str(course.folder / "reports/means/ann.json"))

    monkeypatch.setattr(whole_class, "mark_class", lambda *_, **__: None)
    monkeypatch.setattr("autograder.instructor.grade_class.mark_class", lambda *_, **__: None)
    monkeypatch.setattr("autograder.nbgrader.one_by_one.why_unfit", full)
    with pytest.raises(Exception, match="No space left on device"):
        grade_course(course.folder, course.assignment)


def test_whether_anything_was_handed_in(tmp_path):
    folder = tmp_path / "ann/means"
    assert not handed_in(folder)
    folder.parent.mkdir()
    assert not handed_in(folder)
    folder.symlink_to("nowhere")
    assert handed_in(folder)
    folder.unlink()
    folder.parent.rmdir()
    folder.parent.symlink_to("ann")
    assert handed_in(folder)
    folder.parent.unlink()
    folder.parent.symlink_to("nowhere")
    assert handed_in(folder)
    folder.parent.unlink()
    folder.parent.symlink_to(tmp_path)  # a folder in which there is nothing of that name
    assert not handed_in(folder)
    folder.parent.unlink()
    folder.parent.write_text("")
    assert handed_in(folder)


def test_a_place_into_which_nobody_may_look_is_not_empty(tmp_path, monkeypatch):
    """Such as all of submitted/: nobody there has handed in nothing."""

    def closed_to_all(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("pathlib.Path.lstat", closed_to_all)
    assert handed_in(tmp_path / "ann/means")


# Who is not enrolled


def students(folder):
    with gradebook(folder) as book:
        return {row.id for row in book.students}


def test_folders_of_nobody_are_said_and_never_enrolled(course, right):
    strict(course.folder)
    enrol(course.folder, "eve", "tom")
    for student in ("eve", "evee", "x1", "x2", "x3", "x4", "x5", "old [copy]"):
        course.submit(student, course.answered(**right))
    reports = grade_course(course.folder, course.assignment)
    assert {row.student: row.status for row in reports} == {"eve": Status.GRADED, "tom": Status.MISSING}
    assert students(course.folder) == {"eve", "tom"}
    assert [row.student for row in standings(course.folder, course.assignment)] == ["eve", "tom"]
    assert not (course.folder / "autograded/evee").exists()
    assert str(who_is_not_enrolled(course.folder, course.assignment)) == (
        'Not enrolled, and so not marked: evee (did you mean "eve"?), old [copy], x1, x2, x3 and 2 more. If a'
        " folder bears a wrong id, rename it. To enrol the others: autograder roster FILE; or let whoever hands"
        " in be enrolled: c.Autograde.create_student = True in nbgrader_config.py."
    )
    with pytest.raises(AssignmentError) as caught:
        grade_course(course.folder, course.assignment, ["evee"])
    assert str(caught.value) == (
        '"evee" is not enrolled: the gradebook does not know the name; did you mean "eve"?'
    )
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograde.create_student = True\n")
    grade_course(course.folder, course.assignment)
    assert {"eve", "evee", "old [copy]", "tom"} < students(course.folder)
    assert not who_is_not_enrolled(course.folder, course.assignment)


def test_a_class_of_nobody_is_no_class(course, right):
    strict(course.folder)
    course.submit("ann", course.answered(**right))
    with pytest.raises(AssignmentError) as caught:
        grade_course(course.folder, course.assignment)
    assert str(caught.value) == (
        "Nobody is enrolled in this course. Import the class list: autograder roster FILE; or let whoever hands"
        " in be enrolled: c.Autograde.create_student = True in nbgrader_config.py."
    )
    assert students(course.folder) == set()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_id_written_in_two_forms_is_one_student(course, right, form):
    """As macOS writes names of files, and as everything else does."""
    name = unicodedata.normalize(form, "zoë")
    other = unicodedata.normalize({"NFC": "NFD", "NFD": "NFC"}[form], "zoë")
    enrol(course.folder, name)
    course.submit(other, course.answered(**right))
    said = []
    (report,) = grade_course(course.folder, course.assignment, say=said.append)
    assert (report.student, report.status, report.score) == (name, Status.GRADED, 6.5)
    assert said == [
        f"{name}: the folder's name had other bytes for the same letters than the id; it was renamed."
    ]
    assert students(course.folder) == {name}
    assert [path.name for path in (course.folder / "submitted").iterdir()] == [name]
    # With a folder of the right name there as well, nothing is taken away from anybody.
    course.submit(other, course.answered(**right))
    assert [row.student for row in grade_course(course.folder, course.assignment)] == [name]
    assert str(who_is_not_enrolled(course.folder, course.assignment)).startswith(
        f'Not enrolled, and so not marked: {other} (did you mean "{name}"?). If a folder bears a wrong id'
    )
