"""A class marked at once: reports first, in as many processes as are wanted, then rows in few transactions.

A student's old report goes before anything else is touched, and the new one comes when the gradebook holds the
marks. So a report with a fingerprint says that all is done, whatever ended a run, and the next run goes on from
there. Whoever cannot be marked in this way is left to nbgrader's own steps, one by one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

import nbgrader
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError
from traitlets.config.loader import Config

from autograder.assignment import Assignment, seed_of
from autograder.grading import GIVEN_UP, patience
from autograder.many.processes import Lost, share
from autograder.many.submissions import trusted_files
from autograder.marking.rubric import Rubric
from autograder.nbgrader.fast.batch import (
    Failed,
    Marked,
    Plan,
    StudentTask,
    class_trip,
    marked_in_turn,
    marking,
)
from autograder.nbgrader.fast.folders import (
    FileState,
    GivenFiles,
    course_fingerprint,
    fingerprint_of,
    given_files,
    place,
    state_of,
)
from autograder.nbgrader.fast.ledger import Entry, Ledger, open_ledger
from autograder.nbgrader.fast.may_run_fast import why_not
from autograder.nbgrader.gradebook_cells import read_slots
from autograder.nbgrader.host import CONFIG_FILE, open_gradebook
from autograder.nbgrader.marks import earned, rubrics_of
from autograder.nbgrader.one_by_one import grade_student, leave_to_person, no_id
from autograder.nbgrader.stored_reports import fetch, not_marked, report_path, store
from autograder.nbgrader.timestamps import exchange_zone, read_timestamp
from autograder.report import CriterionResult, ScoreReport, Status
from autograder.sentences import in_words
from autograder.submission.beside import why_unfit
from autograder.submission.meant import file_meant

BATCH = 64
"""Submissions of one transaction, and students who are looked up at once."""

PATIENCE = 2.0
"""Seconds after which marks are entered though fewer have come: a run that is killed loses no more."""

ONE_BY_ONE = "nbgrader's own steps mark the class, one student after the other, because {why}."

Progress = Callable[[int, int, str], None]
"""Told before each student how many were begun, how many there are, and who comes next."""


def mark_class(
    config: Config,
    directory: CourseDirectory,
    assignment: Assignment,
    rubric: Rubric,
    students: Sequence[str],
    *,
    jobs: int,
    force: bool,
    scheduler: str,
    progress: Progress,
    say: Callable[[str], None],
) -> tuple[ScoreReport, ...] | None:
    """The reports of these students, in their order; the gradebook holds their marks.

    None where only nbgrader's own steps are known to do right: then nothing is touched, and `say` is told why.
    With `force`, those are marked as well for whom nothing has changed; `scheduler` is the address of a cluster
    that marks instead of `jobs` processes.

    Raises:
        AssignmentError: the assignment cannot be marked at all.
        OperationalError: the gradebook is locked, or the disk is full.
        ProcessesError: processes die as soon as they start, or the cluster cannot be used.
    """
    with open_gradebook(directory) as gradebook:
        why = why_not(config, directory, gradebook, assignment.name)
        if why:
            say(in_words(ONE_BY_ONE, why=why))
            return None
        with open_ledger(gradebook, config, assignment) as ledger:
            run = _Run(config, directory, assignment, rubric, ledger, force, jobs, progress, scheduler)
            return run.marked(students)


@dataclass
class _Run:
    """One run over a class; `marked` gives the reports."""

    config: Config
    directory: CourseDirectory
    assignment: Assignment
    rubric: Rubric
    ledger: Ledger
    force: bool
    jobs: int
    progress: Progress
    scheduler: str
    _reports: dict[str, ScoreReport] = field(default_factory=dict)
    _waiting: list[Entry] = field(default_factory=list)  # marked, not yet in the gradebook
    _left: list[str] = field(default_factory=list)  # for nbgrader's own steps
    _given_up: list[StudentTask] = field(default_factory=list)  # a process hung over them
    _states: dict[str, tuple[FileState, ...]] = field(default_factory=dict)  # of folders that are marked now
    _changed: list[str] = field(default_factory=list)  # whose folders were written meanwhile
    _rows: dict[CriterionResult, CriterionResult] = field(default_factory=dict)  # each once
    _begun: int = 0
    _entered: float = 0.0

    def marked(self, students: Sequence[str]) -> tuple[ScoreReport, ...]:
        """The reports of these students, in their order; the gradebook holds their marks."""
        directory, name = self.directory, self.assignment.name
        self._entered = time.monotonic()
        limits = self.config.get("LimitOutput", {})
        plan = Plan(
            assignment=self.assignment,
            slots=read_slots(self.assignment, directory.db_url),
            rubrics=rubrics_of(self.assignment),
            allow_limits=bool(self.config.get("Mark", {}).get("allow_limits", False)),
            max_lines=int(limits.get("max_lines", 1000)),
            seed=seed_of(self.assignment),
        )
        source = Path(directory.format_path(directory.source_directory, ".", name))
        files = [source, self.root / CONFIG_FILE]
        course = course_fingerprint(plan, files, nbgrader.__version__)
        given = given_files(directory, name)
        self._mark(plan, self._tasks(students, course, len(students)), given)
        again, self._changed = self._changed, []
        if again:  # who changes once more is left to the next run
            self._mark(plan, self._tasks(again, course, len(students) + len(again)), given)
        for student in self._left:
            report = grade_student(self.config, directory, self.assignment, self.rubric, student)
            self._keep(student, report)
        for task in self._given_up:
            # Not by nbgrader's own steps: they would hang in this process, and the class with them.
            report = not_marked(
                self.assignment, self.rubric, Status.ERROR, GIVEN_UP, path=task.path, student=task.student
            )
            leave_to_person(directory, report)
            self._keep(task.student, report)
        return tuple(self._reports[student] for student in students)

    def _mark(self, plan: Plan, tasks: Iterator[StudentTask], given: GivenFiles) -> None:
        """Mark these and enter their marks; those who cannot be marked in this way are left."""
        for task, result in self._shared(plan, tasks):
            if isinstance(result, Lost) and result.late:
                self._given_up.append(task)
                continue
            entry = self._placed(task, result, given) if isinstance(result, Marked) else None
            if entry:
                self._waiting.append(entry)
            else:
                self._left.append(task.student)
            if len(self._waiting) >= BATCH or time.monotonic() - self._entered > PATIENCE:
                self._enter()
        self._enter()

    def _shared(
        self, plan: Plan, tasks: Iterator[StudentTask]
    ) -> Iterator[tuple[StudentTask, Marked | Failed | Lost]]:
        """The tasks with their results, of processes here or of a cluster."""
        if not self.scheduler and self.jobs == 1 and len(os.sched_getaffinity(0)) > 1:
            return marked_in_turn(plan, tasks)
        if not self.scheduler:
            return share(partial(marking, plan), tasks, self.jobs, seconds=patience(self.assignment.limits))
        from autograder.many.cluster import share_on_cluster

        return share_on_cluster(self.scheduler, class_trip(plan), trusted_files(self.assignment), tasks)

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.directory.root)

    def _tasks(self, students: Sequence[str], course: bytes, total: int) -> Iterator[StudentTask]:
        """What there is to mark. Students for whom nothing has changed keep their reports."""
        rest = iter(students)
        while chunk := list(islice(rest, BATCH)):
            in_gradebook = self.ledger.in_gradebook([student for student in chunk if not no_id(student)])
            unchanged = []
            for student in chunk:
                self.progress(self._begun, total, student)
                self._begun += 1
                try:
                    task = self._task(student, course)
                    if task is None:
                        self._left.append(student)
                        continue
                    report = fetch(self.root, self.assignment.name, student)
                    points = in_gradebook.get(student, {})
                    if report and not self.force and self._is_done(task, report, points):
                        unchanged.append(student)
                        del self._states[student]
                        self._keep(student, report)
                        continue
                    report_path(self.root, self.assignment.name, student).unlink(missing_ok=True)
                except OSError:  # of this student's files: what is done one by one says which
                    self._left.append(student)
                    continue
                yield task
            self.ledger.penalise(unchanged)

    def _task(self, student: str, course: bytes) -> StudentTask | None:
        """What there is to mark for a student; None where there is nothing that can be."""
        folder = self._folder(student)
        if no_id(student) or why_unfit(folder):
            return None
        state = state_of(folder)
        meant = file_meant(folder, self.assignment.name, self.assignment.functions)
        if not meant.path.is_file():
            return None
        self._states[student] = state
        return StudentTask(student, meant, fingerprint_of(course, folder))

    def _is_done(self, task: StudentTask, report: ScoreReport, points: dict[str, float | None]) -> bool:
        """Whether the report is of this very work, and gradebook and notebook still are what it left."""
        wanted = {f"check_{row.name}": earned(report, row.name) for row in self.assignment.exercises}
        directory = self.directory
        folder = directory.format_path(directory.autograded_directory, task.student, self.assignment.name)
        return (
            report.fingerprint == task.fingerprint
            and wanted.items() <= points.items()
            and (Path(folder) / f"{self.assignment.name}.ipynb").is_file()
        )

    def _placed(self, task: StudentTask, marked: Marked, given: GivenFiles) -> Entry | None:
        """Write the folder of a marked submission; None if that fails."""
        try:
            submitted = self._folder(task.student)
            stamp, undated = read_timestamp(submitted, exchange_zone(self.config))
            place(self.directory, task.student, self.assignment.name, marked.notebook, given)
        except Exception:  # nbgrader's own steps fail as well, and say why
            return None
        report = marked.report
        if undated:
            report = replace(report, review=(*report.review, undated))
        if state_of(submitted) != self._states.pop(task.student, ()):
            self._changed.append(task.student)
            report = replace(report, fingerprint="")  # it may be of half a file
        return Entry(task.student, stamp, replace(marked, report=report, notebook=""))

    def _enter(self) -> None:
        """Enter what waits into the gradebook, and then write its reports."""
        entries, self._waiting = self._waiting, []
        self._entered = time.monotonic()
        if not entries:
            return
        try:
            self.ledger.write(entries)
        except OperationalError:
            raise
        except Exception:  # rows that are not as nbgrader makes them, or a plugin that fails: one by one
            self._left += [entry.student for entry in entries]
            return
        for entry in entries:
            store(entry.marked.report, self.root)
            self._keep(entry.student, entry.marked.report)

    def _keep(self, student: str, report: ScoreReport) -> None:
        rows = tuple(self._rows.setdefault(row, row) for row in report.criteria)
        self._reports[student] = replace(report, criteria=rows)

    def _folder(self, student: str) -> Path:
        directory = self.directory
        return Path(directory.format_path(directory.submitted_directory, student, self.assignment.name))
