"""What decides a mark, and in which version: programs by their number, files of the assignment by a digest.

A report keeps these, so that a later run can say what has changed in between. A digest tells two versions
apart and cannot be read backwards; it gives no check away.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder import __version__
from autograder.assignment import Assignment, find_solution
from autograder.files import digest_of

PROGRAMS = ("autograder", "numpy", "python")

SUBMISSION = "submission"
"""Under this name stands what was marked."""

MISTAKES = "mistakes"
"""The known mistakes: they change what a report says, and no mark."""


def versions(assignment: Assignment) -> Mapping[str, str]:
    """The version of everything but the submission.

    Raises:
        AssignmentError: the reference, or what is taken from an earlier assignment, cannot be read.
    """
    import numpy as np  # who only compares what is stored has no use for it

    return {
        "autograder": __version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        **dict(_parts(assignment)),
    }


def submission_version(path: Path) -> Mapping[str, str]:
    """The version of the submission that lies there now; none if it cannot be read."""
    try:
        return {SUBMISSION: digest_of([path.read_bytes()])}
    except OSError:
        return {}


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The names whose versions differ, or that only one side has."""
    return tuple(name for name in sorted({*then, *now}) if then.get(name) != now.get(name))


def names_files(versions: Mapping[str, str]) -> bool:
    """Whether a report says with which files it was made; those of early versions do not."""
    return bool(set(versions) - {*PROGRAMS, SUBMISSION})


def decides(name: str) -> bool:
    """Whether a change of this part is a reason to mark again."""
    return name not in (*PROGRAMS, MISTAKES)


def _parts(assignment: Assignment) -> Iterator[tuple[str, str]]:
    from autograder.marking.earlier import reference_chunks

    # What is said in words to students may change freely: only exercises, points and limits count here.
    described = assignment.exercises, assignment.questions, assignment.limits, assignment.earlier
    yield "assignment.toml", digest_of([repr(described).encode()])
    yield assignment.source.name, digest_of(text.encode() for _, text in reference_chunks(assignment))
    for path in _checks(assignment):
        yield path.name, digest_of([path.read_bytes()])
    for row in assignment.earlier:
        before = find_solution(assignment.folder.parent, row.assignment)
        code = [text.encode() for _, text in reference_chunks(before, row.functions)]
        yield f"{row.assignment}/", digest_of([*code, *(path.read_bytes() for path in _checks(before))])
    mistakes = sorted((assignment.folder / "mistakes").glob("*.py"))
    yield MISTAKES, digest_of(path.read_bytes() for path in mistakes)


def _checks(assignment: Assignment) -> list[Path]:
    """The check files and the modules beside them, which they import: cases, laws, credit."""
    return sorted(path for path in assignment.folder.glob("*.py") if path != assignment.source)
