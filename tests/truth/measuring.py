"""Everything that is measured, cut into tasks for two worker processes."""

from __future__ import annotations

import gc
import multiprocessing
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from . import catalogue, false_fails, mutants, page, pairs, public_checks, threads
from .judges import NAMES, the_judge

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
    found = [task for name in NAMES for task in _of_assignment(name, seeds)]
    found += [Task("threads", threads.digest_with, (number,), 10.0) for number in threads.NUMBERS]
    return sorted(found, key=lambda task: -task.weight)


def _of_assignment(name: str, seeds: int) -> Iterator[Task]:
    """The tasks of one assignment; a longer rubric takes longer."""
    judge = the_judge(name)
    millisecond = 0.001 * len(judge.lines)
    mistakes, styles = len(judge.mistakes), len(judge.styles)
    for seed in catalogue.SEEDS:
        yield Task("mistakes", judge_mistakes, (name, seed), millisecond * mistakes)
    for seed in false_fails.WALL_SEEDS:
        yield Task("wall", false_fails.disagreements, (name, seed), millisecond * styles)
    for style in mutants.programs(name):
        count = len(mutants.drawn(name, style))
        parts = -(-count // 100)
        for start in range(parts):
            arguments = (name, style, start, parts)
            yield Task("mutants", mutants.judge_mutants, arguments, 1.5 * millisecond * count / parts)
    yield Task("public", public_checks.only_hidden, (name,), 0.5 * millisecond * mistakes)
    for start in range(0, seeds, 10):
        block = range(start, min(seeds, start + 10))
        yield Task("styles", false_fails.judge_styles, (name, block), 0.7 * millisecond * styles * len(block))


def judge_mistakes(name: str, seed: int) -> tuple[list[catalogue.Recognised], list[pairs.Broken]]:
    """The catalogue at a seed, and a share of the pairs, for which the mistakes are replayed only once."""
    share = pairs.drawn()[seed :: len(catalogue.SEEDS)] if name == pairs.ASSIGNMENT else []
    return catalogue.judge_catalogue(name, seed), pairs.judge_pairs(share, seed)


def do(task: Task) -> tuple[Task, Any, float]:
    """Run in a worker: the task, what it found, and the seconds of a processor that it took."""
    warnings.simplefilter("ignore")  # mutants divide by zero, and may
    start = time.process_time()
    found = task.function(*task.arguments)
    gc.collect()
    return task, found, time.process_time() - start


def gather(results: list[tuple[Task, Any]], seeds: int) -> page.Measured:
    """Put the results together, in the order of the tasks and not of their arrival."""
    measured = page.Measured(seeds=seeds)
    for task, found in results:
        match task.part:
            case "styles":
                measured.false_fails += found
            case "wall":
                measured.disagreements += found
            case "mistakes":
                measured.recognised += found[0]
                measured.broken += found[1]
            case "mutants":
                measured.mutants += found
            case "public":
                measured.only_hidden[task.arguments[0]] = found
            case "threads":
                measured.digests.append((task.arguments[0], found))
    return measured


def measure(seeds: int, console: Console) -> page.Measured:
    """Run everything in two fresh processes, with a bar that estimates the time left."""
    todo = tasks(seeds)
    columns = (TextColumn("{task.description:10}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    results = []
    seconds: defaultdict[str, float] = defaultdict(float)
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
        f"{sum(seconds.values()):.0f} seconds of a processor: "
        + ", ".join(f"{part} {took:.0f}" for part, took in sorted(seconds.items()))
    )
    return gather(results, seeds)
