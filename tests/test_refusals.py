"""What goes wrong ends in one sentence and an exit status of its own, and never in a traceback.

The command line is run as people run it, in a process of its own; a course is broken in one way at a time.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import click
import pytest

from autograder import errors
from autograder.cli import ending, main
from autograder.cli.ending import end_of
from autograder.exports.formats import FORMATS
from autograder.sentences import NOTHING, say

from .typed import typed

ROOT = Path(__file__).resolve().parents[1]
SOLUTION = ROOT / "solutions/batchnorm/batchnorm.py"
COMMAND = [sys.executable, "-m", "autograder"]


def autograder(*args, **settings):
    settings = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings}
    return subprocess.run([*COMMAND, *map(str, args)], text=True, check=False, timeout=300, **settings)


# The tree


def classes(root):
    return [root, *(inner for child in root.__subclasses__() for inner in classes(child))]


def test_the_tree_in_the_docstring_is_the_tree():
    drawn = {}
    for line in errors.__doc__.splitlines():
        words = line.split()
        named = [word for word in words if word in vars(errors)]
        if named and words[-1].isdigit():
            drawn[named[0]] = int(words[-1])
    assert drawn == {found.__name__: found.status for found in classes(errors.AutograderError)}


def test_no_error_of_the_program_stands_outside_the_tree():
    outside = set()
    for path in (ROOT / "autograder").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and path.name != "errors.py":
                bases = {ast.unparse(base) for base in node.bases}
                if bases & {"Exception", "RuntimeError", "ValueError"} and not node.name.startswith("_"):
                    outside.add(node.name)
    # Bytes from behind the wall, values too large to come from there, verdicts about a student's work, and work
    # that does not come to an end.
    assert outside == {"ProtocolError", "NoRoom", "CheckFailure", "CarriedCredit", "Endless"}


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (errors.AutograderError(say("a")), 1, "a"),
        (errors.UseError(say("name one.")), 2, "name one."),
        (errors.AssignmentError(say("no.")), 2, "no."),
        (errors.LoadError(say("The file is empty.")), 2, "The file is empty."),
        (errors.HostError(say("The gradebook")), 1, "The gradebook"),
        (errors.ProcessesError(say("no process")), 1, "no process"),
        (errors.ClusterError(say("no cluster")), 1, "no cluster"),
        (errors.WorkerError(say("no fork")), 1, "the wall could not be built: no fork"),
        (errors.ConfinementError(say("no bwrap")), 1, "the wall could not be built: no bwrap"),
        (errors.OutputError(say("full")), 1, "full"),
        (errors.ReaderGone(NOTHING), 141, ""),
        (
            ModuleNotFoundError("No module named 'nbgrader.x'", name="nbgrader.x"),
            2,
            'nbgrader.x is not installed; run: pip install "batchnorm-grader[class]"',
        ),
        (FileNotFoundError(2, "No such file", "a.csv"), 2, "a.csv: No such file."),
        (PermissionError(13, "Permission denied", "a"), 2, "a: Permission denied."),
        (OSError(28, "No space left on device"), 1, "No space left on device."),
        (
            KeyError("x"),
            70,
            "this is a failure of the grader, and no fault of yours: KeyError: 'x'. To see where it happened,"
            " set AUTOGRADER_TRACEBACK=1 in the environment and run the command again.",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_has_a_status_and_a_sentence(error, status, sentence):
    assert end_of(error) == (status, sentence)


@pytest.mark.parametrize("kind", classes(errors.AutograderError))
def test_an_error_comes_from_another_process_as_it_is(kind):
    """What a process could not do is said where the command runs, in the language that is spoken there."""
    error = kind(say("{name} cannot be read ({why}).", name="a.ipynb", why=say("it is a link")))
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is kind
    assert there.said == error.said
    assert str(there) == "a.ipynb cannot be read (it is a link)."


def test_a_module_of_our_own_that_is_missing_is_our_failure():
    status, sentence = end_of(ModuleNotFoundError("No module named 'autograder.x'", name="autograder.x"))
    assert status == 70
    assert "no fault of yours" in sentence


def failing_with(error):
    @click.group(cls=ending.Commands)
    def commands():
        pass

    @commands.command()
    def fail():
        raise error

    return commands


def test_a_failure_of_ours_shows_its_traceback_to_who_asks(monkeypatch, capsys):
    monkeypatch.delenv(ending.TRACEBACK, raising=False)
    with pytest.raises(SystemExit) as end:
        failing_with(KeyError("x")).main(["fail"], prog_name="autograder")
    assert end.value.code == 70
    said = capsys.readouterr().err
    assert said.startswith("autograder: this is a failure of the grader, and no fault of yours: KeyError: 'x'.")
    assert "Traceback" not in said
    monkeypatch.setenv(ending.TRACEBACK, "1")
    with pytest.raises(SystemExit) as end:
        failing_with(KeyError("x")).main(["fail"], prog_name="autograder")
    assert end.value.code == 70
    assert "raise error" in capsys.readouterr().err


# Standard output and standard error

OUTPUTS = [
    ["--help"],
    ["grade", "--help"],
    ["rubric", "batchnorm"],
    ["check", "batchnorm", SOLUTION],
    ["check", "batchnorm", "--json", SOLUTION],
]


@pytest.mark.parametrize("args", OUTPUTS, ids=lambda args: " ".join(map(str, args[:2])))
def test_standard_output_that_is_full(args):
    with Path("/dev/full").open("w") as full:
        done = autograder(*args, stdout=full)
    assert done.returncode == 1
    assert done.stderr == "autograder: standard output takes nothing more (No space left on device).\n"


@pytest.mark.parametrize("args", OUTPUTS, ids=lambda args: " ".join(map(str, args[:2])))
def test_a_reader_who_leaves_is_told_nothing(args):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = autograder(*args, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def closed(*args, shut):
    """Run with file descriptors closed, as a shell's `>&-` does."""
    line = f'exec "$@" {shut}'
    return subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND, *map(str, args)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
    )  # fmt: skip


