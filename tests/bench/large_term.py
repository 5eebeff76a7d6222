"""A term of any size: five assignments in one gradebook, made without marking everybody.

A few students of each assignment are marked by the grader. All others are copies of them under other names:
rows, stored reports, feedback pages. What they hand in is a text of their own, with the same values: names in
formulas stand in another way, `x` as `x * 1` or `x - 0`, so that code is as unlike as that of people who did
not copy.
"""

from __future__ import annotations

import ast
import copy
import csv
import datetime
import functools
import json
import os
import random
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.converters import GenerateFeedback
from sqlalchemy import Table, insert

from autograder.assignment import find_assignment, load_assignment
from autograder.instructor.demo import CONFIG
from autograder.instructor.grade_class import grade_course
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.marking.versions import SUBMISSION, submission_version
from autograder.nbgrader.fast import whole_class
from autograder.nbgrader.graders import close
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.stored_reports import report_path
from autograder.release.release import register, release_assignment

from .classroom import ENROLLING, ROOT, student

TERM = ("warmup", "batchnorm", "networks", "normalizers", "beyond")

MARKED = 8
"""Students of each assignment who are marked; all others are copies of them, in turn."""

LATE_DAYS = """
c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
c.LateDays.budget = 1
"""

DUE = datetime.datetime(2026, 1, 10, 12)
STAMP = "%Y-%m-%d %H:%M:%S UTC"

FORMS = (
    *("{0}", "({0} * 1)", "({0} - 0)", "({0} + 0)", "+{0}", "({0} * 1 * 1)", "({0} - 0 - 0)"),
    *("({0} + 0 + 0)", "({0} * 1 + 0)", "({0} - 0 + 0)", "({0} * 1 - 0)", "(+{0} * 1)"),
)
"""Ways to write a name; each gives the values that the name has."""

BLOCK = 250
"""Students whose rows are written at once."""


