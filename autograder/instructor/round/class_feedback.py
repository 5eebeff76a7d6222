"""`autograder feedback`: the page of every student whose work is marked, as nbgrader would write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.assignment import Assignment
from autograder.instructor.grade_class import no_other_run
from autograder.nbgrader.gradebook import (
    chosen_of,
    enrolled,
    interrupts_in_words,
    refusals_in_words,
)
from autograder.nbgrader.host import course_config, course_directory
from autograder.nbgrader.pages_of_class.class_pages import Page, write_pages


@interrupts_in_words()
@refusals_in_words()
def feedback_course(
    course: Path,
    assignment: Assignment,
    students: Sequence[str] | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, student: None,
    *,
    jobs: int = 1,
    force: bool = False,
    scheduler: str = "",
    say: Callable[[str], None] = lambda sentence: None,
) -> tuple[Page, ...]:
    """The pages of the named students, or of all who are enrolled, written in `jobs` processes.

    Each student has exactly one `Page`. Who has the page that marks and notebook ask for keeps it, unless all
    are written by `force`. With the address of a dask.distributed scheduler, its cluster sets the pages, and
    this machine writes them. `say` is told what the operator should know.

    Raises:
        AssignmentError: a named student is not enrolled, or the course's configuration cannot be used.
        HostError: the gradebook or the disk refuses; pages that are written stay. Or another run marks this
            assignment.
        ProcessesError: processes die as soon as they start, or the cluster cannot be used.
    """
    config = course_config(course)
    directory = course_directory(config, assignment.name, root=course)
    chosen = chosen_of(enrolled(directory, assignment), students)
    with no_other_run(assignment):
        return write_pages(
            config,
            directory,
            assignment.name,
            chosen,
            jobs=jobs,
            force=force,
            scheduler=scheduler,
            progress=progress,
            say=say,
        )