def test_standard_output_that_is_closed():
    done = closed("check", "batchnorm", SOLUTION, shut=">&-")
    assert done.returncode == 1
    assert done.stderr == (
        "autograder: standard output is closed, so nothing was done; to read nothing, write: >/dev/null\n"
    )


def test_nobody_need_hear_standard_error(tmp_path):
    for shut in ("2>&-", "2>/dev/full"):
        done = closed("rubric", "batchnorm", shut=shut)
        assert done.returncode == 0
        assert "50 automatic points" in done.stdout
        assert closed("rubric", "nothing", shut=shut).returncode == 2
        assert closed("check", shut=shut).returncode == 2
    assert closed("rubric", "batchnorm", shut=">&- 2>&-").returncode == 1


# Ctrl-C


def session(leader):
    """The processes of a session that still do something."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, _, number = (path / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(number) == leader and state != "Z":
                found.append((path / "cmdline").read_bytes())
    return found


def interrupted(args, moment, **settings):
    """The status and the words of a run after Ctrl-C, which a terminal sends to all of its processes."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, args)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        **{"cwd": ROOT, **settings},
    )  # fmt: skip
    try:
        moment(process)
        os.killpg(process.pid, signal.SIGINT)
        out, said = process.communicate(timeout=120)
        end = time.monotonic() + 10
        while session(process.pid) and time.monotonic() < end:
            time.sleep(0.05)
        assert session(process.pid) == []
    finally:
        process.kill()
    said = "".join(line for line in said.splitlines(keepends=True) if not line.startswith("marking: "))
    # Python itself ends by the signal, if Ctrl-C came in the middle of an `exec`; a shell says 130 of both.
    return (130 if process.returncode == -signal.SIGINT else process.returncode), said, out


def after(seconds):
    return lambda process: time.sleep(seconds)


def first_line(process):
    """When the first report is there."""
    os.set_blocking(process.stdout.fileno(), True)
    assert process.stdout.readline()


def test_a_library_that_adds_words_to_ctrl_c_is_not_heard(capsys):
    """Python's codecs write what they were doing into any exception that passes, Ctrl-C included."""
    before = signal.getsignal(signal.SIGINT)
    for stop in (KeyboardInterrupt("decoding with 'utf-8-sig' codec failed"), KeyboardInterrupt(say("Saved."))):
        with pytest.raises(SystemExit) as end:
            failing_with(stop).main(["fail"], prog_name="autograder")
        assert end.value.code == 130
    signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err == "autograder: Stopped.\nautograder: Stopped. Saved.\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_while_files_are_marked(jobs):
    many = ["check", "batchnorm", "--json", "--jobs", jobs, *[SOLUTION] * 200]
    status, said, _ = interrupted(many, first_line)
    assert (status, said) == (130, "autograder: Stopped.\n")


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_at_any_moment(jobs):
    for moment in range(5):
        args = ["check", "batchnorm", "--json", "--jobs", jobs, *[SOLUTION] * 500]
        status, said, _ = interrupted(args, after(0.2 + 0.9 * moment))
        assert (status, said) == (130, "autograder: Stopped.\n"), moment


