"""A whole term on nbgrader's gradebook and exchange: 36 students, two assignments of ours and one stock.

Everything is done as an instructor does it, with the commands as they are typed.
"""

from __future__ import annotations

import csv
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

from autograder.assignment import find_assignment
from autograder.generated import RECORD
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook

from ..typed import typed
from .classroom import ABSENT, DAMAGED, RIGHT, STUB, STUDENTS, Works, works

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")]

ROOT = Path(__file__).resolve().parents[2]

DUE = datetime.datetime(2026, 3, 2, 12)
DAY = datetime.timedelta(days=1)

CONFIG = """
from pathlib import Path
from autograder.nbgrader.configure import configure

c = get_config()
here = Path(__file__).resolve().parent
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "term"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
c.Exchange.root = str(here / "exchange")
c.CollectApp.check_owner = False
c.ExchangeCollect.check_owner = False
c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
c.LateDays.budget = 1
c.LateDays.per_day = 0.1
c.LateDays.extensions = "extensions.csv"
configure(c, here)
"""

MOMENTUM = "batchnorm_forward/momentum"

CHECK = "solutions/batchnorm/check_1_forward.py"
ASKED = "    weights = _weights(student, reference, moderate(rng), momentum)\n"

LATE = {"s00": 1.0, "s04": 2.5, "s10": 3.0, "s16": 2.0}  # days; right work, all of it
EXTENDED = {"s10": 2}
CHARGED = {"s04": 2, "s16": 1}  # days, after a budget of one and the extensions
STOCK = STUDENTS[:2]
"""Who hands in the assignment without us, wrong and right: each takes nbgrader a kernel."""

AGAIN = {"s06": RIGHT, "s07": RIGHT}  # handed in a second time, in time
OVERRIDES = {  # student -> exercise, points and words of a person
    "s01": ("batchnorm_forward", 26.0, "Swapped on purpose, as the lecture did."),
    "s03": ("batchnorm_backward", 14.0, "The path is there, with a slip of the pen."),
    "s09": ("batchnorm_forward", 20.0, "Agreed in the office hour."),
}


