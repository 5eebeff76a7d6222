"""The demonstration: a class of made-up students goes through a whole nbgrader course in a temporary folder.

Every step is nbgrader's own: generate, release, fetch, submit, collect, autograde, a mark by hand, feedback,
release of the feedback, its fetching, and the export. What is ours stands in the course's configuration.

`solutions/NAME/students/scenario.toml` lists them with the mark that each must get. A student's file is cut at
its lines `# %% NAME`: the text goes into the notebook's cell of that name; `new` becomes a cell of its own
before the first exercise; `answer NAME` goes into a written answer.
"""

from __future__ import annotations

import copy
import csv
import json
import logging
import shutil
import sys
import tempfile
import tomllib
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import default as exchange
from nbgrader.exchange.abc import ExchangeError
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import SAWarning
from traitlets.config.loader import Config

from autograder.assignment import Assignment, load_assignment
from autograder.errors import AssignmentError
from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.export import export_course
from autograder.nbgrader.fast.whole_class import Progress
from autograder.nbgrader.host import course_config, open_gradebook
from autograder.release.release import register, release_assignment
from autograder.report import STATUSES, ScoreReport, Status
from autograder.sentences import Sentence, in_words, say
from autograder.tables import console, first_reason, points, state_counts


@dataclass(frozen=True, slots=True)
class Student:
    """One student of the scenario, with the mark that the grader must give."""

    id: str
    about: str
    state: Status
    score: float
    untouched: bool = False
    beside: tuple[str, ...] = ()  # files handed in beside the notebook
    hand: tuple[tuple[str, float], ...] = ()  # (question, points) that a person gives

    @property
    def submits(self) -> bool:
        """Whether anything is handed in."""
        return self.state is not Status.MISSING


def read_scenario(assignment: Assignment) -> tuple[Student, ...]:
    """The class of an assignment.

    Raises:
        AssignmentError: the assignment has none.
    """
    path = assignment.folder / "students" / "scenario.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["student"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise AssignmentError(
            say("{path}: is missing or damaged ({error}).", path=path, error=error)
        ) from error
    return tuple(
        Student(
            id=row["id"],
            about=row["about"],
            state=Status(row.get("state", Status.GRADED)),
            score=float(row.get("score", 0.0)),
            untouched=bool(row.get("untouched", False)),
            beside=tuple(row.get("beside", ())),
            hand=tuple((name, float(points)) for name, points in row.get("by_hand", {}).items()),
        )
        for row in rows
    )


def hand_in(student: Student, assignment: Assignment, folder: Path) -> None:
    """Do the student's work in `folder`, the assignment as it was fetched."""
    students = assignment.folder / "students"
    for name in student.beside:
        shutil.copy(students / name, folder / name)
    if student.untouched:
        return
    path = folder / f"{assignment.name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    work = (students / f"{student.id}.py").read_text(encoding="utf-8")
    path.write_text(json.dumps(fill(notebook, work), indent=1), encoding="utf-8")


def fill(notebook: dict[str, Any], work: str) -> dict[str, Any]:
    """The notebook with a student's work in its cells.

    Raises:
        AssignmentError: the work names a cell that the notebook does not have.
    """
    filled = copy.deepcopy(notebook)
    cells = {_name(cell): cell for cell in filled["cells"] if _name(cell)}
    for name, text in _parts(work):
        if name == "new":
            first = next(index for index, cell in enumerate(filled["cells"]) if _name(cell))
            new: dict[str, Any] = {
                "cell_type": "code",
                "id": "new",
                "metadata": {},
                "execution_count": None,
                "outputs": [],
            }
            filled["cells"].insert(first, {**new, "source": text})
        elif name.removeprefix("answer ") in cells:
            cells[name.removeprefix("answer ")]["source"] = text
        else:
            raise AssignmentError(say('The notebook has no cell "{name}" for a student to fill.', name=name))
    return filled


