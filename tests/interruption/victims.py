"""Which of the processes of `autograder grade` is which, by its place below it and its command line."""

from __future__ import annotations

import contextlib
from pathlib import Path

VICTIMS = ("grader", "marking process", "wall", "zygote", "worker")
"""From the command itself down to what runs a submission."""


def processes_of(root: int) -> dict[str, list[int]]:
    """The processes of a run by their kinds; those of none (a shell that becomes a wall) are left out."""
    found: dict[str, list[int]] = {kind: [] for kind in VICTIMS}
    found["grader"].append(root)
    waiting = [(root, "grader")]
    while waiting:
        parent, above = waiting.pop()
        for pid in children(parent):
            kind = _kind(pid, above)
            if kind in found:
                found[kind].append(pid)
            waiting.append((pid, kind))
    return {kind: pids for kind, pids in found.items() if pids}


def children(pid: int) -> list[int]:
    """The processes that this one has started and that are there."""
    with contextlib.suppress(OSError, ValueError):
        return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return []


def _kind(pid: int, above: str) -> str:
    line = command_line(pid)
    program = line.split(b" ", 1)[0].rpartition(b"/")[2]
    if program == b"bwrap":
        return "wall"
    if program.startswith(b"python") and b"start_worker" in line:
        # A worker is a fork of its zygote and has its command line.
        return "worker" if above == "zygote" else "zygote"
    return "marking process" if b"multiprocessing.spawn" in line else ""


def command_line(pid: int) -> bytes:
    """What a process was started with, blanks between; empty if it is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    return b""
