"""Many files marked at once: in processes of this machine, or on a cluster.

A file that takes its process along is tried a second time, here. One over which a process hangs waits for a
person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.assignment import Assignment, find_assignment
from autograder.grading import Grader, patience
from autograder.report import ScoreReport

if TYPE_CHECKING:
    from autograder.many.cluster import Trip
    from autograder.many.cluster_worker import Files
    from autograder.many.processes import Lost


def grade_files(
    grader: Grader,
    files: Sequence[Path],
    jobs: int,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    scheduler: str = "",
) -> Iterator[ScoreReport]:
    """The reports of many files, in their order, marked in `jobs` processes like the one of `grader`.

    With the address of a scheduler, the processes are those of its cluster.

    Raises:
        ProcessesError: processes die as soon as they start, or the cluster cannot be used.
    """
    if jobs == 1 and not scheduler:
        for number, path in enumerate(files):
            progress(number, len(files), path.name)
            yield grader.grade(path)
        return
    from autograder.many.processes import Lost, share

    start = partial(_marking, grader.assignment, grader.seed)
    early: dict[int, ScoreReport] = {}
    begun = next_one = 0
    tasks = enumerate(files)

    def note(task: tuple[int, Path]) -> None:
        nonlocal begun
        progress(begun, len(files), task[1].name)
        begun += 1

    shared: Iterator[tuple[tuple[int, Path], ScoreReport | Lost]]
    if scheduler:
        from autograder.many.cluster import share_on_cluster

        away = share_on_cluster(scheduler, trip(grader), trusted_files(grader.assignment), tasks, note)
        shared = away
    else:
        shared = share(start, tasks, jobs, note, patience(grader.assignment.limits))
    for (number, path), result in shared:
        if isinstance(result, Lost):
            result = grader.given_up(path) if result.late else grader.grade(path)
        early[number] = result
        while next_one in early:
            yield early.pop(next_one)
            next_one += 1


@contextmanager
def _marking(assignment: Assignment, seed: int) -> Iterator[Callable[[tuple[int, Path]], ScoreReport]]:
    with Grader(assignment, seed=seed) as grader:
        yield lambda task: grader.grade(task[1])


def trusted_files(assignment: Assignment) -> Files:
    """What another machine needs to mark an assignment: its folder, and those from which it takes functions.

    Of the other assignments it needs the descriptions: whose work a file is may be asked.
    """
    from autograder.many.cluster import as_files

    solutions = assignment.folder.parent
    names = dict.fromkeys((assignment.folder.name, *(row.assignment for row in assignment.earlier)))
    leave_out = ("__pycache__", "students", "public")
    files = {
        f"solutions/{name}": content
        for folder in names
        for name, content in as_files(solutions / folder, leave_out)
    }
    for path in sorted(solutions.glob("*/assignment.toml")):
        files.setdefault(f"solutions/{path.parent.name}/{path.name}", path.read_bytes())
    return tuple(files.items())


def trip(grader: Grader) -> Trip[tuple[int, Path], ScoreReport]:
    """How files to be marked travel to other machines."""
    from autograder.many.cluster import Trip, submission_files

    begin = partial(_marking_there, grader.assignment.folder.name, grader.seed)
    return Trip(begin, files=lambda task: submission_files(task[1]), moved=_moved, home=_home)


def _marking_there(
    name: str, seed: int, course: Path
) -> AbstractContextManager[Callable[[tuple[int, Path]], ScoreReport]]:
    return _marking(find_assignment(course, name), seed)


def _moved(task: tuple[int, Path], path: Path) -> tuple[int, Path]:
    return task[0], path


def _home(task: tuple[int, Path], report: ScoreReport) -> ScoreReport:
    return replace(report, submission=str(task[1]))
