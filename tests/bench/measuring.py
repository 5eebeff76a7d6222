"""One command measured: how long it takes, how far it is when, and how much memory its processes hold."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.25
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    peak_mb: float = 0.0  # of all processes together, shared pages counted once
    progress: tuple[tuple[int, float], ...] = ()  # entries of a folder, and the second that first saw so many
    cpu: float = 0.0  # seconds of the processor, of all processes that it waited for


class BenchError(Exception):
    """A command failed; the text is the end of what it said."""


def measured(command: Sequence[str], folder: Path, *, watch: str = "", statuses: Collection[int] = (0,)) -> Run:
    """Run a command in a folder; `watch` is a folder in it whose growth is noted, with the memory in use.

    It may end with one of the `statuses`.

    Raises:
        BenchError: it failed.
    """
    over = threading.Event()
    peaks, progress = [0.0], {0: 0.0}
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # who sets it has every file compiled at each start
    with (folder / "said.txt").open("wb") as said:
        before, start = _cpu_of_children(), time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )

        def look() -> None:
            while not over.wait(EVERY):
                peaks.append(sum(map(_megabytes, family(process.pid))))
                progress.setdefault(_entries(folder / watch), time.perf_counter() - start)

        watcher = threading.Thread(target=look)
        if watch:
            watcher.start()
        status = process.wait()
        seconds = time.perf_counter() - start
        cpu = _cpu_of_children() - before
    over.set()
    if watch:
        watcher.join()
        progress.setdefault(_entries(folder / watch), seconds)
    if status not in statuses:
        text = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        raise BenchError(f"{' '.join(command[:4])} ended with status {status}: {text[-600:]}")
    return Run(seconds, max(peaks), tuple(sorted(progress.items())), cpu)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _entries(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


def family(pid: int) -> Iterator[int]:
    """A process and all that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children.get(one, [])


def _megabytes(pid: int) -> float:
    """The proportional set size: a page that many share counts for each in part."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
