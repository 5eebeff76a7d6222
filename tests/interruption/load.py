"""What else happens in a course while a class is marked: collecting, a person in formgrader, a second grader.

Each is a process of its own that does it over and over, some dozen times a second, until it is told to stop:
`python -m tests.interruption.load KIND COURSE`. It prints a line for all that it has done at the end.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..nbgrader.conftest import Course
from .course import State, finish, grade, marks_that_are_wrong, state, unmarked
from .killing import Peace

PAUSE = 0.02
"""Seconds from one thing that is done to the next."""

POINTS = (0.0, 1.0, 2.5)
"""What a person gives for the written answer, in turn."""


@dataclass
class Loaded:
    """What came of courses that were marked under load."""

    collected: int = 0
    given: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


def mark_under_load(
    folder: Path, peace: Peace, courses: int, *, progress: Callable[[int], None] = lambda done: None
) -> Loaded:
    """Mark courses by two graders at once, while they are collected and graded by hand; then compare.

    A run in peace follows, as after every disturbance. Points that a person gave must stand in the end.
    """
    found = Loaded()
    for number in range(courses):
        course = unmarked(peace.folder, folder / f"course-{number}")
        with under_load(course, "collecting", "formgrader") as stop:
            both = [_ended(process) for process in (grade(course, jobs=2), grade(course, jobs=2))]
            again = _ended(grade(course, jobs=2, force=True))  # there are rows to give points in
            done = stop()
        others = [one for one in both if "Another run marks means just now" not in one[1]]
        found.refused += len(both) - len(others)
        for status, said in (*others, again):
            if status not in (0, 1) or "autograder:" in said:
                found.wrong.append(f"course {number}: it ended with {status}: {said[-300:]}")
        found.collected += done["collecting"]
        found.given += done["formgrader"]
        found.wrong += [f"course {number}: {line}" for line in marks_that_are_wrong(course, peace.state)]
        finish(course)
        found.wrong += [f"course {number}: {line}" for line in _differences(course, peace.state)]
        progress(number + 1)
    return found


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How a run ended: its exit status, and what it said to the operator."""
    _, errors = process.communicate()
    first, _, rest = errors.partition("\n")
    return process.returncode, rest if first.startswith("autograder: the course is ") else errors


def _differences(course: Course, wanted: State) -> list[str]:
    """What is not as after marking in peace; points that were given by hand must be there."""
    found = state(course)
    students = sorted(found.marks)
    wrong = []
    marks = {}
    for student in students:
        stamp, score, grades, comments = found.marks[student]
        by_hand = {name: manual for name, _, manual, _ in grades}
        given = by_hand.get("why")
        if given not in (None, hand_points(student)):
            wrong.append(f"{student} has {given} points by hand, and was given {hand_points(student)}")
        marks[student] = stamp, score - (given or 0.0), grades, comments
    return wrong + _without_needs(wanted).differences(_without_needs(replace(found, marks=marks)))


def _without_needs(given: State) -> State:
    """The state without who needs a person's look: formgrader sets it when points are given."""
    marks = {
        student: (stamp, score, [(name, auto) for name, auto, *_ in grades], comments)
        for student, (stamp, score, grades, comments) in given.marks.items()
    }
    return replace(
        given, marks=marks, files={name: text for name, text in given.files.items() if "feedback" not in name}
    )


@contextlib.contextmanager
def under_load(course: Course, *kinds: str) -> Iterator[Callable[[], dict[str, int]]]:
    """Let these happen in the course; what it gives ends them and says how often each was done.

    Raises:
        AssertionError: one of them failed.
    """
    line = [sys.executable, "-m", f"{__package__}.load"]
    running = {
        kind: subprocess.Popen(
            [*line, kind, course.folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for kind in kinds
    }
    done: dict[str, int] = {}

    def stop() -> dict[str, int]:
        for kind, process in running.items():
            process.send_signal(signal.SIGTERM)
            said, errors = process.communicate(timeout=60)
            assert process.returncode == 0, f"{kind}: {errors}"
            done[kind] = json.loads(said)
        return done

    try:
        for process in running.values():
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        yield stop
    finally:
        for process in running.values():
            process.kill()
            process.wait()


def hand_points(student: str) -> float:
    """The points that the person in formgrader gives to a student, each time the same."""
    return POINTS[int(student[1:]) % len(POINTS)]


def collect_again(folder: Path) -> Iterator[bool]:
    """What `nbgrader collect --update` does: a student's folder is removed, and laid down anew."""
    kept = folder.parent / f"{folder.name}-exchange"
    if not kept.exists():
        shutil.copytree(folder / "submitted", kept)
    while True:
        for student in sorted(path.name for path in kept.iterdir()):
            yield True
            shutil.rmtree(folder / "submitted" / student)
            shutil.copytree(kept / student, folder / "submitted" / student)


def grade_by_hand(folder: Path) -> Iterator[bool]:
    """What formgrader does when a person types points: it looks for the row of a cell, and saves it.

    Whether that was done; it is not where nobody is marked yet, or somebody else writes.
    """
    from nbgrader.api import MissingEntry

    from autograder.errors import HostError
    from autograder.nbgrader.host import course_config, course_directory, gradebook_file, open_gradebook

    directory = course_directory(course_config(folder), "means", root=folder)
    place = gradebook_file(directory.db_url)
    while not (place and place.exists()):
        yield False
    while True:
        for student in sorted(path.name for path in (folder / "submitted").iterdir()):
            try:
                with open_gradebook(directory) as gradebook:
                    grade = gradebook.find_grade("why", "means", "means", student)
                    assert grade.manual_score in (None, hand_points(student))
                    grade.manual_score = hand_points(student)
                    gradebook.db.commit()
            except (MissingEntry, HostError):
                yield False
            else:
                yield True


def main() -> None:
    """Do it until told to stop."""
    warnings.simplefilter("ignore")
    kind, folder = sys.argv[1], Path(sys.argv[2])
    steps = {"collecting": collect_again, "formgrader": grade_by_hand}[kind](folder)
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stopped.append(number))
    done = 0
    for number, did in enumerate(steps):
        if not number:
            print("ready", flush=True)
        done += did
        if stopped:
            break
        time.sleep(PAUSE)
    print(done)


if __name__ == "__main__":
    main()
