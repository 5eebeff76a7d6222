"""Mark all work in the notebooks of both languages: `python -m tests.languages`, ten minutes on two cores.

Every known mistake, every style of right work, the class of the demonstration and the stub of each assignment.
It prints what differs, what is left in English, and which known mistake did not get its name; each is a fault.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from ..truth.judges import NAMES
from .same_marks import Compared, compare, sample

AT_ONCE = 60
"""Works that one process marks with the same two graders."""


def main() -> int:
    """Mark, print, count."""
    parser = argparse.ArgumentParser(description="Mark all work in the notebooks of both languages.")
    parser.add_argument("--every", type=int, default=1, help="only one in so many works")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    asked = parser.parse_args()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # of the workers, which have not imported NumPy yet
    start = time.monotonic()
    works = {name: sample(name, asked.every) for name in NAMES}
    tasks = [
        (name, works[name][first : first + AT_ONCE])
        for name in NAMES
        for first in range(0, len(works[name]), AT_ONCE)
    ]
    found: list[Compared] = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        for part in pool.map(_compare, *zip(*tasks, strict=True)):
            found += part
            for one in part:
                if one.fault:
                    print(f"{one.assignment}, {one.work}: {one.fault}", flush=True)
    for name, kind in [(name, kind) for name in NAMES for kind in ("stub", "student", "style", "mistake")]:
        here = [one for one in found if one.assignment == name and one.work.split()[0] == kind]
        if here:
            print(f"{name}: {len(here)} {kind}, {sum(bool(one.differs) for one in here)} differ")
    faults = sum(bool(one.fault) for one in found)
    rows = sum(one.rows for one in found)
    print(
        f"{len(found)} works, {rows} criteria in each language, {faults} faults,"
        f" {time.monotonic() - start:.0f} s on {asked.jobs} processes"
    )
    return 1 if faults else 0


def _compare(name: str, works: list[str]) -> list[Compared]:
    return list(compare(name, works))


if __name__ == "__main__":
    sys.exit(main())
