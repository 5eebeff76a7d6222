"""What becomes of a damaged notebook: read and cut in this process, or marked through one of the two doors.

Whatever the damage, a submission ends as `graded` or as a `load-error` with one sentence in plain words.
"""

from __future__ import annotations

import json
import re
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.assignment import Assignment, find_assignment
from autograder.errors import LoadError
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.instructor.grade_class import grade_course
from autograder.nbgrader import graders
from autograder.nbgrader.gradebook import scores
from autograder.release.release import register, release_assignment
from autograder.report import Outcome, ScoreReport, Status, from_json, to_json
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

from ..nbgrader.conftest import RIGHT, Course, write_assignment
from .damage import Damaged, Notebook, damaged

ROOT = Path(__file__).resolve().parents[2]

READ_SECONDS = 5.0
"""Reading takes a moment, whatever stands in the file; a third of it where nobody else uses the machine."""

MARK_SECONDS = 30.0
"""Marking takes no longer than what the limits of the assignment allow."""

Progress = Callable[[int], None]


@dataclass
class Found:
    """What came of many damaged files."""

    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    kept: int = 0  # right work that was still readable, and kept everything
    slowest: float = 0.0

    def note(
        self, one: Damaged, end: str, wrong: Iterable[str], *, kept: bool, seconds: float, limit: float
    ) -> None:
        """Count one file; `kept` says that it held right work which is still readable."""
        self.ends[end] += 1
        self.slowest = max(self.slowest, seconds)
        wrong = [*wrong, *([f"it took {seconds:.1f} seconds"] if seconds > limit else [])]
        self.kept += kept and not wrong
        self.wrong += [f"{one.about}: {what}" for what in wrong]


@dataclass(frozen=True)
class Works:
    """The released notebook, solved and as it was handed out."""

    assignment: Assignment
    solved: Notebook
    unsolved: Notebook

    def draw(self, seed: int, number: int) -> Damaged:
        """Three of four files were solved."""
        return damaged(self.solved if self.is_solved(number) else self.unsolved, seed, number)

    def is_solved(self, number: int) -> bool:
        """Whether the file of this number was solved before it was damaged."""
        return number % 4 != 3


def works() -> Works:
    """The course's model assignment, with the work of a student of the demonstration class."""
    assignment = find_assignment(ROOT, "batchnorm")
    released = json.loads((ROOT / "assignments/batchnorm/batchnorm.ipynb").read_text(encoding="utf-8"))
    work = (assignment.folder / "students/tuple-cache.py").read_text(encoding="utf-8")
    return Works(assignment, fill(released, work), released)


def read_all(
    given: Works, seed: int, count: int, folder: Path, progress: Progress = lambda done: None
) -> Found:
    """Read and cut `count` damaged files, as marking does before anything runs."""
    path = folder / "damaged.ipynb"
    whole = {solved: _whole(given, solved, folder) for solved in (True, False)}
    found = Found()
    for number in range(count):
        one = given.draw(seed, number)
        path.write_bytes(one.content)
        start = time.process_time()
        end, wrong = "read", []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python's own, about what stands in the cells
                definitions = _definitions(path, given.assignment)
            if one.harmless:
                wrong = ["definitions were lost"] if whole[given.is_solved(number)] - definitions else []
        except LoadError as error:
            end, wrong = _kind(str(error)), faults_of_sentence(str(error))
            wrong += ["it could have been read"] if one.harmless else []
        except Exception as error:  # this is what is looked for
            end, wrong = "exception", [f"{type(error).__name__}: {error}"]
        kept, seconds = one.harmless and given.is_solved(number), time.process_time() - start
        found.note(one, end, wrong, kept=kept, seconds=seconds, limit=READ_SECONDS)
        progress(number + 1)
    return found


