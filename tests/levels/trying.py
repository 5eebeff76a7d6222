"""Attempts and looks made by a submission, behind a wall or without one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.assignment import Limits
from autograder.instructor.escapes import ESCAPES, Outside
from autograder.sandbox.client import Sandbox
from autograder.sandbox.steps import Failure, Ref, Step

from .looks import LOOKS

LIMITS = Limits(call_seconds=5, load_seconds=5, total_seconds=30, cpu_seconds=20, memory_mb=512, replies_mb=1)

NO_WALL = "none"
"""In place of a level."""


@dataclass(frozen=True)
class Seen:
    """What came of one attempt or look: whether it succeeded, and what stopped it."""

    succeeded: bool
    by: str = ""  # the kind of error, or of the process's end


def attempt(sandbox: Sandbox, source: str) -> Seen:
    """Let a submission with this definition of `attempt` try."""
    with sandbox.open((("attempt", source),)) as session:
        session.reset()
        (got,) = session.run((Step("name", ("attempt",)), Step("call", (Ref(0),))), (1,))
    if isinstance(got, Failure):
        return Seen(False, f"{got.type_name or got.kind}: {got.message}")
    return Seen(got == "done")


def without_wall(source: str) -> Seen:
    """The same as a process of its own, as the account that runs this one."""
    line = [sys.executable, "-c", f"{source}\nprint(attempt())"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    last = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1]
    # What replaces the process by another program has succeeded, and says nothing.
    return Seen(done.returncode == 0, "" if done.returncode == 0 else last)


def attempts() -> list[tuple[str, str]]:
    """Every attempt with what it is for."""
    return [(str(what), code) for what, codes in ESCAPES.items() for code in codes]


def escapes_seen(sandbox: Sandbox, outside: Outside) -> Iterator[tuple[str, str, Seen]]:
    """What came of every attempt."""
    for what, code in attempts():
        yield what, code, attempt(sandbox, outside.source(code))


def looks_seen(sandbox: Sandbox, outside: Outside) -> dict[str, bool]:
    """What a submission saw of each thing that it may look at."""
    codes = {look.what: f"assert {look.code}" for look in LOOKS}
    return {what: attempt(sandbox, outside.source(code)).succeeded for what, code in codes.items()}
