"""Try the oldest and the newest Python from wheels: `python -m tests.pythons`, which `make pythons` calls.

On each, with the lowest versions that pyproject.toml declares and with the newest that the index has, a learner
and an instructor do what they do first. It prints each step, writes the table into docs/where-it-runs.md, and
ends with status 1 if a step fails. `--tests` also runs the quick tests on the newest Python, in a copy of this
checkout.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..docs.marked import table, write_part
from .debian import FOLDER, NEWEST, entered, make_folder
from .rounds import HIGHEST, LOWEST, ROOT, Room, Step, build_wheels, install, instructor, learner

PAGE, NAME = ROOT / "docs/where-it-runs.md", "pythons"

SHOWN = ("numpy", "jupyterlab", "nbconvert", "nbgrader", "pytest", "sqlalchemy")
"""The packages whose versions stand in the table."""


@dataclass(frozen=True)
class Place:
    """A system, and the Python to take there."""

    name: str
    system: Path
    python: str


def main() -> int:
    """Try, print, write."""
    parser = argparse.ArgumentParser(description="Try the oldest and the newest Python.")
    parser.add_argument("--tests", action="store_true", help="run the quick tests on the newest as well")
    given = parser.parse_args()
    make_folder()
    here = sys.version_info
    oldest = Place(f"this system, Python {here.major}.{here.minor}", Path("/"), str(Path(sys._base_executable)))
    newer = [Place(f"Debian testing, Python {one}", FOLDER, f"python{one}") for one in NEWEST[-2:]]
    rows, failed = [], 0
    with tempfile.TemporaryDirectory(prefix="pythons-") as scratch:
        wheels = build_wheels(Path(scratch))
        for place in (oldest, *newer):
            for versions in (LOWEST, HIGHEST):
                with _room(place) as room:
                    found = install(room, place.python, versions, wheels)
                    steps = list(_told(place, versions, (*learner(room), *instructor(room))))
                failed += sum(bool(step.fault) for step in steps)
                rows.append(_row(place, versions, found, steps))
    if given.tests:
        failed += _quick_tests(newer[-1])
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    heads = ("where", "versions", *SHOWN, "what works")
    text = f"Tried on {day} by `make pythons`.\n\n" + table(heads, ("---",) * len(heads), rows)
    write_part(PAGE, NAME, text)
    print(text, end="")
    return 1 if failed else 0


@contextmanager
def _room(place: Place) -> Iterator[Room]:
    with tempfile.TemporaryDirectory(prefix="pythons-") as folder:
        yield Room(Path(folder), place.system)


def _told(place: Place, versions: str, steps: Iterator[Step]) -> Iterator[Step]:
    for step in steps:
        said = step.fault or f"{step.seconds:.1f} s"
        print(f"{place.name}, {versions}: {step.name}: {said}", flush=True)
        yield step


def _row(place: Place, versions: str, found: dict[str, str], steps: list[Step]) -> tuple[str, ...]:
    worked = [step.name for step in steps if not step.fault]
    said = "all" if len(worked) == len(steps) else ", ".join(worked)
    return (place.name, versions, *(found[name] for name in SHOWN), said)


def _quick_tests(place: Place) -> int:
    """Run the tests that are not slow, in a copy of the checkout that its own bootstrap makes ready."""
    with tempfile.TemporaryDirectory(prefix="pythons-") as folder:
        copy = Path(folder) / "checkout"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        line = f"cd {copy} && {place.python} bootstrap.py && make quick TESTS='-q -p no:cacheprovider'"
        settings = {"HOME": folder, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}
        enter = entered(place.system, Path(folder), ROOT)
        return subprocess.run([*enter, "sh", "-c", line], env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