@dataclass(frozen=True)
class Term:
    """The course's folder."""

    folder: Path

    def run(self, program: str, *args: str, status: int = 0) -> str:
        """Type a command; what it prints."""
        if program == "autograder":
            ours = typed(*args, folder=self.folder)
            assert ours.returncode == status, (args, ours.stdout[-2000:], ours.stderr[-2000:])
            return ours.stdout
        command = [sys.executable, "-m", program, *args]
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        assert done.returncode == status, (args, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def gradebook(self, name="batchnorm"):
        return open_gradebook(course_directory(course_config(self.folder), name, root=self.folder))

    def works(self, name: str) -> Works:
        return works(find_assignment(self.folder, name), self.folder / "assignments" / name)

    def hand_in(self, student: str, name: str, content: bytes, when: datetime.datetime) -> None:
        """What `nbgrader submit` leaves in the exchange."""
        stamp = when.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        folder = self.folder / "exchange/term/inbound" / f"{student}+{name}+{stamp}+abc"
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_bytes(content)
        (folder / "timestamp.txt").write_text(stamp)
        (folder / "submission_secret.txt").write_text(f"secret of {student}")

    def marks(self, name: str) -> dict[str, float | None]:
        """The gradebook's marks by student, before late penalties."""
        found = scores(self.folder, find_assignment(self.folder, name))
        return {row.student: row.score for row in found}

    def table(self, file: str) -> list[dict[str, str]]:
        with (self.folder / file).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


def test_a_term(tmp_path):
    term = Term(tmp_path / "term")
    begin(term)
    warmup(term)
    stock(term)
    batchnorm(term)
    people_mark(term)
    mend_a_check(term)
    feedback(term)
    exports(term)
    class_page(term)


def begin(term: Term) -> None:
    """A course with its list of students; one check of batchnorm asks nothing, and nobody has seen it yet."""
    term.folder.mkdir()
    (term.folder / "nbgrader_config.py").write_text(CONFIG)
    (term.folder / "extensions.csv").write_text(
        "student,assignment,days,reason\n"
        + "".join(f"{who},batchnorm,{n},ill\n" for who, n in EXTENDED.items())
    )
    (term.folder / "exchange").mkdir(mode=0o777)
    (term.folder / "exchange").chmod(0o777)
    for name in ("warmup", "batchnorm"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "solutions" / name, term.folder / "solutions" / name, ignore=ignored)
    check = term.folder / CHECK
    assert check.read_text().count(ASKED) == 1
    check.write_text(check.read_text().replace(ASKED, f"    return\n{ASKED}"))
    lines = [f"{who};Ann;No{who};{who}@example.org;9{who[1:]}\n" for who in STUDENTS]
    (term.folder / "class.csv").write_text("id;first_name;last_name;email;lms_user_id\n" + "".join(lines))
    assert term.run("autograder", "roster", "class.csv") == "36 added, 0 updated, 0 as they were.\n"
    assert term.run("autograder", "roster", "class.csv") == "0 added, 0 updated, 36 as they were.\n"


def release(term: Term, name: str) -> None:
    term.run("autograder", "release", name)
    term.run("nbgrader", "generate_assignment", name, "--force")
    with term.gradebook(name) as book:
        book.find_assignment(name).duedate = DUE
        book.db.commit()


def warmup(term: Term) -> None:
    """All hand in in time; the first five improve what they handed in, and the latest counts."""
    release(term, "warmup")
    given = term.works("warmup")
    wanted = {who: given.kind(who) for who in STUDENTS}
    for who, kind in wanted.items():
        term.hand_in(who, "warmup", given.file(kind), DUE - 2 * DAY)
    term.run("nbgrader", "collect", "warmup")
    assert "36 graded" in term.run("autograder", "grade", "warmup")
    assert term.marks("warmup") == {who: given.score(kind) for who, kind in wanted.items()}
    for who in STUDENTS[:5]:
        term.hand_in(who, "warmup", given.file(RIGHT), DUE - DAY)
        wanted[who] = RIGHT
    term.run("nbgrader", "collect", "warmup", "--update")
    assert "36 graded" in term.run("autograder", "grade", "warmup", "--jobs", "2")
    assert term.marks("warmup") == {who: given.score(kind) for who, kind in wanted.items()}


def stock(term: Term) -> None:
    """An assignment without us: nbgrader executes it as it always did."""
    cells = [
        v4.new_code_cell("def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"),
        v4.new_code_cell("assert f(2) == 4"),
    ]
    marks = {"schema_version": 3, "locked": False, "task": False}
    cells[0].metadata["nbgrader"] = {**marks, "grade_id": "f", "grade": False, "solution": True}
    cells[1].metadata["nbgrader"] = {
        **marks,
        "grade_id": "test_f",
        "grade": True,
        "solution": False,
        "locked": True,
        "points": 5,
    }
    folder = term.folder / "build/source/hello"
    folder.mkdir(parents=True)
    nbformat.write(v4.new_notebook(cells=cells), folder / "hello.ipynb")
    term.run("nbgrader", "generate_assignment", "hello")
    released = (term.folder / "assignments/hello/hello.ipynb").read_text()
    assert "2 * x" not in released
    for number, who in enumerate(STOCK):
        answer = "return 2 * x" if number % 2 else "return x"
        text = released.replace("raise NotImplementedError()", answer)
        term.hand_in(who, "hello", text.encode(), DUE)
    term.run("nbgrader", "collect", "hello")
    term.run("nbgrader", "autograde", "hello")
    with term.gradebook("hello") as book:
        found = {who: book.find_submission("hello", who).score for who in STOCK}
    assert found == {who: 5.0 * (number % 2) for number, who in enumerate(STOCK)}


def batchnorm(term: Term) -> None:
    """Some are late, two hand in again; a check asks nothing, so wrong momentum costs nobody a point yet."""
    release(term, "batchnorm")
    given = term.works("batchnorm")
    for who in STUDENTS:
        if given.kind(who) != ABSENT:
            late = LATE.get(who)
            when = DUE + late * DAY - datetime.timedelta(minutes=1) if late else DUE - DAY
            term.hand_in(who, "batchnorm", given.file(given.kind(who)), when)
    term.run("nbgrader", "collect", "batchnorm")
    for who, kind in AGAIN.items():
        term.hand_in(who, "batchnorm", given.file(kind), DUE - DAY / 2)
    term.run("nbgrader", "collect", "batchnorm", "--update")
    said = term.run("autograder", "grade", "batchnorm", "--jobs", "2", status=1)  # not all could be read
    assert "30 graded, 3 load-error, 3 missing" in said
    assert term.marks("batchnorm") == expected(given, mended=False)
    assert penalties(term) == {who: 0.1 * days * 50 for who, days in CHARGED.items()}


def kinds(given: Works) -> dict[str, str]:
    return {who: AGAIN.get(who, given.kind(who)) for who in STUDENTS}


def expected(given: Works, *, mended: bool) -> dict[str, float | None]:
    """The marks of those who handed in."""
    found: dict[str, float | None] = {}
    for who, kind in kinds(given).items():
        if kind != ABSENT:
            free = 0.0 if mended or MOMENTUM not in given.loses.get(kind, ()) else given.points[MOMENTUM]
            found[who] = given.score(kind) + free
    return found


def concerned(given: Works) -> set[str]:
    return {who for who, kind in kinds(given).items() if MOMENTUM in given.loses.get(kind, ())}


def penalties(term: Term) -> dict[str, float]:
    rows = scores(term.folder, find_assignment(term.folder, "batchnorm"))
    return {row.student: row.late_penalty for row in rows if row.late_penalty}


def people_mark(term: Term) -> None:
    """Three marks of a person in place of ours, with words; one answer marked."""
    with term.gradebook() as book:
        for who, (exercise, points, words) in OVERRIDES.items():
            names = "batchnorm", "batchnorm", who
            grade = book.find_grade(f"check_{exercise}", *names)
            grade.manual_score, grade.needs_manual_grade = points, False
            book.find_comment(exercise, *names).manual_comment = words
        book.db.commit()


def with_overrides(given: Works, marks: dict[str, float | None]) -> dict[str, float | None]:
    """The marks, with a person's points in place of the automatic ones of an exercise."""
    found = dict(marks)
    for who, (exercise, points, _) in OVERRIDES.items():
        kind = kinds(given)[who]
        found[who] = given.score(kind) - given.exercise(kind, exercise) + points
    return found


def mend_a_check(term: Term) -> None:
    """The check asks again: the diff names those concerned, and writes nothing until it is told to."""
    given = term.works("batchnorm")
    check = term.folder / CHECK
    check.write_text(check.read_text().replace(f"    return\n{ASKED}", ASKED))
    before = contents(term)
    said = term.run("autograder", "regrade", "batchnorm", "--diff", "--csv", "diff.csv", "--html", "diff.html")
    assert contents(term) == before
    rows = term.table("diff.csv")
    assert {row["student"] for row in rows} == concerned(given)
    assert {(row["exercise"], row["criterion"]) for row in rows} == {("batchnorm_forward", "momentum")}
    assert {who for who in concerned(given) if who in said} == concerned(given)
    assert [row["student"] for row in rows if row["by_hand"]] == ["s01"]

    term.run("autograder", "regrade", "batchnorm", "--apply")
    assert term.marks("batchnorm") == with_overrides(given, expected(given, mended=True))
    assert penalties(term) == {who: 0.1 * days * 50 for who, days in CHARGED.items()}
    with term.gradebook() as book:
        for who, (exercise, points, words) in OVERRIDES.items():
            names = "batchnorm", "batchnorm", who
            assert book.find_grade(f"check_{exercise}", *names).manual_score == points
            assert book.find_comment(exercise, *names).manual_comment == words
    said = term.run("autograder", "regrade", "batchnorm", "--diff", "--csv", "diff.csv")
    assert term.table("diff.csv") == []
    assert "agrees" in term.run("autograder", "explain", "batchnorm", "s01")


def contents(term: Term) -> dict[str, object]:
    """All that a regrade must not touch before it is told to."""
    with term.gradebook() as book:
        rows = [
            (grade.student.id, grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in book.assignment_submissions("batchnorm")
            for notebook in submission.notebooks
            for grade in notebook.grades
        ]
    files = {
        str(path): path.read_bytes()
        for step in ("reports", "autograded", "submitted")
        for path in (term.folder / step).rglob("*")
        if path.is_file() and path.name != RECORD  # of the spreadsheet that was asked for
    }
    return {"rows": sorted(rows), **files}


def feedback(term: Term) -> None:
    """Two students get theirs: a person's words, and nothing of anybody else."""
    for who in ("s00", "s03"):
        term.run("nbgrader", "generate_feedback", "batchnorm", f"--student={who}")
        term.run("nbgrader", "release_feedback", "batchnorm", f"--student={who}")
        (page,) = (term.folder / "feedback" / who).rglob("*.html")
        text = page.read_text(encoding="utf-8")
        assert not [other for other in STUDENTS if other != who and re.search(rf"\b{other}\b", text)]
        assert (OVERRIDES["s03"][2] in text) == (who == "s03")
        assert "seed" not in json.dumps(re.findall(r"\bseed\b", text))
    assert not (term.folder / "feedback/s01").exists()
    assert len(list((term.folder / "exchange/term/feedback").glob("*.html"))) == 2


def exports(term: Term) -> None:
    """The same marks in every format, less the late penalty."""
    given = term.works("batchnorm")
    final = with_overrides(given, expected(given, mended=True))
    for who, days in CHARGED.items():
        final[who] = (final[who] or 0.0) - 0.1 * days * 50
    unread = {who for who, kind in kinds(given).items() if kind == DAMAGED}
    absent = {who for who, kind in kinds(given).items() if kind == ABSENT}

    term.run("autograder", "export", "--to", "grades.csv")
    rows = term.table("grades.csv")
    assert len(rows) == 3 * len(STUDENTS)
    ours = {row["student_id"]: row for row in rows if row["assignment"] == "batchnorm"}
    shown = {who: float(row["score"]) for who, row in ours.items() if row["score"]}
    nothing = dict.fromkeys(absent, 0.0)
    assert shown == nothing | {who: mark for who, mark in final.items() if who not in unread}
    assert {who for who, row in ours.items() if row["state"] == "missing"} == absent
    assert {who for who, row in ours.items() if row["state"] == "load-error"} == unread

    term.run("autograder", "export", "batchnorm", "--format", "criteria", "--to", "criteria.csv")
    column = f"batchnorm_forward: momentum ({given.points[MOMENTUM]:g})"
    lost = {
        row["student_id"] for row in term.table("criteria.csv") if row[column] == "0.0" or row[column] == "0"
    }
    stubs = {who for who, kind in kinds(given).items() if kind == STUB}
    assert lost - stubs == concerned(given)

    assert set(canvas(term)) == set(final) - unread - set(OVERRIDES)  # nbgrader asks to look at these again
    with term.gradebook() as book:
        for who, (exercise, _, _) in OVERRIDES.items():
            book.find_grade(f"check_{exercise}", "batchnorm", "batchnorm", who).needs_manual_grade = False
        book.db.commit()
    assert canvas(term) == {who: mark for who, mark in final.items() if who not in unread}

    term.run("autograder", "export", "batchnorm", "--format", "gradescope", "--to", "gradescope")
    files = (term.folder / "gradescope").glob("*.json")
    found = {path.stem: json.loads(path.read_text())["score"] for path in files}
    assert {who: mark for who, mark in found.items() if who not in unread} == {
        who: mark for who, mark in final.items() if who not in unread
    }


def canvas(term: Term) -> dict[str, float]:
    """The marks that Canvas would get, by login."""
    lines = [f"No{who},{1000 + int(who[1:])},{who},{who},A,\n" for who in STUDENTS]
    head = "Student,ID,SIS User ID,SIS Login ID,Section,Batch normalization (7)\n    Points Possible,,,,,56\n"
    (term.folder / "canvas.csv").write_text(head + "".join(lines))
    args = ("--format", "canvas", "--template", "canvas.csv", "--to", "filled.csv")
    term.run("autograder", "export", "batchnorm", *args)
    filled = {row["SIS Login ID"]: row["Batch normalization (7)"] for row in term.table("filled.csv")}
    return {who: float(mark) for who, mark in filled.items() if who and mark}


def class_page(term: Term) -> None:
    """The class at a glance counts what was handed in, and which mistakes were made."""
    given = term.works("batchnorm")
    args = ("--to", "page.html", "--json", "numbers.json")
    term.run("autograder", "report", "batchnorm", *args)
    numbers = json.loads((term.folder / "numbers.json").read_text())
    assert numbers["states"] == {"graded": 30, "load-error": 3, "missing": 3, "error": 0}
    assert (numbers["stale"], numbers["enrolled"], numbers["max_score"]) == (0, len(STUDENTS), 50.0)
    named = {row["id"]: set(row["students"]) for row in numbers["misunderstandings"]}
    made = {kind: {who for who in STUDENTS if kinds(given)[who] == kind} for kind in kinds(given).values()}
    assert named == {kind: students for kind, students in made.items() if kind in given.loses}
    page = (term.folder / "page.html").read_text()
    assert all(who in page for who in (*LATE, *OVERRIDES))
    said = term.run("autograder", "late")
    assert {who for who in STUDENTS if who in said} == set(LATE)
