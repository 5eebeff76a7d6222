"""A class of which half hands in the Chinese notebook and half the English one, in a real nbgrader course."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, load_assignment
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.release.release import register, release_assignment

from .work import ROOT, Notebook, answered, solutions

CONFIG = """\
from pathlib import Path

from autograder.nbgrader.configure import configure

c = get_config()
here = Path(__file__).resolve().parent
c.CourseDirectory.root = str(here)
c.CourseDirectory.course_id = "mixed"
c.CourseDirectory.source_directory = "build/source"
c.CourseDirectory.release_directory = "assignments"
c.Exchange.root = str(here / "exchange")
c.ExchangeCollect.check_owner = False
c.Autograde.create_student = True
configure(c, here)
"""

STD = "import numpy as np\n\ndef column_stats(x):\n    return x.mean(axis=0), x.std(axis=0)\n"
TWICE = STD + "\n\ndef column_stats(x):\n    return x.sum(axis=0), undefined_name\n"
ENDLESS = "def standardize(x, mean, var, eps):\n    while True:\n        pass\n"

WORKS: dict[str, dict[str, str] | None] = {
    "right": {},
    "named": {"column_stats": STD},
    "raises": {"column_stats": TWICE},
    "endless": {"standardize": ENDLESS},
    "garbled": {"ema_update": "def ema_update(old, new, momentum:\n    return old\n"},
    "answers": {"zero_start": "$m_n = (1 - 0.99^n) \\mu$"},
    "stub": None,
}
"""What a pair of students hands in: the solution but for these cells; None for what was released."""


@dataclass(frozen=True)
class Mixed:
    """The course, which has one assignment."""

    folder: Path

    @property
    def assignment(self) -> Assignment:
        return load_assignment(self.folder / "solutions/warmup")

    def released(self, language: str) -> Notebook:
        """What students get in a language."""
        folder = "assignments" if language == "en" else f"assignments-{language}"
        return json.loads((self.folder / folder / "warmup/warmup.ipynb").read_text(encoding="utf-8"))

    def work(self, language: str, name: str) -> Notebook:
        """The notebook of a language with one of the works in it."""
        cells, notebook = WORKS[name], self.released(language)
        if cells is None:
            return notebook
        return answered(notebook, {**solutions(self.assignment, language), **cells})

    def hand_in(self, student: str, content: Notebook | bytes) -> None:
        """What `nbgrader submit` leaves in the exchange."""
        stamp = "2026-01-02 03:04:05.000000 UTC"
        place = self.folder / f"exchange/mixed/inbound/{student}+warmup+{stamp}+abc"
        place.mkdir(parents=True)
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        (place / "warmup.ipynb").write_bytes(raw)
        (place / "timestamp.txt").write_text(stamp)
        (place / "submission_secret.txt").write_text(f"secret of {student}")

    def enrol(self, *students: str) -> None:
        """Enter students into the gradebook."""
        with open_gradebook(course_directory(course_config(self.folder), "warmup", root=self.folder)) as book:
            for student in students:
                book.update_or_create_student(student)

    def scores(self) -> dict[str, Any]:
        """What the gradebook holds of each student, cell by cell."""
        with open_gradebook(course_directory(course_config(self.folder), "warmup", root=self.folder)) as book:
            return {
                submission.student_id: [
                    (grade.name, grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    for notebook in submission.notebooks
                    for grade in sorted(notebook.grades, key=lambda one: one.name)
                ]
                for submission in book.assignment_submissions("warmup")
            }

    def page(self, student: str) -> str:
        """The page of feedback."""
        return (self.folder / f"feedback/{student}/warmup/warmup.html").read_text(encoding="utf-8")


def mixed_course(folder: Path) -> Mixed:
    """The course, released in both languages."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "solutions/warmup", folder / "solutions/warmup", ignore=ignored)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (folder / "exchange/mixed/inbound").mkdir(parents=True)
    (folder / "exchange").chmod(0o777)
    course = Mixed(folder)
    release_assignment(course.assignment, folder)
    release_assignment(course.assignment, folder, language="zh")
    register(course.assignment, folder)
    return course


def without_metadata(notebook: Notebook) -> Notebook:
    """As an editor leaves it that keeps nothing of what it does not know."""
    kept = {"kernelspec": notebook["metadata"]["kernelspec"]}
    return {**notebook, "metadata": kept}
