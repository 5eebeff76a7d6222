"""Disturb marking in every way: `python -m tests.interruption`, which `make kills` calls.

Courses are marked by runs of two jobs of which one process is killed (SIGKILL) at a random moment, again and
again, until one run is left alone. Others are marked while they are collected and while somebody gives points
in formgrader, and on disks that are full at one write after the other. Gradebook, autograded notebooks, reports
and feedback must then be those of a course whose marking nobody disturbed. Ends with status 1 if they are not.
What came of each part is kept in `build/interruption/`, for it may take an hour; kills add up over runs with
different seeds. `--write` puts the table of all that is kept into docs/security.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
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

from ..attacks.processes import adopting_orphans
from ..docs.marked import table as markdown_table
from ..docs.marked import write_part
from .course import ROUND
from .killing import Killed, kill_often, undisturbed
from .load import mark_under_load
from .refusing import fill_up
from .victims import VICTIMS

ROOT = Path(__file__).resolve().parents[2]

KEPT = ROOT / "build" / "interruption"

FAULTS = "faults"
"""The last row of each part."""

Row = tuple[str, str]
Bar = Callable[[str, int], Callable[[int], None]]

DISK_STUDENTS = 8
"""One of each kind: each place where something is written is passed, and a run is short."""


@adopting_orphans()
def main() -> int:
    """Disturb, compare, print."""
    parser = argparse.ArgumentParser(description="Disturb marking in every way.")
    parser.add_argument(
        "--part", dest="parts", action="append", choices=PARTS, help="may be given more than once"
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=50, help="kills of whole rounds")
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--loads", type=int, default=10, help="courses that are marked under load")
    parser.add_argument("--step", type=int, default=4096, help="bytes from one full disk to the next")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="write the table into docs/security.md")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    console = Console()
    start = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    rows: list[Row] = []
    wrong: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="interrupted-") as name,
        Progress(*columns, TimeRemainingColumn(), console=console) as progress,
    ):

        def bar(what: str, total: int) -> Callable[[int], None]:
            task = progress.add_task(what, total=total)
            return lambda done: progress.update(task, completed=done)

        folder = Path(name)
        for part in given.parts or PARTS:
            more, faults = PARTS[part](folder / part, given, bar)
            rows += more
            wrong += faults
            more.append((FAULTS, f"{len(faults)}"))
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{part}.json").write_text(json.dumps(more), encoding="utf-8")
    table = Table("what", "number", title="Marking that was disturbed")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for line in wrong[:50]:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(wrong)} faults; seed {given.seed}, {time.monotonic() - start:.0f} seconds")
    if given.write:
        write_part(
            ROOT / "docs/security.md", "kills", markdown_table(("what", "number"), ("---", "---:"), _all_kept())
        )
    return 1 if wrong else 0


def _all_kept() -> list[Row]:
    """The rows of all parts, as each was tried last, and the faults of all."""
    files = [KEPT / f"{part}.json" for part in PARTS]
    found = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.is_file()]
    faults = sum(int(number) for rows in found for what, number in rows if what == FAULTS)
    rows: list[Row] = [(what, number) for rows in found for what, number in rows if what != FAULTS]
    return [*rows, ("marks lost or doubled, half files, processes left, other faults", f"{faults}")]


def _kills(folder: Path, given: argparse.Namespace, bar: Bar) -> tuple[list[Row], list[str]]:
    folder.mkdir()
    progress = bar("kills", given.kills)
    peace = undisturbed(folder / "peace", given.students)
    found = kill_often(folder, peace, given.kills, seed=given.seed, progress=progress)
    return _kills_in_rows(_with_earlier(found, KEPT / "all-kills.json"), "courses")


def _rounds(folder: Path, given: argparse.Namespace, bar: Bar) -> tuple[list[Row], list[str]]:
    folder.mkdir()
    progress = bar("kills of rounds", given.rounds)
    peace = undisturbed(folder / "peace", given.students, ROUND)
    found = kill_often(folder, peace, given.rounds, seed=given.seed, progress=progress)
    return _kills_in_rows(_with_earlier(found, KEPT / "all-rounds.json"), "whole rounds, exchange to exchange,")


def _kills_in_rows(found: Killed, what: str) -> tuple[list[Row], list[str]]:
    rows = [
        (f"{what} of which a process was killed, with two jobs", found.courses),
        ("kills", found.kills),
        *((f"of these of a {victim}", found.victims[victim]) for victim in VICTIMS),
        ("of these while the gradebook was made", found.making_gradebook),
        ("runs that ended before their moment", found.too_late),
        ("longest life of a process left alone, seconds", round(found.slowest_end, 2)),
    ]
    return [(what, f"{number}") for what, number in rows], found.wrong


def _with_earlier(found: Killed, place: Path) -> Killed:
    """All kills so far: they may be made in parts, each with a seed of its own."""
    if place.is_file():
        earlier = json.loads(place.read_text(encoding="utf-8"))
        found = Killed(
            kills=found.kills + earlier["kills"],
            courses=found.courses + earlier["courses"],
            victims=found.victims + Counter(earlier["victims"]),
            too_late=found.too_late + earlier["too_late"],
            making_gradebook=found.making_gradebook + earlier["making_gradebook"],
            slowest_end=max(found.slowest_end, earlier["slowest_end"]),
            wrong=[*earlier["wrong"], *found.wrong],
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        json.dumps({**asdict(replace(found, victims=Counter())), "victims": found.victims}), encoding="utf-8"
    )
    return found


def _loads(folder: Path, given: argparse.Namespace, bar: Bar) -> tuple[list[Row], list[str]]:
    folder.mkdir()
    peace = undisturbed(folder / "peace", given.students)
    found = mark_under_load(folder, peace, given.loads, progress=bar("under load", given.loads))
    rows = [
        ("courses marked while they were collected and graded by hand", f"{given.loads}"),
        ("folders that were collected anew meanwhile", f"{found.collected}"),
        ("points that were given by hand meanwhile", f"{found.given}"),
        ("second graders that were refused meanwhile", f"{found.refused}"),
    ]
    return rows, found.wrong


def _disks(folder: Path, given: argparse.Namespace, bar: Bar) -> tuple[list[Row], list[str]]:
    folder.mkdir()
    peace = undisturbed(folder / "peace", DISK_STUDENTS)
    try:
        found = fill_up(
            folder / "disk", peace.folder, peace.state, step=given.step, progress=bar("full disks", 0)
        )
    except OSError as error:
        return [(f"full disks (this account may mount none: {error})", "not tried")], []
    rows = [
        (f"disks with {given.step} bytes more each time, until all was written", f"{sum(found.ends.values())}"),
        *((f"of these ended with: {end}", f"{number}") for end, number in found.ends.most_common()),
    ]
    return rows, found.wrong


PARTS = {"kills": _kills, "rounds": _rounds, "loads": _loads, "disks": _disks}


if __name__ == "__main__":
    sys.exit(main())
