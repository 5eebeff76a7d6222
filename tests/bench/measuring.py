"""One command measured: how long it takes, and how much memory all of its processes hold together."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.25
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    peak_mb: float  # of all processes together, shared pages counted once; 0 unless it was asked for


class BenchError(Exception):
    """A command failed; the text is the end of what it said."""


def measured(command: Sequence[str], folder: Path, *, memory: bool = False) -> Run:
    """Run a command in a folder.

    Raises:
        BenchError: it failed.
    """
    peak = [0.0]
    over = threading.Event()
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    with (folder / "said.txt").open("wb") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        watcher = threading.Thread(target=_watch, args=(process.pid, over, peak))
        if memory:
            watcher.start()
        status = process.wait()
        seconds = time.perf_counter() - start
    over.set()
    if memory:
        watcher.join()
    if status:
        text = (folder / "said.txt").read_text(encoding="utf-8", errors="replace")
        raise BenchError(f"{' '.join(command[:4])} ended with status {status}: {text[-600:]}")
    return Run(seconds, peak[0])


def _watch(pid: int, over: threading.Event, peak: list[float]) -> None:
    while not over.wait(EVERY):
        peak[0] = max(peak[0], sum(map(_megabytes, family(pid))))


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
