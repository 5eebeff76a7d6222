"""Measure how well the grader grades: `python -m tests.truth`, which `make truth` calls.

It prints a table and all that should not be, writes docs/grading-accuracy.md, and ends with status 1 if there
is anything that should not be. `--seeds 5` makes it short; then nothing is written. `--real FOLDER` measures on
the submissions in a folder (`real.py`).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import false_fails, page, real
from .measuring import WORKERS, measure


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Measure how well the grader grades.")
    seeds_help = "at which each right style is judged; fewer than usual make it short"
    parser.add_argument("--seeds", type=int, default=false_fails.SEEDS, help=seeds_help)
    parser.add_argument("--real", type=Path, metavar="FOLDER", help="measure on real submissions instead")
    asked = parser.parse_args()
    console = Console()
    if asked.real is not None:
        if not asked.real.is_dir():
            parser.error(f"{asked.real} is no folder; name one that holds notebooks or Python files.")
        return real.measure_folder(asked.real, Console(width=max(console.width, real.WIDTH)))
    return _measure_ours(asked.seeds, console)


def _measure_ours(seeds: int, console: Console) -> int:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of the workers, which have not imported NumPy yet
    start = time.monotonic()
    measured = measure(seeds, console)
    table = Table("what", "number", title="How accurate is the grading?")
    for what, number in page.figures(measured):
        table.add_row(what.strip("*"), number.strip("*"))
    console.print(table)
    faults = measured.faults()
    for line in faults:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if seeds >= false_fails.SEEDS:
        page.PATH.write_text(page.write(measured, f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8")
        console.print(f"{page.PATH} is written.", soft_wrap=True)
    console.print(f"{len(faults)} faults; {time.monotonic() - start:.0f} seconds on {WORKERS} processes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
