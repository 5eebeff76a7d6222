"""The pages of a class: who needs a new one, and what became of each.

Marks are read for many students at once, pages are set in as many processes as are wanted, and who has the
right page keeps it. Whoever cannot be served in this way is left to nbgrader's own converter, alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import islice
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import Config

from autograder.errors import HostError
from autograder.many.processes import Lost, share
from autograder.nbgrader.host import course_directory, open_gradebook, run
from autograder.nbgrader.one_by_one import OneStudent, no_id, why_unusable
from autograder.nbgrader.pages.marks_shown import read_marks
from autograder.nbgrader.pages_of_class.may_set_pages import why_by_nbgrader
from autograder.nbgrader.pages_of_class.page_files import (
    NoPage,
    PageFolder,
    PagePlan,
    PageTask,
    page_trip,
    setting,
    trusted_config,
)
from autograder.nbgrader.pages_of_class.page_record import (
    PageRecord,
    everybodys_digest,
    open_record,
    page_digest,
)
from autograder.sentences import NOTHING, Sentence, in_words
from autograder.submission.beside import handed_in

AT_ONCE = 64
"""Students whose marks are read at once."""

SAVED_EVERY = 2.0
"""Seconds between two writings of the record."""

WORTH_A_PROCESS = 70
"""Pages that take as long as a process needs to start."""


class PageState(StrEnum):
    """What became of a student's page."""

    WRITTEN = "written"
    KEPT = "kept"  # it is as it should be
    UNMARKED = "unmarked"  # something was handed in, and nothing of it is marked
    MISSING = "missing"  # nothing was handed in
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Page:
    """One student's page after a run."""

    student: str
    state: PageState
    why: Sentence = NOTHING  # of a failure


def write_pages(
    config: Config,
    directory: CourseDirectory,
    assignment: str,
    students: Sequence[str],
    *,
    jobs: int,
    force: bool,
    scheduler: str,
    progress: Callable[[int, int, str], None],
    say: Callable[[str], None],
) -> tuple[Page, ...]:
    """The pages of these students, in their order.

    With `force`, those are written as well that are as they should be. `scheduler` is the address of a cluster
    that sets pages instead of `jobs` processes; `say` is told what the operator should know.

    Raises:
        HostError: the gradebook refuses.
        OSError: the disk is full.
        ProcessesError: processes die as soon as they start, or the cluster cannot be used.
    """
    root = Path(directory.root)
    record = open_record(root, assignment)
    with open_gradebook(directory) as gradebook:
        run_ = _PagesRun(config, directory, assignment, gradebook, record, force, progress, len(students))
        why = why_by_nbgrader(config, directory, gradebook, assignment)
        tasks = run_.tasks(students, everybodys_digest(root))
        try:
            if why:
                text = "nbgrader's own converter sets the pages, one student after the other, because {why}."
                say(in_words(text, why=why))
                run_.by_nbgrader(tasks)
            else:
                enough = min(jobs, 1 + len(students) // WORTH_A_PROCESS)
                run_.by_nbgrader(run_.shared(tasks, enough, scheduler))
        finally:
            record.save()
    return tuple(run_.found[student] for student in students)


@dataclass
class _PagesRun:
    """One run over a class; `found` has what became of each page."""

    config: Config
    directory: CourseDirectory
    assignment: str
    gradebook: Gradebook
    record: PageRecord
    force: bool
    progress: Callable[[int, int, str], None]
    total: int
    found: dict[str, Page] = field(default_factory=dict)
    _begun: int = 0
    _saved: float = 0.0

    def tasks(self, students: Sequence[str], everybodys: bytes) -> Iterator[PageTask]:
        """The pages that are to be written; what becomes of all others is found out here."""
        rest = iter(students)
        while chunk := list(islice(rest, AT_ONCE)):
            ids = [student for student in chunk if not no_id(student)]
            marks = read_marks(self.gradebook, self.assignment, self.assignment, ids)
            for student in chunk:
                self.progress(self._begun, self.total, student)
                self._begun += 1
                marked, to = self._folder("autograded", student), self._folder("feedback", student)
                if student not in marks or not (marked / f"{self.assignment}.ipynb").is_file():
                    came = handed_in(self._folder("submitted", student))
                    self.found[student] = Page(student, PageState.UNMARKED if came else PageState.MISSING)
                    continue
                rests_on = page_digest(everybodys, marks[student], marked)
                if not self.force and self.record.is_current(student, rests_on, self._page(student)):
                    self.found[student] = Page(student, PageState.KEPT)
                    continue
                yield PageTask(student, marked, to, marks[student], rests_on)

    def shared(self, tasks: Iterator[PageTask], jobs: int, scheduler: str) -> Iterator[PageTask]:
        """Write these pages in many processes; those that cannot be written in this way are left."""
        left = []
        plan = PagePlan(Path(self.directory.root), self.assignment, tuple(self.directory.ignore))
        done: Iterator[tuple[PageTask, NoPage | Lost | None]]
        if scheduler:
            done = _set_on_cluster(scheduler, plan, tasks)
        else:
            done = share(partial(setting, plan), tasks, jobs)
        for task, result in done:
            if isinstance(result, NoPage | Lost):
                left.append(task)
            else:
                self._written(task)
        yield from left

    def by_nbgrader(self, tasks: Iterable[PageTask]) -> None:
        """Let nbgrader's converter write these pages. One that it cannot write is removed."""
        for task in tasks:
            converter = _FeedbackOfOne(
                coursedir=self._directory_of(task.student), config=self.config, force=True
            )
            try:
                run(converter)
            except HostError as error:
                cause = error.__cause__
                why = error.said
                if isinstance(cause, OSError):
                    why = why_unusable(cause, Path(self.directory.root), task.to)
                self.record.note(task.student, "", self._page(task.student))
                self.found[task.student] = Page(task.student, PageState.FAILED, why)
            else:
                self._written(task)

    def _written(self, task: PageTask) -> None:
        self.found[task.student] = Page(task.student, PageState.WRITTEN)
        self.record.note(task.student, task.rests_on, self._page(task.student))
        if time.monotonic() - self._saved > SAVED_EVERY:
            self.record.save()
            self._saved = time.monotonic()

    def _directory_of(self, student: str) -> CourseDirectory:
        return course_directory(self.config, self.assignment, root=Path(self.directory.root), student=student)

    def _folder(self, step: str, student: str) -> Path:
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, self.assignment))

    def _page(self, student: str) -> Path:
        return self._folder("feedback", student) / f"{self.assignment}.html"


def _set_on_cluster(
    scheduler: str, plan: PagePlan, tasks: Iterator[PageTask]
) -> Iterator[tuple[PageTask, NoPage | Lost | None]]:
    """Pages that a cluster sets are written here."""
    from autograder.many.cluster import share_on_cluster

    folder = PageFolder(plan)
    for task, page in share_on_cluster(scheduler, page_trip(plan), trusted_config(plan.course), tasks):
        yield task, page if isinstance(page, NoPage | Lost) else folder.write(page, task)


class _FeedbackOfOne(OneStudent, GenerateFeedback):
    """Writes the page of one student."""