# A course that is broken in one way at a time


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course in which two students are marked."""
    from .nbgrader.conftest import RIGHT, Course, write_assignment

    folder = tmp_path_factory.mktemp("refusing") / "course"
    folder.mkdir()
    write_assignment(folder)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"\n')
    course = Course(folder)
    (folder / "class.csv").write_text("id\nann\nbob\n")
    (folder / "canvas.csv").write_text("Student,ID,SIS Login ID,Section,Means (7)\nLee,1,ann,A,\n")
    (folder / "moodle.csv").write_text(
        "Identifier,Full name,Email address,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
        "Participant 1,Ann Lee,ann@example.org,,9.5,Yes,-\n"
    )
    (folder / "brightspace.csv").write_text(
        "OrgDefinedId,Username,Means Points Grade,End-of-Line Indicator\n#1,#ann,,#\n"
    )
    with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
        archive.writestr("lee_1_2_means.ipynb", "{}")
    assert typed("release", "means", folder=folder).returncode == 0
    for student in ("ann", "bob"):
        course.submit(student, course.answered(**RIGHT))
    assert typed("grade", "means", folder=folder).returncode == 0
    return folder


@pytest.fixture
def course(made, tmp_path):
    shutil.copytree(made, tmp_path / "course")
    return tmp_path / "course"


def at(folder):
    return {**os.environ, "AUTOGRADER_COURSE": str(folder)}


def refused(course, *args):
    """The status and the only sentence of a command."""
    done = typed(*args, folder=course)
    assert done.stdout == ""
    assert done.course in ("", str(course))
    said = done.stderr
    assert said.startswith("autograder: ")
    assert said.count("\n") == 1, said
    return done.returncode, said.removeprefix("autograder: ").rstrip("\n")


TEMPLATES = {
    "canvas": "canvas.csv",
    "moodle": "moodle.csv",
    "brightspace": "brightspace.csv",
    "feedback": "submissions.zip",
}
"""The file of another system that a format is made from: each lies in the course."""

OPENERS = [
    ["grade", "means"],
    ["feedback", "means"],
    ["round", "means"],
    ["roster", "class.csv"],
    ["late"],
    ["regrade", "means"],
    ["explain", "means", "ann"],
    ["report", "means"],
    ["similar", "means"],
    *(
        ["export", "means", "--format", name, *(["--template", TEMPLATES[name]] if row.template else [])]
        for name, row in FORMATS.items()
    ),
]


NO_OPENERS = {
    *("check", "rubric", "study", "progress", "answers", "new", "init", "release", "handout", "demo", "doctor"),
    *("gradescope", "github", "translations"),
}
"""Commands that ask no gradebook of the course: those of a learner, of an author, and a course of their own."""

AT_ONCE = """
import json, sys
from autograder.cli import main
for args in json.loads(sys.argv[1]):
    for stream in (sys.stdout, sys.stderr):
        print("COMMAND", file=stream, flush=True)
    try:
        main(args, prog_name="autograder")
    except SystemExit as end:
        print(f"STATUS {end.code}", file=sys.stderr, flush=True)
