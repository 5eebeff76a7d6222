"""Is this machine fit to mark? The wall, proved by attempts, and two submissions of known marks."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import WorkerError
from autograder.grading import Grader
from autograder.report import Status
from autograder.sandbox.client import Sandbox
from autograder.sandbox.steps import Failure, Ref, Step


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what was seen."""

    what: str
    good: bool
    seen: str


ATTEMPTS = {
    "read a file of the machine": "open('/etc/passwd').read()",
    "read the course": "__import__('pathlib').Path({course!r}).joinpath('solutions').iterdir().__next__()",
    "read a process": "open('/proc/self/environ').read()",
    "write a file": "open('/tmp/planted', 'w').write('x')",
    "start a process": "__import__('os').fork() or __import__('os')._exit(0)",
    "open a connection": "__import__('socket').create_connection(('127.0.0.1', 9), 0.2)",
    "see an environment variable": "__import__('os').environ['PATH']",
}
"""What a submission must not be able to do at the level `full`; each must raise."""


def examine(assignment: Assignment, course: Path) -> Iterator[Finding]:
    """Look at everything that marking rests on, one finding at a time."""
    yield Finding("Python", True, platform.python_version())
    for name in ("numpy", "nbgrader", "jupyterlab"):
        try:
            yield Finding(name, True, version(name))
        except PackageNotFoundError:
            yield Finding(name, False, 'not installed; install the extra "class"')
    yield from _wall(assignment, course)
    yield from _known_marks(assignment)


def _wall(assignment: Assignment, course: Path) -> Iterator[Finding]:
    with Sandbox(limits=assignment.limits) as sandbox:
        try:
            level = sandbox.isolation
        except WorkerError as error:
            yield Finding("wall", False, str(error))
            return
        yield Finding("wall", level == "full", f"isolation: {level} {sandbox.isolation_reason}".strip())
        for what, code in ATTEMPTS.items():
            source = f"def attempt():\n    {code.format(course=str(course))}\n    return 'done'\n"
            with sandbox.open((("attempt", source),)) as session:
                session.reset()
                (got,) = session.run((Step("name", ("attempt",)), Step("call", (Ref(0),))), (1,))
            stopped = isinstance(got, Failure)
            seen = f"stopped ({got.type_name or got.kind})" if isinstance(got, Failure) else "it worked"
            yield Finding(f"a submission cannot {what}", stopped, seen)


def _known_marks(assignment: Assignment) -> Iterator[Finding]:
    """The solution must earn everything, an empty file nothing."""
    with Grader(assignment, name_mistakes=False) as grader, tempfile.TemporaryDirectory() as folder:
        right = grader.grade(assignment.source)
        good = right.status is Status.GRADED and right.score == right.max_score
        yield Finding("the solution earns everything", good, f"{right.score:g} of {right.max_score:g}")
        empty = Path(folder) / "empty.py"
        empty.write_text("pass\n", encoding="utf-8")
        wrong = grader.grade(empty)
        good = wrong.status is Status.GRADED and wrong.score == 0.0
        yield Finding("an empty file earns nothing", good, f"{wrong.score:g} of {wrong.max_score:g}")
