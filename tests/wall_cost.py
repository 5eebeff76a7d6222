"""What confinement costs: `python -m tests.wall_cost`.

The same file is marked behind the wall at level full, and read and judged by the same checks in this process.
The two take turns in one run, so that whatever else the machine does falls on both; the fastest rounds show
what the wall costs a machine with nothing else to do.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment, find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.marking.judging import Judgement
from autograder.submission.notebook import read
from autograder.submission.slicing import cut

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[1]

STUDENT = "tuple-cache"
"""Right work; what loses points may be run a second time as a whole, in one of the two ways only."""

ROUNDS = 100
SECONDS = 40.0
"""It is marked so often, or for so long."""


def main() -> int:
    """Measure, print."""
    warnings.simplefilter("ignore")
    assignment = find_assignment(ROOT, "batchnorm")
    table = Table("marking one submission", "behind the wall", "in process", "confinement", "share")
    with tempfile.TemporaryDirectory() as folder, Grader(assignment) as grader:
        isolation = grader.isolation
        path = Path(folder) / "batchnorm.ipynb"
        path.write_text(json.dumps(_work(assignment)), encoding="utf-8")
        walled, bare = measure(grader, path)
    for kind, pick in (("median", statistics.median), ("fastest", min)):
        there, here = pick(walled) * 1e3, pick(bare) * 1e3
        cells = (f"{there:.1f} ms", f"{here:.1f} ms", f"{there - here:.1f} ms", f"{1 - here / there:.0%}")
        table.add_row(f"{kind} of {len(bare)}", *cells)
    Console().print(table)
    print(f"isolation: {isolation}")
    return 0 if isolation == "full" else 1


def measure(grader: Grader, path: Path) -> tuple[list[float], list[float]]:
    """Seconds of each round, behind the wall and in this process; both must earn the same."""
    walled, bare = [], []
    end = time.monotonic() + SECONDS
    # The first round warms up: the zygote, the reference's answers, what a mistake is compared with.
    for number in range(ROUNDS + 1):
        there, report = _timed(lambda: grader.grade(path))
        here, judgement = _timed(lambda: judge_here(grader, path))
        assert report.score == sum(row.earned for row in judgement.criteria), path.name
        if number:
            walled.append(there)
            bare.append(here)
        if bare and time.monotonic() > end:
            break
    return walled, bare


def judge_here(grader: Grader, path: Path) -> Judgement:
    """What marking does with a file, without the wall."""
    return grader.judge_locally(cut(read(path).code, grader.assignment.functions).chunks)


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def _work(assignment: Assignment) -> dict[str, Any]:
    released = json.loads((ROOT / "assignments/batchnorm/batchnorm.ipynb").read_text(encoding="utf-8"))
    return fill(released, (assignment.folder / "students" / f"{STUDENT}.py").read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
