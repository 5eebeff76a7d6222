"""Measure how well the grader grades: `python -m tests.truth`, which `make truth` calls.

It prints a table and all that should not be, writes docs/grading-accuracy.md, and ends with status 1 if there
is anything that should not be. `--gradings 2000` makes it short; then nothing is written.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from . import false_fails, page
from .judges import styles
from .measuring import WORKERS, measure


def main() -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Measure how well the grader grades.")
    parser.add_argument(
        "--gradings", type=int, default=false_fails.GRADINGS, help="of right work, all styles together"
    )
    gradings = parser.parse_args().gradings
    seeds = -(-gradings // len(styles()))
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of the workers, which have not imported NumPy yet
    console = Console()
    start = time.monotonic()
    measured = measure(seeds, console)
    table = Table("what", "number", title="How accurate is the grading?")
    for what, number in page.figures(measured):
        table.add_row(what.strip("*"), number.strip("*"))
    console.print(table)
    faults = measured.faults()
    for line in faults:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if gradings >= false_fails.GRADINGS:
        page.PATH.write_text(page.write(measured, f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8")
        console.print(f"{page.PATH} is written.", soft_wrap=True)
    console.print(f"{len(faults)} faults; {time.monotonic() - start:.0f} seconds on {WORKERS} processes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
