"""A class on its way from a learning platform and back: what each test of a platform does with its files."""

from __future__ import annotations

import csv
import io
import json
import logging
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.apps import ZipCollectApp
from nbgrader.converters import GenerateFeedback

from autograder.instructor.grade_class import grade_course
from autograder.instructor.roster import Enrolment, enrol
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run

from .conftest import RIGHT, Course

COLLECTOR = """
c.ZipCollectApp.extractor_plugin = "autograder.nbgrader.downloads.DownloadExtractor"
c.ZipCollectApp.collector_plugin = "autograder.nbgrader.downloads.RosterCollector"
c.AssignLatePenalties.plugin_class = "autograder.nbgrader.lateness.LateDays"
c.LateDays.per_day = 0.2
c.LateDays.timezone = "Europe/Berlin"
"""

WRONG = {**RIGHT, "centre": "def centre(x):\n    return x"}
"""Loses the 2.5 points of centre."""


@dataclass
class Round:
    """One course, and what was said on the way."""

    course: Course
    warnings: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """The course's."""
        return self.course.folder

    def roster(self, text: str, id_column: str | None = None) -> Enrolment:
        """Run `autograder roster`."""
        path = self.folder / "roster.csv"
        path.write_bytes(text.encode())
        return enrol(self.folder, path, id_column)

    def notebook(self, **answers: str) -> bytes:
        """A notebook with these answers, as a file."""
        return json.dumps(self.course.answered(**answers)).encode()

    def zipped(self, name: str, **answers: str) -> bytes:
        """An archive of a student's with such a notebook in it."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(name, self.notebook(**answers))
        return packed.getvalue()

    def collect(self, archive: dict[str, dict[str, str] | bytes], worksheet: str = "") -> None:
        """`nbgrader zip_collect means --force`, of an archive of these names and answers."""
        folder = self.folder / "downloaded/means/archive"
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / "submissions.zip", "w") as written:
            for name, answers in archive.items():
                written.writestr(name, answers if isinstance(answers, bytes) else self.notebook(**answers))
        if worksheet:
            (folder / "worksheet.csv").write_bytes(worksheet.encode())
        config = course_config(self.folder)
        config.ZipCollectApp.force = True
        app = ZipCollectApp(config=config)
        app.coursedir = course_directory(config, "means", root=self.folder)
        heard = logging.Handler(logging.WARNING)
        heard.emit = lambda record: self.warnings.append(record.getMessage())  # type: ignore[method-assign]
        app.log.addHandler(heard)
        app.init_plugins()
        app.extract_archive_files()
        app.process_extracted_files()
        app.log.removeHandler(heard)

    @property
    def said(self) -> list[str]:
        """What our extractor and our collector said of files."""
        others = ("Skipped", "Directory not found", "Clearing", "Invalid submission", "Replacing")
        return [line for line in self.warnings if not line.startswith(others) and "files collected" not in line]

    def collected(self) -> dict[str, str]:
        """The time of each submission that was collected, by student."""
        folders = sorted((self.folder / "submitted").glob("*/means"))
        stamps = {folder.parent.name: folder / "timestamp.txt" for folder in folders}
        return {student: path.read_text() if path.exists() else "" for student, path in stamps.items()}

    def grade(self, due: object = None, **by_hand: float) -> None:
        """`autograder grade means`, and points for the written answers of these students."""
        if due:
            with self.gradebook() as book:
                book.find_assignment("means").duedate = due
                book.db.commit()
        grade_course(self.folder, self.course.assignment)
        with self.gradebook() as book:
            for student, points in by_hand.items():
                grade = book.find_grade("why", "means", "means", student)
                grade.manual_score, grade.needs_manual_grade = points, False
            book.db.commit()
        grade_course(self.folder, self.course.assignment)  # penalties for what was marked by hand

    def pages(self, *, force: bool = False) -> None:
        """Run `nbgrader generate_feedback means`."""
        config = course_config(self.folder)
        directory = course_directory(config, "means", root=self.folder)
        run(GenerateFeedback(coursedir=directory, config=config, force=force))

    def page(self, student: str) -> str:
        return (self.folder / "feedback" / student / "means/means.html").read_text(encoding="utf-8")

    def gradebook(self):
        return open_gradebook(course_directory(course_config(self.folder), "means", root=self.folder))


def begin(template: Path, folder: Path) -> Round:
    """A copy of the released course, set up for downloads and late days."""
    shutil.copytree(template, folder)
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text() + COLLECTOR)
    return Round(Course(folder))


def table(rows: list[list[str]], *, separator: str = ",", mark: bool = False, end: str = "\r\n") -> str:
    """The text of a table as a platform writes it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return ("\ufeff" if mark else "") + text.getvalue()
