"""The other door: a whole nbgrader course in which an innocent student stands before and behind each attack."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nbgrader.apps.api import NbGraderAPI

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader import graders
from autograder.nbgrader.gradebook import scores
from autograder.nbgrader.host import course_config, course_directory, open_gradebook
from autograder.release.release import register, release_assignment
from autograder.report import ScoreReport

from .attack import EXERCISES, Attack, Notebook, hand_in
from .measuring import Found, found, said
from .scene import Scene, released

FULL = 50.0
"""What a right submission gets."""


@dataclass(frozen=True)
class CourseRun:
    """What came of all attacks, and of everybody else."""

    found: tuple[Found, ...]
    others: tuple[str, ...]  # innocent students whose marks are not what they should be
    isolation: str


def run_course(
    attacks: Sequence[Attack], scene: Scene, progress: Callable[[int, str], None] = lambda done, name: None
) -> CourseRun:
    """Release, hand in, mark, and give feedback."""
    release_assignment(scene.assignment, scene.folder)
    register(scene.assignment, scene.folder)
    notebook = released(scene.folder)
    innocent = Attack("innocent", "none", "Right work.", FULL, right=EXERCISES)
    students: dict[str, Attack] = {}
    for number, attack in enumerate(attacks):
        students[f"{number:03}-0"] = innocent
        students[attack.student or f"{number:03}-1-{attack.name}"] = attack
    students["999"] = innocent
    config = course_config(scene.folder)
    with open_gradebook(course_directory(config, scene.assignment.name, root=scene.folder)) as gradebook:
        for student in students:
            gradebook.update_or_create_student(student)
    for student, attack in students.items():
        _submit(student, attack, notebook, scene)
    times: dict[str, float] = {}

    def note(done: int, _total: int, student: str) -> None:
        times[student] = time.monotonic()
        progress(done // 2, student)

    try:
        reports = grade_course(scene.folder, scene.assignment, None, note)
    finally:
        graders.close()
    times["end"] = time.monotonic()
    return _judge(students, reports, _spans(times), scene)


def _submit(student: str, attack: Attack, notebook: Notebook, scene: Scene) -> None:
    folder = scene.folder / "submitted" / student / scene.assignment.name
    hand_in(attack, notebook, scene.right, folder, scene.places)
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC\n", encoding="utf-8")


def _spans(times: dict[str, float]) -> dict[str, float]:
    names = list(times)
    return {name: times[after] - times[name] for name, after in itertools.pairwise(names)}


def _judge(
    students: dict[str, Attack],
    reports: Sequence[ScoreReport],
    seconds: dict[str, float],
    scene: Scene,
) -> CourseRun:
    config = course_config(scene.folder)
    directory = course_directory(config, scene.assignment.name, root=scene.folder)
    NbGraderAPI(coursedir=directory, config=config).generate_feedback(scene.assignment.name)
    rows = {row.student: row.score for row in scores(scene.folder, scene.assignment)}
    judged, others = [], []
    for report in reports:
        student = str(report.student)
        attack = students.pop(student)
        if attack.name == "innocent":
            if rows.get(student) != FULL or report.score != FULL:
                others.append(f"{student} has {rows.get(student)} and {report.score:g}")
            continue
        earned = max(report.score, rows.get(student, 0.0))
        judged.append(found(attack, report, earned, seconds[student], 0, _leaks(student, report, scene)))
    others += [f"{student} has no report" for student in students]
    return CourseRun(tuple(judged), tuple(others), reports[0].isolation)


def _leaks(student: str, report: ScoreReport, scene: Scene) -> tuple[str, ...]:
    """What should not stand in the report, in the files that were made for the student, or on the page."""
    name = scene.assignment.name
    own = (
        (scene.folder / "submitted" / student / name / f"{name}.ipynb").read_bytes().decode("utf-8", "replace")
    )
    leaks = [*scene.leaks(said(report), own)]
    for step in ("autograded", "feedback"):
        for path in (scene.folder / step / student).rglob("*"):
            if not path.is_file():
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            if path.suffix == ".html":
                leaks += scene.page_leaks(text, own)
            elif path.suffix != ".ipynb":
                leaks += [f"{path.name}: {line}" for line in scene.leaks(text, own)]
    return tuple(leaks)