def mark_all(
    given: Works, seed: int, numbers: Iterable[int], folder: Path, progress: Progress = lambda done: None
) -> Found:
    """Mark damaged files as `autograder check` does."""
    path = folder / "damaged.ipynb"
    found = Found()
    with Grader(given.assignment) as grader:
        for done, number in enumerate(numbers, start=1):
            one = given.draw(seed, number)
            path.write_bytes(one.content)
            start = time.monotonic()
            try:
                report = grader.grade(path, student="somebody")
                wrong = [*_faults_of_report(report), *_faults_of_marks(one, report, given.is_solved(number))]
                end = str(report.status)
            except Exception as error:  # this is what is looked for
                end, wrong = "exception", [f"{type(error).__name__}: {error}"]
            kept, seconds = one.harmless and given.is_solved(number), time.monotonic() - start
            found.note(one, end, wrong, kept=kept, seconds=seconds, limit=MARK_SECONDS)
            progress(done)
    return found


def mark_course(seed: int, count: int, folder: Path, progress: Progress = lambda done: None) -> Found:
    """Hand damaged files in to a small nbgrader course and mark it."""
    write_assignment(folder)
    course = Course(folder)
    release_assignment(course.assignment, folder)
    register(course.assignment, folder)
    given = Works(course.assignment, course.answered(**RIGHT), course.released)
    files = {f"s{number:04}": given.draw(seed, number) for number in range(count)}
    for student, one in files.items():
        course.submit(student, one.content)
    times: list[float] = []

    def note(done: int, _total: int, _student: str) -> None:
        times.append(time.monotonic())
        progress(done)

    try:
        reports = grade_course(folder, course.assignment, None, note)
    finally:
        graders.close()
    times.append(time.monotonic())
    progress(count)
    rows = {row.student: row.score for row in scores(folder, course.assignment)}
    found = Found()
    for at, report in enumerate(reports):
        one = files.pop(str(report.student))
        solved = given.is_solved(one.number)
        wrong = [*_faults_of_report(report), *_faults_of_marks(one, report, solved)]
        if rows.get(str(report.student)) != report.score:
            wrong.append(f"the gradebook holds {rows.get(str(report.student))}, the report {report.score:g}")
        kept, seconds = one.harmless and solved, times[at + 1] - times[at]
        found.note(one, str(report.status), wrong, kept=kept, seconds=seconds, limit=MARK_SECONDS)
    found.wrong += [f"{one.about}: it has no report" for one in files.values()]
    return found


def lost(path: Path, given: Works) -> set[str]:
    """Statements of the solved notebook that are not found in a damaged one."""
    return _whole(given, True, path.parent) - _definitions(path, given.assignment)


def _whole(given: Works, solved: bool, folder: Path) -> set[str]:
    path = folder / "whole.ipynb"
    path.write_text(json.dumps(given.solved if solved else given.unsolved), encoding="utf-8")
    return _definitions(path, given.assignment)


def _definitions(path: Path, assignment: Assignment) -> set[str]:
    """The statements that the graded functions need, without the place where they stand."""
    chunks = cut(read(path).code, assignment.functions).chunks
    return {text.strip().replace("\r\n", "\n").replace("\r", "\n") for _, text in chunks}


def _faults_of_report(report: ScoreReport) -> list[str]:
    wrong = []
    if report.status not in (Status.GRADED, Status.LOAD_ERROR):
        wrong.append(f"it ended as {report.status}: {report.message}")
    if report.status is Status.LOAD_ERROR:
        wrong += faults_of_sentence(report.message)
    elif any(row.outcome is Outcome.ERROR for row in report.criteria):
        wrong.append("the grader failed on a criterion")
    if from_json(to_json(report)) != report:
        wrong.append("its report does not survive being written")
    return wrong


def _faults_of_marks(one: Damaged, report: ScoreReport, solved: bool) -> list[str]:
    if not solved and report.score:
        return [f"nothing was written, and it earned {report.score:g}"]
    if solved and one.harmless and (report.status is not Status.GRADED or report.score < report.max_score):
        return [f"right and readable, and it earned {report.score:g} ({report.status}: {report.message})"]
    return []


def faults_of_sentence(text: str) -> list[str]:
    plain = text.isprintable() and text.endswith((".", ")")) and text[:1].isupper() and len(text) < 300
    if not plain or re.search(r"Error|Exception|Traceback|\bNone\b|object at 0x", text):
        return [f"its sentence is not plain: {text!r}"]
    return []


def _kind(sentence: str) -> str:
    """A sentence without its numbers, to count by."""
    return re.sub(r"[\d,]*\d", "N", sentence)