def _name(cell: dict[str, Any]) -> str:
    marks = cell["metadata"].get("nbgrader", {})
    return str(marks.get("grade_id", "")) if marks.get("solution") else ""


def _parts(work: str) -> list[tuple[str, str]]:
    blocks = [block.partition("\n") for block in work.split("# %% ")[1:]]
    return [(name.strip(), text.strip() + "\n") for name, _, text in blocks]


CONFIG = '''\
"""The configuration of a demonstration course: nbgrader's folders, an exchange, and our one line."""

from pathlib import Path

from autograder.nbgrader.configure import configure

c = get_config()  # noqa: F821  # nbgrader defines it
here = Path(__file__).resolve().parent
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "batchnorm-demo"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
c.Exchange.root = str(here / "exchange")
c.ExchangeCollect.check_owner = False  # one account plays all students
configure(c, here)
'''


@dataclass(frozen=True, slots=True)
class _Course:
    """The folders and the configuration of the demonstration course."""

    folder: Path
    config: Config
    assignment: Assignment

    def directory(self, student: str = "*") -> CourseDirectory:
        name = self.assignment.name
        return CourseDirectory(config=self.config, assignment_id=name, student_id=student)

    def home(self, student: str) -> Path:
        """The folder in which a student works."""
        return self.folder / "students" / student


def run_demo(assignment: Assignment, course: Path, folder: Path | None, progress: Progress) -> int:
    """Run the course, print its table, and give the exit status: 0 if each student got the declared mark.

    Raises:
        AssignmentError: the folder exists, the scenario is damaged, or a step of nbgrader's failed.
    """
    students = read_scenario(assignment)
    demo = _make(assignment, course, folder)
    submitting = [student for student in students if student.submits]
    total = 5 + len(submitting) + len(students)
    done = 0

    def step(what: str) -> None:
        nonlocal done
        progress(done, total, what)
        done += 1

    with _quiet():
        step(in_words("release"))
        release_assignment(demo.assignment, demo.folder)
        register(demo.assignment, demo.folder)
        api = NbGraderAPI(coursedir=demo.directory(), config=demo.config)
        _demand(api.release_assignment(assignment.name))
        _enrol(demo, students)
        for student in submitting:
            step(in_words("{student} fetches and submits", student=student.id))
            _fetch_and_submit(demo, student)
        step(in_words("collect"))
        _demand(api.collect(assignment.name))
        reports = grade_course(
            demo.folder,
            demo.assignment,
            None,
            lambda _done, _of, student: step(in_words("marking {student}", student=student)),
        )
        step(in_words("marks by hand"))
        _mark_by_hand(demo, students)
        step(in_words("feedback"))
        _demand(api.generate_feedback(assignment.name))
        _demand(api.release_feedback(assignment.name))
        for student in submitting:
            _demand(api.fetch_feedback(assignment.name, student.id))
        step(in_words("export"))
        exported = _export(demo)
    return _print(demo, students, reports, exported)


def _make(assignment: Assignment, course: Path, folder: Path | None) -> _Course:
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="batchnorm-course-"))
    elif folder.exists():
        raise AssignmentError(say("{folder} exists already; name a folder that does not.", folder=folder))
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(assignment.folder, folder / "solutions" / assignment.name, ignore=ignored)
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    return _Course(folder, course_config(folder), load_assignment(folder / "solutions" / assignment.name))


def _enrol(demo: _Course, students: Sequence[Student]) -> None:
    with open_gradebook(demo.directory()) as gradebook:
        for student in students:
            gradebook.update_or_create_student(student.id)


def _fetch_and_submit(demo: _Course, student: Student) -> None:
    home = demo.home(student.id)
    home.mkdir(parents=True)
    directory = demo.directory(student.id)
    given = {"coursedir": directory, "authenticator": Authenticator(config=demo.config), "config": demo.config}
    fetch = exchange.ExchangeFetchAssignment(**given)
    fetch.assignment_dir = str(home)
    fetch.start()
    hand_in(student, demo.assignment, home / demo.assignment.name)
    submit = exchange.ExchangeSubmit(**given)
    submit.assignment_dir = str(home)
    submit.cache = str(home / "cache")
    submit.start()


