"""Disks that are full, files that may not grow, gradebooks that somebody else holds."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path


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
