"""A class marked on a dask cluster of this machine; and on larger ones, by simulation of what was measured.

`python -m tests.bench.clusters` measures how long each submission of a class takes to mark, and what one that
travels costs besides, and says how many times more clusters of several sizes would mark than one worker.
"""

from __future__ import annotations

import heapq
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from autograder.grading import Grader
from autograder.many.cluster import AHEAD, size_of_batch

from .classroom import ASSIGNMENT, assignment
from .contenders import contenders, course, files, script
from .measuring import measured


def marginal_on_cluster(workers: int, folder: Path, few: int, many: int) -> float:
    """Milliseconds of each further submission for `autograder check --scheduler`, with so many workers."""
    return further(workers, folder, few, many)[0]


def further(workers: int, folder: Path, few: int, many: int) -> tuple[float, float]:
    """The same, and milliseconds of the processor that the sending machine spends on each of them."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        command = [script("autograder"), "check", ASSIGNMENT, "--json", "--scheduler", address]
        measured([*command, *files(folder, few)], folder)  # the workers start their zygotes
        less, more = (measured([*command, *files(folder, size)], folder) for size in (few, many))
    each = 1e3 / (many - few)
    return (more.seconds - less.seconds) * each, max(0.0, more.cpu - less.cpu) * each


def task_seconds(folder: Path, students: int) -> list[float]:
    """How long each submission takes to mark in one process; the first, which warms up, is marked twice."""
    with Grader(assignment()) as grader:
        paths = [folder / name for name in files(folder, students)]
        grader.grade(paths[0])
        spent = []
        for path in paths:
            start = time.perf_counter()
            grader.grade(path)
            spent.append(time.perf_counter() - start)
    return spent


def simulated(tasks: Sequence[float], transfer: float, workers: int) -> float:
    """Seconds until these tasks are done by so many workers, each with a processor of its own.

    `transfer` are the seconds of a task that the sending machine spends, for one task after the other: reading,
    packing, sending, and taking the result. Tasks travel in batches as `many.cluster` cuts them, and as many
    are under way; a batch can begin when it was sent and a worker is free.
    """
    waiting = iter(tasks)
    free = [0.0] * workers  # when each worker is
    under_way: list[tuple[float, int]] = []  # when each batch comes back, with its tasks
    clock, taken, last = 0.0, 0, 0.0
    while True:
        while len(under_way) < AHEAD * workers:
            batch = list(islice(waiting, size_of_batch(taken, workers)))
            if not batch:
                break
            taken += len(batch)
            clock += transfer * len(batch)
            done = max(clock, heapq.heappop(free)) + sum(batch)
            heapq.heappush(free, done)
            heapq.heappush(under_way, (done, len(batch)))
        if not under_way:
            return max(clock, last)
        done, _ = heapq.heappop(under_way)
        clock, last = max(clock, done), max(last, done)


def predicted_gain(tasks: Sequence[float], transfer: float, workers: int) -> float:
    """How many times more so many workers mark than one."""
    return simulated(tasks, transfer, 1) / simulated(tasks, transfer, workers)


def main(students: int = 100, rounds: int = 3) -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="clusters-") as scratch:
        grade = next(one for one in contenders(1, 2, 2, None) if one.name == "grade 1")
        folder = course(Path(scratch), grade, 5 * students)
        found: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for _ in range(rounds):
            for workers, runs in found.items():
                runs.append(further(workers, folder, students, 5 * students))
        tasks = task_seconds(folder, students) * 50
    one, two = (statistics.median(whole for whole, _ in found[workers]) for workers in (1, 2))
    transfer = statistics.median(sent for _, sent in found[1]) / 1e3
    print(f"measured: {one:.1f} ms a submission with one worker, {two:.1f} with two: {one / two:.2f} times")
    print(f"a submission: {statistics.fmean(tasks) * 1e3:.1f} ms to mark, {transfer * 1e3:.1f} ms to send")
    for workers in (2, 4, 8, 16):
        print(f"{workers} workers, by simulation: {predicted_gain(tasks, transfer, workers):.1f} times more")
    return 0


if __name__ == "__main__":
    sys.exit(main())