@dataclass
class LargeTerm:
    """A course's folder, and how many students it has so far."""

    folder: Path
    texts: dict[str, list[list[str]]] = field(default_factory=dict)  # assignment -> a work in pieces
    course: dict[str, bytes] = field(default_factory=dict)  # assignment -> what is the same in all fingerprints
    students: int = 0

    def gradebook(self, name: str) -> Any:
        """The course's gradebook, opened."""
        return open_gradebook(course_directory(course_config(self.folder), name, root=self.folder))

    def work(self, name: str, number: int) -> str:
        """What a student hands in."""
        pieces = self.texts[name][number % MARKED]
        if number < MARKED:
            return "".join(pieces)
        forms = random.Random(f"{name} {number}").choices(FORMS, k=len(pieces) // 2)
        varied = list(pieces)
        varied[1::2] = [form.format(one) for form, one in zip(forms, pieces[1::2], strict=True)]
        return "".join(varied)


def make_term(
    folder: Path, settings: str = "", names: Sequence[str] = TERM, *, pages: bool = True
) -> LargeTerm:
    """A new course with its first students marked, and pages of feedback for the first assignment.

    `settings` go into its configuration; without `pages` there is no feedback.
    """
    for name in names:
        ignored = shutil.ignore_patterns("__pycache__", "students")
        shutil.copytree(ROOT / "solutions" / name, folder / "solutions" / name, ignore=ignored)
    lines = (CONFIG, ENROLLING, LATE_DAYS, settings)
    (folder / "nbgrader_config.py").write_text("".join(lines), encoding="utf-8")
    term = LargeTerm(folder)
    try:
        for name in names:
            _mark_first(term, name)
    finally:
        close()
    term.students = MARKED
    if pages:
        config = course_config(folder)
        run(GenerateFeedback(coursedir=course_directory(config, names[0], root=folder), config=config))
    return term


def _mark_first(term: LargeTerm, name: str) -> None:
    """Release an assignment, and mark those whose copies the others are."""
    assignment = load_assignment(term.folder / "solutions" / name)
    release_assignment(assignment, term.folder)
    register(assignment, term.folder)
    term.texts[name] = list(_works(name))
    for number in range(MARKED):
        _hand_in(term, name, number)
    with term.gradebook(name) as gradebook:
        for number in range(MARKED):
            gradebook.update_or_create_student(student(number), **_person(number))
        gradebook.find_assignment(name).duedate = DUE
        gradebook.db.commit()
    fingerprint = whole_class.course_fingerprint

    def kept(*args: Any) -> bytes:
        term.course[name] = fingerprint(*args)
        return term.course[name]

    with patch.object(whole_class, "course_fingerprint", kept):
        grade_course(term.folder, assignment)
    with term.gradebook(name) as gradebook:
        for number in range(MARKED):
            for grade in gradebook.find_submission(name, student(number)).notebooks[0].grades:
                if grade.auto_score is None and number % 4 != 3:
                    grade.manual_score, grade.needs_manual_grade = 1.5, False
        gradebook.db.commit()


def _works(name: str) -> Iterator[list[str]]:
    """Right, wrong in several ways, and untouched; each notebook in pieces, every second of them a name."""
    assignment = find_assignment(ROOT, name)
    released = json.loads((ROOT / "assignments" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    mistakes = read_mistakes(assignment.folder)
    right = reference_chunks(assignment)
    chosen = mistakes[:: max(1, len(mistakes) // (MARKED - 2))][: MARKED - 2]
    around = frames(assignment.folder)
    variants = (overlay(right, around, assignment.functions, mistake) for mistake in chosen)
    for chunks in (right, *variants):
        code = "\n\n".join(text.strip() for _, text in chunks)
        yield re.split(r"_own_name\((\w+)\)", json.dumps(_filled(released, _with_names_marked(code))))
    yield [json.dumps(released)]


def _with_names_marked(code: str) -> str:
    class Marks(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            self.generic_visit(node)
            if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
                node.left, node.right = map(_marked_name, (node.left, node.right))
            return node

    return ast.unparse(Marks().visit(ast.parse(code)))


def _marked_name(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("_own_name"), [node], []) if isinstance(node, ast.Name) else node


def _filled(released: dict[str, Any], code: str) -> dict[str, Any]:
    """All code in the first cell for an answer; the others are emptied."""
    notebook = copy.deepcopy(released)
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution") and cell["cell_type"] == "code":
            cell["source"], code = code, ""
    return notebook


def write_tables(term: LargeTerm) -> None:
    """What a class list, Canvas, Moodle and Brightspace would give: a line, or a file, for each student."""
    title = load_assignment(term.folder / "solutions" / next(iter(term.texts))).title
    people = [(student(number), _person(number)) for number in range(term.students)]
    _write_csv(
        term.folder / "class.csv",
        ["id", *_person(0)],
        [[who, *person.values()] for who, person in people],
    )
    _write_csv(
        term.folder / "canvas.csv",
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{title} (2001)"],
        [
            [f"{one['last_name']}, {one['first_name']}", one["lms_user_id"], "", who, "A", ""]
            for who, one in people
        ],
    )
    with zipfile.ZipFile(term.folder / "submissions.zip", "w") as archive:
        for number, (_, one) in enumerate(people):
            name = f"{one['first_name']} {one['last_name']}_{number}_assignsubmission_file"
            archive.writestr(f"{name}/{next(iter(term.texts))}.ipynb", "")


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])


def _person(number: int) -> dict[str, str]:
    return {
        "first_name": f"Ann{number:05}",
        "last_name": f"Doe{number * 7919 % 100_003:06}",
        "email": f"{student(number)}@example.org",
        "lms_user_id": str(100_000 + number),
    }


def _stamp(number: int) -> datetime.datetime:
    """When a student hands in; every tenth is late."""
    return DUE + datetime.timedelta(days=1.5 if number % 10 == 9 else -1, seconds=number)


def _hand_in(term: LargeTerm, name: str, number: int) -> Path:
    folder = term.folder / "submitted" / student(number) / name
    folder.mkdir(parents=True)
    (folder / f"{name}.ipynb").write_text(term.work(name, number), encoding="utf-8")
    (folder / "timestamp.txt").write_text(_stamp(number).strftime(STAMP), encoding="utf-8")
    return folder


def grow(term: LargeTerm, students: int) -> None:
    """Let the term have so many students."""
    with term.gradebook("") as gradebook:
        rows = [{"id": student(number), **_person(number)} for number in range(term.students, students)]
        _insert(gradebook, Student, rows)
        for name in term.texts:
            for first in range(term.students, students, BLOCK):
                numbers = range(first, min(first + BLOCK, students))
                _copy_rows(gradebook, name, numbers)
                for number in numbers:
                    _copy_files(term, name, number)
    term.students = students


def _insert(gradebook: Gradebook, row: Any, rows: Sequence[dict[str, Any]]) -> None:
    table: Table = row.__table__
    if rows:
        gradebook.db.execute(insert(table), rows)
        gradebook.db.commit()


def _copy_rows(gradebook: Gradebook, name: str, numbers: Iterable[int]) -> None:
    assignment = gradebook.find_assignment(name)
    found: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (SubmittedAssignment, SubmittedNotebook, Grade, Comment)
    }
    for number in numbers:
        model = gradebook.find_submission(name, student(number % MARKED)).notebooks[0]
        submission, notebook = new_uuid(), new_uuid()
        found[SubmittedAssignment].append(
            {
                "id": submission,
                "assignment_id": assignment.id,
                "student_id": student(number),
                "timestamp": _stamp(number),
            }
        )
        found[SubmittedNotebook].append(
            {"id": notebook, "assignment_id": submission, "notebook_id": model.notebook_id, "flagged": False}
        )
        for table, rows in ((Grade, model.grades), (Comment, model.comments)):
            for row in rows:
                cells = {column.name: getattr(row, column.name) for column in table.__table__.columns}
                found[table].append({**cells, "id": new_uuid(), "notebook_id": notebook})
    for table, rows in found.items():
        _insert(gradebook, table, rows)


def _copy_files(term: LargeTerm, name: str, number: int) -> None:
    folder = _hand_in(term, name, number)
    there, here = student(number % MARKED), student(number)
    text, fingerprint, digest = _report(term, name, there)
    text = text.replace(there, here).replace(digest, submission_version(folder / f"{name}.ipynb")[SUBMISSION])
    if fingerprint:
        text = text.replace(fingerprint, whole_class.fingerprint_of(term.course[name], folder))
    report_path(term.folder, name, here).write_text(text, encoding="utf-8")
    for kind, file in (("autograded", f"{name}.ipynb"), ("feedback", f"{name}.html")):
        made = term.folder / kind / there / name / file
        if made.exists():
            copied = term.folder / kind / here / name / file
            copied.parent.mkdir(parents=True)
            os.link(made, copied)


@functools.cache
def _read_report(path: Path) -> tuple[str, str, str]:
    text = path.read_text(encoding="utf-8")
    data = json.loads(text)
    return text, data["fingerprint"], data["versions"][SUBMISSION]


def _report(term: LargeTerm, name: str, who: str) -> tuple[str, str, str]:
    """A stored report: its text, and the two digests in it that are the student's own."""
    return _read_report(report_path(term.folder, name, who))
