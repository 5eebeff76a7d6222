"""Disks that are full at one write or another, files that may not grow, gradebooks that somebody else holds."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .course import State, finish, grade, marks_that_are_wrong, state, unmarked

ROOM = 50_000_000
"""Bytes with which nothing is refused."""

MOST_ROOM = 8_000_000
"""Bytes that marking a small course takes at most."""


@dataclass
class Filled:
    """What came of many full disks."""

    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def fill_up(
    folder: Path,
    marked: Path,
    wanted: State,
    *,
    step: int,
    progress: Callable[[int], None] = lambda done: None,
) -> Filled:
    """Mark a course on a disk with no room, with `step` bytes of it, with twice as many, until they are enough.

    A step of a page finds each place where something is written. `marked` is the course after a run in peace,
    `wanted` its state.

    Raises:
        OSError: this account may not mount a disk.
    """
    found = Filled()
    with small_disk(folder) as leave:
        for room in range(0, MOST_ROOM, step):
            leave(ROOM)
            course = unmarked(marked, folder / "course")
            leave(room)
            process = grade(course, jobs=2)
            _, errors = process.communicate()
            last = (errors.strip().splitlines() or [""])[-1]
            leave(ROOM)
            wrong = marks_that_are_wrong(course, wanted)
            enough = process.returncode in (0, 1) and not last.startswith("autograder: The ")
            found.ends["marked" if enough else last.removeprefix("autograder: ").split(":")[0]] += 1
            if not enough and (
                process.returncode != 1 or not last.endswith("the next run goes on from there.")
            ):
                wrong.append(f"it ended with {process.returncode}: {errors[-300:]}")
            finish(course)
            wrong += wanted.differences(state(course))
            wrong += [f"half a file: {path.name}" for path in course.folder.rglob("*.tmp")]
            found.wrong += [f"{room} bytes left: {line}" for line in wrong]
            progress(sum(found.ends.values()))
            if enough:
                break
    return found


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[int], None]]:
    """A disk of its own below `folder`; what it gives sets the bytes that are left on it.

    Raises:
        OSError: this account may not mount one.
    """
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True)
    if done.returncode:
        raise OSError(done.stderr.decode())

    def leave(room: int) -> None:
        found = os.statvfs(folder)
        used = (found.f_blocks - found.f_bfree) * found.f_frsize
        subprocess.run(["mount", "-o", f"remount,size={used + room}", folder], check=True)

    try:
        yield leave
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def small_files(size: int) -> Callable[[], None]:
    """For a process that starts: no file of its may grow beyond `size` bytes."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@contextlib.contextmanager
def locked(gradebook: Path) -> Iterator[None]:
    """Another program holds the gradebook."""
    with contextlib.closing(sqlite3.connect(gradebook, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        yield
        database.execute("ROLLBACK")
