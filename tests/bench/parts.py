"""Where the time of `autograder grade` goes, part by part, in one process over one class."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from autograder import grading
from autograder.assignment import load_assignment
from autograder.instructor import grade_class
from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.fast import batch, whole_class
from autograder.nbgrader.fast.ledger import Ledger
from autograder.nbgrader.graders import close
from autograder.sandbox import client, protocol
from autograder.sandbox.ahead import LoadingAhead

from .classroom import ASSIGNMENT

ONCE = "once for the class: its checks collected"

PARTS: tuple[tuple[str, Any, str], ...] = (
    ("wall: a fork, locked up, and its end", client.Sandbox, "fork"),
    ("wall: a fork, locked up, and its end", client.ConfinedSession, "close"),
    ("student's code, and waiting for its answers", client.ConfinedSession, "_exchange"),
    ("student's code, and waiting for its answers", LoadingAhead, "taken"),
    ("protocol: answers recognised or read", protocol, "digest"),
    ("protocol: answers recognised or read", protocol, "decode"),
    ("protocol: questions written", protocol, "encode_question"),
    (ONCE, grade_class, "collect"),
    ("checks", grading, "judge"),
    ("reading the submission, cutting its functions out", grading, "read_work"),
    ("the marked notebook", batch, "mended_file"),
    ("the marked notebook", batch, "write_marks"),
    ("the marked notebook", batch, "as_json"),
    ("files: folder, digest, report", whole_class, "place"),
    ("files: folder, digest, report", whole_class, "fingerprint_of"),
    ("files: folder, digest, report", whole_class, "store"),
    ("files: folder, digest, report", whole_class, "fetch"),
    ("gradebook", Ledger, "write"),
    ("gradebook", Ledger, "in_gradebook"),
    ("gradebook", Ledger, "penalise"),
)
"""What is timed: the part's name, and a function whose time counts for it, less what is timed inside it."""


def parts_of_marking(folder: Path, students: int) -> dict[str, float]:
    """Milliseconds of each submission by part, without what is done once for all of them.

    The first student's marking warms up.
    """
    assignment = load_assignment(folder / "solutions" / ASSIGNMENT)
    try:
        grade_course(folder, assignment, ["student-00000"], force=True)
        spent: dict[str, float] = {name: 0.0 for name, _, _ in PARTS}
        with _timed(spent):
            start = time.perf_counter()
            grade_course(folder, assignment, force=True)
            whole = time.perf_counter() - start
    finally:
        close()
    spent["everything else"] = whole - sum(spent.values())
    del spent[ONCE]
    return {name: seconds / students * 1e3 for name, seconds in spent.items()}


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    """Add up the time that each part spends in itself, in this thread.

    What loads the next submission in another thread costs only as long as this one waits for it.
    """
    here = threading.get_ident()
    inside: list[float] = []  # for each part that is under way: the time of parts within it

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **more: Any) -> Any:
            if threading.get_ident() != here:
                return function(*args, **more)
            inside.append(0.0)
            start = time.perf_counter()
            try:
                return function(*args, **more)
            finally:
                took = time.perf_counter() - start
                spent[name] += took - inside.pop()
                if inside:
                    inside[-1] += took

        return run

    with ExitStack() as stack:
        for name, home, attribute in PARTS:
            stack.enter_context(patch.object(home, attribute, timed(name, getattr(home, attribute))))
        yield
