"""Kill `autograder grade` at random moments: `python -m tests.interruption`.

A course of forty students is marked by a run that is killed (SIGKILL) again and again, and started anew without
any cleaning, until one run is left alone. Gradebook, autograded notebooks, reports and feedback must then be
those of a course whose marking nobody disturbed. Ends with status 1 if they are not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from ..attacks.processes import adopt_orphans
from .killing import kill_often


def main() -> int:
    """Kill, compare, print."""
    parser = argparse.ArgumentParser(description="Kill `autograder grade` at random moments.")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    adopt_orphans()
    console = Console()
    start = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="interrupted-") as folder,
        Progress(*columns, TimeRemainingColumn(), console=console) as progress,
    ):
        bar = progress.add_task("kills", total=given.kills)
        found = kill_often(
            Path(folder),
            given.kills,
            given.students,
            seed=given.seed,
            progress=lambda done: progress.update(bar, completed=done),
        )
    table = Table("what", "number", title="Marking that was killed and started again")
    for what, number in (
        ("students of each course", given.students),
        ("courses", found.courses),
        ("kills", found.kills),
        ("of these while the gradebook was made", found.making_gradebook),
        ("runs that ended before their moment", found.too_late),
        ("differences and processes left", len(found.wrong)),
        ("longest life of a process left alone, seconds", round(found.slowest_end, 2)),
    ):
        table.add_row(what, str(number))
    console.print(table)
    for line in found.wrong[:50]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(found.wrong)} faults; seed {given.seed}, {time.monotonic() - start:.0f} seconds")
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
