"""Try every attack on the grader: `python -m tests.attacks`, which `make attacks` calls.

Three doors: `autograder check` at level full and at level landlock, and a whole nbgrader course. It prints a
table, then all that should not be, and ends with status 1 if there is anything. Named attacks are tried alone.
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
from rich.table import Table

from .attack import Attack
from .measuring import attacks
from .processes import adopting_orphans
from .run import Door, only, through_check, through_course
from .scene import make

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("full", "landlock", "course")


@adopting_orphans()
def main() -> int:
    """Attack, print."""
    parser = argparse.ArgumentParser(description="Try every attack on the grader.")
    parser.add_argument("names", nargs="*", help="attacks to try; all if none is named")
    parser.add_argument(
        "--door", action="append", choices=DOORS, help="may be given more than once; all if not"
    )
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    chosen = only(attacks(), arguments.names)
    console = Console()
    start = time.monotonic()
    doors = [_through(name, chosen, console) for name in arguments.door or DOORS]
    console.print(_table(doors))
    console.print(_totals(doors), highlight=False)
    wrong = [line for door in doors for line in door.wrong()]
    for line in wrong:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    console.print(
        f"{len(wrong)} faults; {len(chosen)} attacks, {time.monotonic() - start:.0f} seconds, as {who}"
    )
    return 1 if wrong else 0


def _through(name: str, chosen: list[Attack], console: Console) -> Door:
    columns = (TextColumn("{task.description:40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="attacked-", ignore_cleanup_errors=True) as folder,
        Progress(*columns, console=console) as progress,
    ):
        Path(folder).chmod(0o755)  # what keeps attackers out must not be the folder's mode
        scene = make(Path(folder), ROOT)
        bar = progress.add_task(name, total=len(chosen))

        def show(done: int, attack: str) -> None:
            progress.update(bar, completed=done, description=f"{name}: {attack}")

        if name == "course":
            door = through_course(chosen, scene, show)
        else:
            door = through_check(chosen, scene, name, show)
        progress.update(bar, completed=len(chosen), description=name)
        return door


def _table(doors: list[Door]) -> Table:
    table = Table("family", "attacks", title="What the attacks came to (points earned / allowed, at most)")
    for door in doors:
        table.add_column(door.name, justify="right")
    families = sorted({one.attack.family for door in doors for one in door.found})
    for family in families:
        cells = []
        for door in doors:
            found = [one for one in door.found if one.attack.family == family]
            above = sum(one.earned > one.attack.most for one in found)
            worst = max(found, key=lambda one: one.earned - one.attack.most)
            cells.append(f"{worst.earned:g} / {worst.attack.most:g}" + (f", {above} above" if above else ""))
        number = sum(one.attack.family == family for one in doors[0].found)
        table.add_row(family, str(number), *cells)
    return table


def _totals(doors: list[Door]) -> Table:
    table = Table("in all", *(door.name for door in doors))
    for what, count in (
        ("raised grades", lambda door: sum(one.earned > one.attack.most for one in door.found)),
        ("marks of others changed", lambda door: len(door.others)),
        ("leaks", lambda door: sum(bool(one.leaks) for one in door.found)),
        ("processes left", lambda door: door.processes + sum(one.processes for one in door.found)),
        ("files outside", lambda door: len(door.files)),
        (
            "errors of the grader",
            lambda door: sum(bool(one.errors) or one.status == "error" for one in door.found),
        ),
        ("largest memory, MB", lambda door: max((one.memory for one in door.found), default=0) or "-"),
        ("slowest, seconds", lambda door: round(max((one.seconds for one in door.found), default=0.0), 1)),
    ):
        table.add_row(what, *(str(count(door)) for door in doors))
    return table


if __name__ == "__main__":
    sys.exit(main())
