"""Try damaged notebooks and damaged frames on the grader: `python -m tests.fuzz`; or `--learning`.

With `--learning`, a fuzzer that learns tries the readers (`learning`).

Without, every notebook is read and its definitions are cut out; some are marked as `autograder check` does,
some in a whole nbgrader course. It prints what they ended as, then all that should not be, and ends with
status 1 if there is anything. `--seed` draws others.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

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

from . import frames, learning, submissions

MARKED = 20
"""One notebook in so many is marked as `autograder check` does."""

IN_A_COURSE = 50
"""One in so many is handed in to a course."""


def main() -> int:
    """Fuzz, print."""
    parser = argparse.ArgumentParser(description="Try damaged notebooks and damaged frames on the grader.")
    parser.add_argument("--notebooks", type=int, default=2_000)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learning", action="store_true", help="let a fuzzer that learns try the readers")
    parser.add_argument("--runs", type=int, default=100_000, help="executions of all readers, with --learning")
    parser.add_argument("--write", action="store_true", help="write the counts into docs/security.md")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    console = Console()
    if given.learning:
        return _learn(given, console)
    start = time.monotonic()
    columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:

        def bar(what: str, total: int) -> Callable[[int], None]:
            task = progress.add_task(what, total=total)
            return lambda done: progress.update(task, completed=done)

        parts = {name: run(bar) for name, run in _parts(given.notebooks, given.frames, given.seed).items()}
    for name, found in parts.items():
        console.print(_table(name, found))
    wrong = [f"{name}: {line}" for name, found in parts.items() for line in found.wrong]
    for line in wrong[:50]:
        console.print(line[:500], markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(wrong)} faults; seed {given.seed}, {time.monotonic() - start:.0f} seconds")
    return 1 if wrong else 0


def _learn(given: argparse.Namespace, console: Console) -> int:
    if not learning.available():
        console.print(learning.MISSING)
        return 1
    learning.learn(
        given.runs, seed=given.seed, progress=lambda name, done: console.print(f"{name}: {done:,} more")
    )
    counts = learning.load()
    console.print(learning.shown(counts))
    faults = [f"{name}: {fault}" for name, row in counts.items() for fault in row.faults]
    for line in faults:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if given.write:
        learning.write(counts)
    return 1 if faults else 0


def _parts(notebooks: int, count: int, seed: int) -> dict[str, Callable[[Any], Any]]:
    marked, handed_in = -(-notebooks // MARKED), -(-notebooks // IN_A_COURSE)

    def in_folder(run: Callable[[Path], Any]) -> Any:
        with tempfile.TemporaryDirectory(prefix="damaged-") as folder:
            return run(Path(folder))

    works = submissions.works()
    return {
        "frames decoded": lambda bar: frames.decode_all(seed, count, bar("frames", count)),
        "notebooks read": lambda bar: in_folder(
            lambda folder: submissions.read_all(
                works, seed, notebooks, folder, bar("notebooks read", notebooks)
            )
        ),
        "notebooks marked": lambda bar: in_folder(
            lambda folder: submissions.mark_all(
                works, seed + 1, range(marked), folder, bar("notebooks marked", marked)
            )
        ),
        "in a course": lambda bar: in_folder(
            lambda folder: submissions.mark_course(seed + 2, handed_in, folder, bar("in a course", handed_in))
        ),
    }


def _table(name: str, found: Any) -> Table:
    ends: Counter[str] = found.ends
    table = Table("how they ended", "number", title=f"{name}: {sum(ends.values()):,}", title_justify="left")
    table.columns[1].justify = "right"
    for end, number in ends.most_common():
        table.add_row(end, f"{number:,}")
    notes = [f"slowest {found.slowest:.3f} s"]
    if hasattr(found, "kept"):
        notes.append(f"{found.kept} right ones, damaged elsewhere, kept everything")
    else:
        notes.append(f"at most {found.memory / 2**20:.1f} MB")
    table.caption = "; ".join(notes)
    return table


if __name__ == "__main__":
    sys.exit(main())
