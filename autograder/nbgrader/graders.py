"""One grader for each assignment in this process, started when the first submission comes.

nbgrader makes its preprocessors anew for every notebook; what costs time to start (the checks, the reference,
the wall) outlives them here. A formgrader server lives for weeks, so a grader is started anew when a file of
its assignment has changed, or the course's key.
"""

from __future__ import annotations

import atexit
from pathlib import Path

from autograder.assignment import Assignment, seed_of
from autograder.grading import Grader

_open: dict[Path, tuple[int, Grader]] = {}


def grader_of(assignment: Assignment, seed: int | None = None) -> Grader:
    """The grader of an assignment, as its files are now; with the course's own seed unless one is given."""
    seed = seed_of(assignment) if seed is None else seed
    stamp = max(path.stat().st_mtime_ns for path in assignment.folder.rglob("*") if _counts(path))
    started = _open.get(assignment.folder)
    if started and started[0] == stamp and started[1].seed == seed:
        return started[1]
    if started:
        started[1].__exit__(None, None, None)
    grader = Grader(assignment, seed=seed).__enter__()
    _open[assignment.folder] = (stamp, grader)
    return grader


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


@atexit.register
def close() -> None:
    """Close every grader."""
    while _open:
        _, (_, grader) = _open.popitem()
        grader.__exit__(None, None, None)