def _mark_by_hand(demo: _Course, students: Sequence[Student]) -> None:
    """What a person does in formgrader: read the answers, give points, write a comment."""
    name = demo.assignment.name
    with open_gradebook(demo.directory()) as gradebook:
        for student in students:
            for question, given in student.hand:
                grade = gradebook.find_grade(question, name, name, student.id)
                grade.manual_score = given
                grade.needs_manual_grade = False
                gradebook.find_comment(question, name, name, student.id).manual_comment = in_words(
                    "Read and marked."
                )
        gradebook.db.commit()


def _export(demo: _Course) -> dict[str, str]:
    """Export the gradebook; the score column by student."""
    to = demo.folder / "grades.csv"
    export_course(demo.folder, [demo.assignment.name], to)
    with to.open(encoding="utf-8", newline="") as stream:
        return {row["student_id"]: row["score"] for row in csv.DictReader(stream)}


def _print(
    demo: _Course, students: Sequence[Student], reports: Sequence[ScoreReport], exported: dict[str, str]
) -> int:
    found = {report.student: report for report in reports}
    title = in_words("{title}: the marks of the class", title=Sentence(demo.assignment.title))
    table = Table(title=title, title_justify="left")
    for column in (in_words("student"), in_words("state")):
        table.add_column(column, no_wrap=True)
    for column in (in_words("automatic"), in_words("by hand"), in_words("exported")):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column(in_words("first reason"))
    wrong = []
    for student in students:
        report = found.get(student.id)
        if report is None or (report.status, report.score) != (student.state, student.score):
            wrong.append(student)
        if report is None:
            table.add_row(student.id, in_words("no report"), "", "", "", "")
            continue
        hand = sum(given for _, given in student.hand)
        automatic = f"{points(report.score)}/{points(report.max_score)}" if student.submits else "-"
        csv_score = exported.get(student.id, "")
        table.add_row(
            student.id,
            str(STATUSES[report.status]),
            automatic,
            points(hand) if student.hand else "-",
            f"{float(csv_score):g}" if csv_score else "-",
            Text(first_reason(report)),
        )
        if csv_score and float(csv_score) != report.score + hand:
            wrong.append(student)
    out = console()
    out.print(table)
    out.print(state_counts(reports))
    isolation = next((report.isolation for report in reports if report.isolation), "")
    out.print(in_words("isolation: {isolation}", isolation=isolation))
    out.print(say("\nThe course lies in {folder}", folder=demo.folder), soft_wrap=True)
    out.print(say("To look at it in formgrader, as its instructor would:"), soft_wrap=True)
    out.print(say("  cd {folder} && {jupyter} lab", folder=demo.folder, jupyter=_jupyter()), soft_wrap=True)
    out.print(say("  and there: Nbgrader > Formgrader in the menu"), soft_wrap=True)
    for student in dict.fromkeys(wrong):
        want = say("{state}, {points} points", state=STATUSES[student.state], points=points(student.score))
        out.print(
            say(
                "WRONG: {id} should have got: {want} ({about}).", id=student.id, want=want, about=student.about
            ),
            style="bold red",
        )
    return 1 if wrong else 0


def _jupyter() -> str:
    return str(Path(sys.executable).with_name("jupyter"))


def _demand(result: dict[str, object]) -> None:
    if not result.get("success"):
        text = str(result.get("error") or result.get("log") or in_words("no reason given"))
        raise AssignmentError(say("nbgrader: {said}", said=text.strip().splitlines()[-1]))


@contextmanager
def _quiet() -> Iterator[None]:
    """nbgrader tells each step to its log; here the table at the end says what came of it."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader 0.9 on SQLAlchemy 2.1; its rows are right
            yield
    except ExchangeError as error:
        raise AssignmentError(say("nbgrader's exchange: {error}", error=error)) from error
    finally:
        logging.disable(before)
