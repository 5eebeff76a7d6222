"""Everything that is measured, cut into tasks for two worker processes."""

from __future__ import annotations

import gc
import multiprocessing
import time
import warnings
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from . import catalogue, false_fails, mutants, others, page, pairs, public_checks, threads
from .judges import MISTAKES, styles

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work for a worker; `weight` is about the seconds that it takes."""

    part: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    weight: float


def tasks(seeds: int) -> list[Task]:
    """Everything that is measured, the long pieces first."""
    found = [Task("mistakes", judge_mistakes, (seed,), 9.0) for seed in catalogue.SEEDS]
    found += [
        Task("wall", false_fails.disagreements, (seed,), 10.0)
        for seed in false_fails.WALL_SEEDS
        if seed < seeds
    ]
    found += [Task("threads", threads.digest_with, (number,), 10.0) for number in threads.NUMBERS]
    for start in range(4):
        found.append(Task("mutants", mutants.judge_mutants, ("reference", start, 4), 6.0))
    found += [Task("mutants", mutants.judge_mutants, (name, 0, 1), 8.0) for name in mutants.STYLES]
    found += [
        Task("others", others.judge_other, (one.name, seed), 10.0 if seed in others.MISTAKE_SEEDS else 1.0)
        for one in others.others()
        for seed in others.STYLE_SEEDS
    ]
    found.append(Task("public", public_checks.only_hidden, (list(MISTAKES),), 4.0))
    for start in range(0, seeds, 10):
        block = range(start, min(seeds, start + 10))
        found.append(Task("styles", false_fails.judge_styles, (block,), 0.02 * len(styles()) * len(block)))
    return found


def judge_mistakes(seed: int) -> tuple[list[catalogue.Recognised], list[pairs.Broken]]:
    """The catalogue at a seed, and a share of the pairs, for which the mistakes are replayed only once."""
    share = pairs.drawn()[seed :: len(catalogue.SEEDS)]
    return catalogue.judge_catalogue(seed), pairs.judge_pairs(share, seed)


def do(task: Task) -> tuple[Task, Any, float]:
    """Run in a worker: the task, what it found, and the seconds it took."""
    warnings.simplefilter("ignore")  # mutants divide by zero, and may
    start = time.monotonic()
    found = task.function(*task.arguments)
    gc.collect()
    return task, found, time.monotonic() - start


def gather(results: list[tuple[Task, Any]], seeds: int) -> page.Measured:
    """Put the results together, in the order of the tasks and not of their arrival."""
    measured = page.Measured(seeds=seeds, pairs=pairs.NUMBER)
    for task, found in results:
        match task.part:
            case "styles":
                measured.gradings += len(styles()) * len(task.arguments[0])
                measured.false_fails += found
            case "wall":
                measured.through_the_wall += len(styles())
                measured.disagreements += found
            case "mistakes":
                measured.recognised += found[0]
                measured.broken += found[1]
            case "mutants":
                measured.mutants += found
            case "others":
                measured.others += found
            case "public":
                measured.only_hidden = found
            case "threads":
                measured.digests.append((task.arguments[0], found))
    return measured


def measure(seeds: int, console: Console) -> page.Measured:
    """Run everything in two fresh processes, with a bar that estimates the time left."""
    todo = tasks(seeds)
    columns = (TextColumn("{task.description:10}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    results = []
    seconds: Counter[str] = Counter()
    start = time.monotonic()
    with (
        Progress(*columns, console=console) as progress,
        # Garbage is collected once a task: to look for it all the time would take a seventh longer.
        ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"), initializer=gc.disable) as pool,
    ):
        bar = progress.add_task("measuring", total=sum(task.weight for task in todo))
        for task, found, took in pool.map(do, todo):
            results.append((task, found))
            seconds[task.part] += took
            progress.update(bar, advance=task.weight, description=task.part)
            if not console.is_terminal and len(results) % (len(todo) // 10) == 0:
                done = sum(task.weight for task, _ in results) / sum(task.weight for task in todo)
                console.print(f"{done:4.0%} after {time.monotonic() - start:.0f} s")
    console.print(
        "seconds of a core: " + ", ".join(f"{part} {took:.0f}" for part, took in seconds.most_common())
    )
    return gather(results, seeds)
