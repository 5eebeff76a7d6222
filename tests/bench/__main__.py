"""Measure how fast a class is marked: `python -m tests.bench`, which `make bench` calls.

Everything that is compared runs in one run on one machine, in turns, so that whatever else the machine does
falls on all. It prints a table and writes docs/performance.md; `--quick` tries every part in two or three
minutes and writes nothing but to `--to`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from . import page
from .classroom import ASSIGNMENT
from .clusters import marginal_on_cluster
from .contenders import Contender, contenders, course, script
from .measuring import Run, measured
from .notebook import waits
from .otter import installed
from .parts import parts_of_marking
from .results import Results
from .rounds import FULL_CLASS, round_ways, seconds_of, seconds_of_pages
from .starting import starts

ROUNDS = 3
STARTS = 7
FEW, MANY, LARGE = 10, 100, 500
SHAPE = (150, 5000)
"""Classes whose memory is watched; the first stands for a small one, large enough to be worth two processes."""


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Measure how fast a class is marked.")
    parser.add_argument("--quick", action="store_true", help="try every part in two or three minutes")
    parser.add_argument("--to", type=Path, help="the folder of the page; docs/ unless given")
    given = parser.parse_args()
    to = given.to or (None if given.quick else page.FOLDER)
    if to and to.exists() and not to.is_dir():
        parser.error(f"--to wants a folder, and {to} is a file")
    warnings.simplefilter("ignore")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    console = Console()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = measure(Path(folder), console, quick=given.quick)
    console.print(page.table(found))
    for line in page.judged(found):
        console.print(line, markup=False, highlight=False)
    if given.quick:
        console.print("The quick form tries every part. In classes as small as its, the figures mean nothing.")
    if to:
        console.print(f"{page.write(found, to)} is written.", soft_wrap=True)
    return 0


def measure(scratch: Path, console: Console, *, quick: bool) -> Results:
    """All measurements, in turns."""
    rounds = 1 if quick else ROUNDS
    sizes = (1, 2, 2) if quick else (FEW, MANY, LARGE)
    shape = (1, 3) if quick else SHAPE
    all_ = contenders(*sizes, None if quick else installed(scratch / "otter-grader"))
    found = Results(rounds=rounds, started=time.time(), load=os.getloadavg()[0])
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    steps = rounds * sum(len(one.sizes) for one in all_) + 4 + len(shape)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("bench", total=steps)

        def run(one: Contender, students: int, *, watch: str = "") -> Run:
            bar.update(task, description=f"{one.name}, {students} students")
            done = measured(one.command(Path(), students), course(scratch, one, students), watch=watch)
            bar.advance(task)
            return done

        for _ in range(rounds):
            for one in all_:
                for size in one.sizes:
                    found.seconds.setdefault((one.name, size), []).append(run(one, size).seconds)
        grade = next(one for one in all_ if one.name == "grade 2")
        for size in shape:
            found.shape[size] = run(grade, size, watch="autograded")
            bar.update(task, description=f"pages of {size} students")
            pages = [script("autograder"), "feedback", ASSIGNMENT, "--jobs", "2"]
            found.page_shape[size] = measured(pages, scratch / "course", watch="feedback")
        for name in ("autograder", "nbgrader"):
            measured([script(name), "--help"], scratch)
        for _ in range(2 if quick else STARTS):
            for name in ("autograder", "nbgrader"):
                found.starts.setdefault(name, []).append(measured([script(name), "--help"], scratch).seconds)
        for number in (1, 2) * (1 if quick else rounds):
            bar.update(task, description=f"a cluster of {number}")
            few, many = sizes[1], (2 if quick else 5) * sizes[1]
            folder = course(scratch, grade, many)
            found.clusters.setdefault(number, []).append(marginal_on_cluster(number, folder, few, many))
        found.ways = round_ways(*((1, 2, 2) if quick else (FEW, MANY, FULL_CLASS)))
        for _ in range(rounds):
            for way in found.ways:
                for size in way.sizes:
                    bar.update(task, description=f"a round: {way.about}, {size} students")
                    found.whole.setdefault((way.name, size), []).append(seconds_of(scratch, way, size))
            bar.update(task, description="pages")
            theirs, own = ((1, 2), (1, 2)) if quick else ((FEW, 2 * FEW), (MANY, FULL_CLASS))
            found.pages.append(seconds_of_pages(scratch, theirs, own))
        bar.update(task, description="how soon commands answer")
        folder = course(scratch, grade, sizes[0])
        measured(grade.command(Path(), sizes[0]), folder)
        found.commands = starts(folder, 1 if quick else STARTS)
        bar.update(task, description="in the notebook")
        found.notebooks = waits(scratch / "notebooks")
        bar.update(task, description="where the time goes")
        one = next(one for one in all_ if one.name == "grade 1")
        found.parts = parts_of_marking(course(scratch, one, 2 if quick else MANY), 2 if quick else MANY)
        bar.update(task, completed=steps)
    found.contenders = all_
    found.minutes = (time.time() - found.started) / 60
    return found


if __name__ == "__main__":
    sys.exit(main())
