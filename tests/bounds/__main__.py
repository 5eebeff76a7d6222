"""What is handed in cannot make the grader slow or large: `python -m tests.bounds`, with tables for the docs.

It measures how the time grows for every shape, and the memory of a job that marks the worst submissions. If
anything is out of bounds, it ends with status 1. `--write` puts the tables into docs/security.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from ..docs.marked import table, write_part
from .growth import MOST, Growth, measure
from .memory import MOST_MB, ROOT, Took, measure_job, submissions
from .shapes import DOORS, SHAPES

PAGE = ROOT / "docs" / "security.md"


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(description="Measure what the worst submissions cost the grader.")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/security.md")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as progress:
        task = progress.add_task("shapes", total=len(SHAPES))
        growths = []
        for shape in SHAPES:
            growths.append(measure(shape, Path(folder)))
            progress.advance(task)
        job = progress.add_task("a job", total=1 + len(list(submissions())))
        took = measure_job(lambda name: progress.advance(job))
    text = f"{growth_table(growths)}\n{memory_table(took)}"
    print(text)
    if given.write:
        write_part(PAGE, "bounds", text)
    wrong = [f"{one.shape.door}, {one.shape.name}: {one.seconds}" for one in growths if one.exponent > MOST]
    wrong += [f"{one.name}: {one.megabytes} MB" for one in took if one.megabytes >= MOST_MB]
    for line in wrong:
        console.print(line, markup=False, highlight=False)
    return 1 if wrong else 0


def growth_table(growths: Sequence[Growth]) -> str:
    """For each door the number of its shapes, the fastest growth among them and the longest time."""
    rows = []
    for door in DOORS:
        own = [one for one in growths if one.shape.door == door]
        worst = max(own, key=lambda one: one.exponent)
        slowest = max(own, key=lambda one: one.seconds[-1])
        rows.append(
            (
                door,
                str(len(own)),
                f"{worst.exponent:.2f} ({worst.shape.name})",
                f"{slowest.seconds[-1] * 1e3:.0f} ms ({slowest.shape.name})",
            )
        )
    heads = ("what is done", "shapes", "largest exponent of growth", "longest time")
    return table(heads, ("---", "---:", "---", "---"), rows)


def memory_table(took: Sequence[Took]) -> str:
    """For each submission the seconds and the memory of the job; only what made it grow, and the slowest."""
    rows, before = [], 0
    slowest = max(took, key=lambda one: one.seconds)
    for one in took:
        if one.megabytes > before or one is slowest:
            rows.append((one.name, one.status, f"{one.seconds:.1f}", str(one.megabytes)))
        before = max(before, one.megabytes)
    rows.append((f"all {len(took)}", "", f"{sum(one.seconds for one in took):.0f}", str(before)))
    heads = ("a job that marks one after the other", "ended as", "seconds", "MB so far")
    return table(heads, ("---", "---", "---:", "---:"), rows)


if __name__ == "__main__":
    sys.exit(main())
