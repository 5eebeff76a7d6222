"""Processes that an attack left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import time
from collections.abc import Iterator
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


@contextlib.contextmanager
def adopting_orphans() -> Iterator[None]:
    """Meanwhile whoever loses its parent becomes a child of this process, so that nobody gets away unseen.

    Afterwards the system takes orphans in again: this process would keep those that ended as zombies.
    """
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def running() -> dict[int, int]:
    """The parent of every process that has not ended."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = path.read_text().rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(path.parent.name)] = int(parent)
    return parents


def descendants(known: frozenset[int] = frozenset(), *, of: int | None = None) -> frozenset[int]:
    """Processes below this one (or below another) that still run, without the `known` and those below them.

    A browser that another test keeps open starts processes of its own when it likes.
    """
    parents = running()
    top = os.getpid() if of is None else of
    found = {top}
    while more := {child for child, parent in parents.items() if parent in found} - found - known:
        found |= more
    return frozenset(found - {top})


def survivors(known: frozenset[int]) -> frozenset[int]:
    """Processes that are there and were not `known`; what is about to end gets a second for it."""
    deadline = time.monotonic() + 1.0
    while (found := descendants(known)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def watch_memory() -> None:
    """From here on, `largest_memory` counts."""
    Path("/proc/self/clear_refs").write_text("5")


def largest_memory() -> int:
    """The most memory that this process held since `watch_memory`, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
