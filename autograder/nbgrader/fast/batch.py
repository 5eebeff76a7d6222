"""One submission marked without a gradebook: its report, its marked notebook, what the gradebook must learn.

This is the part of marking that runs in many processes at once. It needs neither nbgrader nor nbformat, so
that a process starts in a moment; what the gradebook knows comes in a `Plan`; what comes out is plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment import Assignment, find_assignment
from autograder.grading import Grader
from autograder.nbgrader.fast.written import as_json, limit_lines
from autograder.nbgrader.gradebook_cells import Slot
from autograder.nbgrader.graders import grader_of
from autograder.nbgrader.marks import (
    MARKED_KERNEL,
    by_grade_id,
    checksum,
    demand_points,
    demand_wall,
    grade_submission,
    language_metadata,
    show_rubrics,
    write_marks,
)
from autograder.nbgrader.mend import Notebook, mended_file
from autograder.report import ScoreReport, Status
from autograder.sentences import to_data
from autograder.submission.meant import Meant

if TYPE_CHECKING:
    from autograder.many.cluster import Trip
    from autograder.many.processes import Lost

NO_RESPONSE = "No response."
"""nbgrader's comment on an answer that is still the stub."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same for all submissions of a run."""

    assignment: Assignment
    slots: tuple[Slot, ...]
    rubrics: Mapping[str, str]  # written answer -> what the person who marks it reads
    allow_limits: bool  # c.Mark.allow_limits
    max_lines: int  # c.LimitOutput.max_lines
    seed: int  # of the hidden inputs; another machine has no key of the course


@dataclass(frozen=True, slots=True)
class StudentTask:
    """One student's submission, and a digest of all that its marks rest on."""

    student: str
    meant: Meant
    fingerprint: str

    @property
    def path(self) -> Path:
        """The file that is marked."""
        return self.meant.path


@dataclass(frozen=True, slots=True)
class Marked:
    """A submission that was marked."""

    report: ScoreReport
    notebook: str  # the autograded notebook, as its file holds it
    scores: Mapping[str, float | None]  # grade id -> points; None waits for a person
    comments: Mapping[str, str | None]  # solution's grade id -> nbgrader's own comment


@dataclass(frozen=True, slots=True)
class Failed:
    """A submission that could not be marked in this way, and why."""

    message: str


@contextmanager
def marking(plan: Plan) -> Iterator[Callable[[StudentTask], Marked | Failed]]:
    """What marks one submission of the plan after the other, with checks and wall that start once."""
    yield _Marker(plan)


def marked_in_turn(
    plan: Plan, tasks: Iterable[StudentTask]
) -> Iterator[tuple[StudentTask, Marked | Failed | Lost]]:
    """Each task with its result, marked in this process; the code of the next one runs meanwhile."""
    marker = _Marker(plan)
    rest = iter(tasks)
    task = next(rest, None)
    while task is not None:
        following = next(rest, None)
        yield task, marker(task, following)
        task = following


class _Marker:
    """Marks one submission after the other with a grader that starts when the first has come."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._grader: Grader | None = None

    def __call__(self, task: StudentTask, following: StudentTask | None = None) -> Marked | Failed:
        try:
            self._grader = self._grader or grader_of(self._plan.assignment, self._plan.seed)
            return mark(self._grader, self._plan, task, following)
        except Exception as error:  # one submission's failure, whatever it is, ends no other's marking
            return Failed(f"{type(error).__name__}: {error}")


def class_trip(plan: Plan) -> Trip[StudentTask, Marked | Failed]:
    """How submissions travel to other machines."""
    from autograder.many.cluster import Trip, submission_files

    begin = partial(_marking_there, plan)
    return Trip(begin, files=lambda task: submission_files(task.path), moved=_moved, home=_home)


def _marking_there(
    plan: Plan, course: Path
) -> AbstractContextManager[Callable[[StudentTask], Marked | Failed]]:
    return marking(replace(plan, assignment=find_assignment(course, plan.assignment.folder.name)))


def _moved(task: StudentTask, path: Path) -> StudentTask:
    return replace(task, meant=replace(task.meant, path=path))


def _home(task: StudentTask, result: Marked | Failed) -> Marked | Failed:
    if isinstance(result, Failed):
        return result
    return replace(result, report=replace(result.report, submission=str(task.path)))


def mark(grader: Grader, plan: Plan, task: StudentTask, following: StudentTask | None = None) -> Marked:
    """Mark one submission; `following` is the one that is marked next, if that is known.

    Raises:
        AssignmentError: this machine offers no wall, or the gradebook's points are not the rubric's.
        OSError: the file cannot be read.
    """
    demand_wall(grader, allow_limits=plan.allow_limits)
    notebook, repairs = mended_file(task.path, plan.slots)
    demand_points(notebook, grader)
    report = grade_submission(
        grader, task.meant, student=task.student, following=following.path if following else None
    )
    report = replace(report, repairs=(*report.repairs, *repairs))
    pending = write_marks(notebook, plan.assignment, report)
    # What failed through no fault of the submission is tried again by the next run.
    final = report.status is Status.LOAD_ERROR or (report.status is Status.GRADED and not pending)
    report = replace(report, fingerprint=task.fingerprint if final else "")
    scores, comments = _scores(notebook, plan, pending)
    show_rubrics(notebook, plan.rubrics)
    notebook["metadata"] |= {
        "autograder": {
            "assignment": plan.assignment.name,
            "repairs": [to_data(one) for one in repairs],
            **language_metadata(report),
        },
        "kernelspec": dict(MARKED_KERNEL),
    }
    limit_lines(notebook, plan.max_lines)
    return Marked(report, as_json(notebook), scores, comments)


def _scores(
    notebook: Notebook, plan: Plan, pending: frozenset[str]
) -> tuple[dict[str, float | None], dict[str, str | None]]:
    """Points and comments as `nbgrader.preprocessors.SaveAutoGrades` finds them in the marked cells."""
    scores: dict[str, float | None] = {}
    comments: dict[str, str | None] = {}
    for name, cell in by_grade_id(notebook).items():
        marks = cell["metadata"]["nbgrader"]
        untouched = marks["solution"] and checksum(cell) == marks["checksum"]
        if marks["grade"] and marks["solution"]:
            scores[name] = 0.0 if untouched else None
        elif marks["grade"]:
            scores[name] = None if name in pending else float(cell["outputs"][-1]["data"]["text/plain"])
        if marks["solution"]:
            comments[name] = NO_RESPONSE if untouched else None
    return scores, comments