"""


def all_refused(course, commands):
    """The status and the only sentence of each command, all of them in one process."""
    line = [sys.executable, "-c", AT_ONCE, json.dumps(commands)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=course, env=at(course))
    assert done.stdout == "COMMAND\n" * len(commands)
    found = []
    for said in done.stderr.split("COMMAND\n")[1:]:
        said = said.removeprefix(f"autograder: the course is {course}\n")
        sentence, status = said.splitlines()
        found.append((int(status.removeprefix("STATUS ")), sentence.removeprefix("autograder: ")))
    return found


def test_every_command_opens_the_gradebook_here_or_has_no_use_for_it():
    assert {args[0] for args in OPENERS} | NO_OPENERS == set(main.commands)
    assert not {args[0] for args in OPENERS} & NO_OPENERS


@pytest.mark.slow
def test_every_command_says_that_the_gradebook_is_damaged(course):
    path = course / "gradebook.db"
    path.write_bytes(b"no database " * 500)
    sentence = (
        f"The gradebook {path} is damaged (file is not a database); put a copy from before that in its place."
        " Without one, move it away and mark again; points that people gave are lost."
    )
    assert all_refused(course, OPENERS) == [(1, sentence)] * len(OPENERS)
    assert path.read_bytes() == b"no database " * 500


@pytest.mark.slow
def test_every_command_names_the_command_that_upgrades_an_older_gradebook(course):
    path = course / "gradebook.db"
    sketch_of_an_old_one(path)
    before = path.read_bytes()
    assert all_refused(course, OPENERS) == [(1, OLDER.format(path))] * len(OPENERS)
    assert path.read_bytes() == before


def cut(path):
    path.write_bytes(path.read_bytes()[:50_000])


def folder(path):
    path.unlink()
    path.mkdir()


def of_a_browser(path):
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript("CREATE TABLE places (id); CREATE TABLE hosts (id);")


def sketch_of_an_old_one(path):
    """The tables that nbgrader 0.5 had, and no note of a version."""
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as database:
        for name in ("assignment", "student", "notebook", "grade_cell", "submitted_assignment"):
            database.execute(f"CREATE TABLE {name} (id VARCHAR(32) PRIMARY KEY)")


def without_a_column(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE submitted_notebook DROP COLUMN late_submission_penalty")


OLDER = (
    "The gradebook {} was made by an older nbgrader; to upgrade it, run in the course's folder: nbgrader db"
    " upgrade."
)

BROKEN = [
    (
        cut,
        1,
        "The gradebook {} is damaged (database disk image is malformed); put a copy from before that in its"
        " place. Without one, move it away and mark again; points that people gave are lost.",
    ),
    (folder, 1, "The gradebook cannot be used: {} is a folder; move it away."),
    (
        of_a_browser,
        1,
        "{} is no gradebook of nbgrader: it holds the tables hosts, places. Name the course's own in"
        " nbgrader_config.py: c.CourseDirectory.db_url",
    ),
    (sketch_of_an_old_one, 1, OLDER),
    (without_a_column, 1, OLDER),
    (
        lambda path: path.write_bytes(b""),
        2,
        "There is no gradebook at {}; run autograder grade means first, or name the course in the environment"
        " variable AUTOGRADER_COURSE.",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "status", "sentence"), BROKEN)
def test_what_is_wrong_with_a_gradebook_is_said(course, damage, status, sentence):
    path = course / "gradebook.db"
    damage(path)
    before = path.read_bytes() if path.is_file() else b""
    assert refused(course, "report", "means") == (status, sentence.format(path))
    if path.is_file():
        assert path.read_bytes() == before  # nothing of ours came into it
    if status == 1:
        assert refused(course, "grade", "means") == (status, sentence.format(path))


@pytest.mark.slow
def test_the_command_that_upgrades_does(course):
    """A gradebook as nbgrader 0.6 left it: tables and columns of later revisions are not there yet."""
    path = course / "gradebook.db"
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP TABLE course; ALTER TABLE student DROP COLUMN lms_user_id;"
            "UPDATE alembic_version SET version_num = '167914646830';"
        )
    assert refused(course, "export", "means") == (1, OLDER.format(path))
    scripts = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    upgrade = [sys.executable, "-m", "nbgrader", "db", "upgrade"]
    subprocess.run(upgrade, cwd=course, env={**os.environ, **scripts}, check=True, capture_output=True)
    assert typed("export", "means", folder=course).returncode == 0


def replaced(old, new):
    def write(path):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return write


def added(line):
    def write(path):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    return write


@pytest.mark.parametrize(
    ("said", "url", "sentence"),
    [
        (
            "database is locked",
            "sqlite:///FILE",
            "The gradebook is locked by another program (formgrader, another run or a database browser); end it"
            " first. Marks that are saved stay; the next run goes on from there.",
        ),
        (
            "database or disk is full",
            "sqlite:///FILE",
            "The gradebook cannot be used: database or disk is full. Marks that are saved stay; the next run"
            " goes on from there.",
        ),
        (
            "unable to open database file",
            "sqlite:///FILE",
            "The gradebook cannot be used: FILE may not be read and written by this account.",
        ),
        (
            'relation "course" does not exist',
            "postgresql://me:secret@db/course",
            "The gradebook postgresql://me:***@db/course was made by an older nbgrader; to upgrade it, run in"
            " the course's folder: nbgrader db upgrade.",
        ),
        (
            'database "course" does not exist\n',
            "postgresql://me:secret@db/course",
            'The gradebook cannot be used: database "course" does not exist. Marks that are saved stay; the'
            " next run goes on from there.",
        ),
    ],
)
def test_what_a_database_refuses_in_words(said, url, sentence, tmp_path, monkeypatch):
    from sqlalchemy.exc import OperationalError

    from autograder.nbgrader.host import gradebook_in_words

    path = tmp_path / "gradebook.db"
    path.touch()
    if "unable" in said:
        monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(errors.HostError) as caught, gradebook_in_words(url.replace("FILE", str(path))):
        raise OperationalError("SELECT", {}, Exception(said))
    assert str(caught.value) == sentence.replace("FILE", str(path))


def test_an_error_of_our_own_is_not_blamed_on_the_gradebook():
    from autograder.nbgrader.host import gradebook_in_words

    with pytest.raises(ValueError, match="ours"), gradebook_in_words("sqlite:///x.db"):
        raise ValueError("ours")


@pytest.mark.slow
def test_a_date_that_cannot_be_read_is_the_gradebooks(course):
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as database:
        database.execute("UPDATE submitted_assignment SET timestamp = '2026-0x-02 03:04:05.000000'")
        database.commit()
    status, said = refused(course, "export", "means")
    assert status == 1
    assert said.startswith("The gradebook cannot be used: ")
    assert "2026-0x-02" in said


CONFIGURATIONS = [
    (added("c.x = ("), ": line 14 cannot be run (SyntaxError: '(' was never closed)."),
    (added("later"), ": line 14 cannot be run (NameError: name 'later' is not defined)."),
    (added("1 / 0"), ": line 14 cannot be run (ZeroDivisionError: division by zero)."),
    (added("raise SystemExit(3)"), ": line 14 cannot be run (SystemExit: 3)."),
    (
        added("import no_such_module"),
        ": line 14 cannot be run (ModuleNotFoundError: No module named 'no_such_module').",
    ),
    (
        replaced("configure(c, here)", "configure(c)"),
        ": line 12 cannot be run (TypeError: configure() missing 1 required positional argument: 'course').",
    ),
    (
        lambda path: path.write_bytes(b"\0"),
        ": it cannot be run (SyntaxError: source code string cannot contain null bytes).",
    ),
    (
        added("c.CourseDirectory.db_url = 5"),
        ": a setting cannot be used (TraitError: The 'db_url' trait of a CourseDirectory instance expected a"
        " unicode string, not the int 5).",
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("change", "sentence"), CONFIGURATIONS)
def test_a_broken_configuration_is_named_with_its_line(course, change, sentence):
    path = course / "nbgrader_config.py"
    change(path)
    assert refused(course, "late") == (2, f"{path}{sentence}")


@pytest.mark.slow
def test_a_plugin_that_is_not_there_is_said_once_and_not_for_each_student(course):
    added("c.AssignLatePenalties.plugin_class = 'no.such.Plugin'")(course / "nbgrader_config.py")
    for command in (["grade", "means"], ["late"]):
        status, said = refused(course, *command)
        assert status == 2
        assert said.startswith(f"{course / 'nbgrader_config.py'}: a setting cannot be used (TraitError: ")
        assert said.endswith("'no.such.Plugin' could not be imported).")


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_while_a_class_is_marked(course, jobs):
    for number in range(60):
        shutil.copytree(course / "submitted/ann", course / f"submitted/s{number:03}")

    def somebody_is_marked(process):
        while process.poll() is None and not any((course / "autograded").glob("s*/means/means.ipynb")):
            time.sleep(0.01)

    args = ["grade", "means", "--jobs", jobs]
    status, said, out = interrupted(args, somebody_is_marked, cwd=course, env=at(course))
    assert (status, out) == (130, "")
    assert said.endswith("\nautograder: Stopped. Marks that are saved stay; the next run goes on from there.\n")
    assert said.count("\n") == 2  # the first names the course
    assert typed("grade", "means", folder=course).returncode == 0


@pytest.mark.slow
def test_ctrl_c_while_the_gradebook_is_made(course):
    (course / "gradebook.db").unlink()

    def its_first_file_is_there(process):
        while process.poll() is None and not any(course.glob("gradebook.db*")):
            time.sleep(0.001)

    status, said, out = interrupted(["grade", "means"], its_first_file_is_there, cwd=course, env=at(course))
    assert (status, out) == (130, "")
    assert said.endswith("\nautograder: Stopped. Marks that are saved stay; the next run goes on from there.\n")
    assert said.count("\n") == 2  # the first names the course
    assert not (course / "gradebook.db").exists()
    assert list(course.glob("gradebook.db*")) == []
