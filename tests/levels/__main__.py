"""Try the two walls from inside: `python -m tests.levels`, which `make levels` calls.

Every escape of `autograder doctor` is attempted at both levels, and everything is looked at that one of them
may show. It prints both tables; ends with status 1 if an attempt succeeds, or if something is seen that
docs/security.md does not say. What an account saw is kept in `build/levels/`; `--write` puts the table of all
accounts that were tried into docs/security.md.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.instructor.escapes import outside_the_wall
from autograder.sandbox import kernel
from autograder.sandbox.client import Sandbox

from ..docs.marked import table as markdown_table
from ..docs.marked import write_part
from .looks import LOOKS
from .trying import LIMITS, escapes_seen, looks_seen

ROOT = Path(__file__).resolve().parents[2]
LEVELS = ("full", "landlock")
ACCOUNTS = ("root", "an ordinary user")


def main() -> int:
    """Try, print."""
    parser = argparse.ArgumentParser(description="Try the two walls from inside.")
    parser.add_argument(
        "--keep", type=Path, default=ROOT / "build" / "levels", help="where what was seen is kept"
    )
    parser.add_argument("--write", action="store_true", help="write the table into docs/security.md")
    given = parser.parse_args()
    account = ACCOUNTS[os.geteuid() != 0]
    console = Console()
    wrong, seen, stopped = [], {}, {}
    with outside_the_wall(ROOT) as outside:
        for level in LEVELS:
            with Sandbox(limits=LIMITS, level=level) as sandbox:
                tried = list(escapes_seen(sandbox, outside))
                stopped[level] = Counter(what for what, _, one in tried if not one.succeeded)
                wrong += [f"{level}: {code}: it worked" for _, code, one in tried if one.succeeded]
                seen[level] = looks_seen(sandbox, outside)
    for look in LOOKS:
        shown = tuple(level for level in LEVELS if seen[level][look.what])
        if shown != look.levels:
            wrong.append(f"{look.what}: seen at {shown or 'no level'}, and {look.levels} is written")
    console.print(_escapes_table(stopped))
    console.print(_looks_table(seen))
    for line in wrong:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    tries = {level: sum(found.values()) for level, found in stopped.items()}
    console.print(f"{len(wrong)} faults; stopped: {tries}; as {account}, Landlock {kernel.landlock_version()}")
    given.keep.mkdir(parents=True, exist_ok=True)
    (given.keep / f"{account}.json").write_text(json.dumps({"seen": seen, "stopped": tries}), encoding="utf-8")
    if given.write:
        write_part(ROOT / "docs/security.md", "levels", _text(given.keep))
    return 1 if wrong else 0


def _escapes_table(stopped: dict[str, Counter[str]]) -> Table:
    table = Table("a submission cannot", *(f"stopped at {level}" for level in LEVELS))
    for what in stopped[LEVELS[0]]:
        table.add_row(what, *(f"{stopped[level][what]} ways" for level in LEVELS))
    return table


def _looks_table(seen: dict[str, dict[str, bool]]) -> Table:
    table = Table("a submission may see", *LEVELS)
    for look in LOOKS:
        table.add_row(look.what, *(_word(seen[level][look.what]) for level in LEVELS))
    return table


def _word(shown: bool) -> str:
    return "shown" if shown else "hidden"


def _text(kept: Path) -> str:
    """The tables of all accounts that were tried, for docs/security.md."""
    found = {
        name: json.loads(path.read_text()) for name in ACCOUNTS if (path := kept / f"{name}.json").is_file()
    }
    heads = (
        "a submission may see",
        *(f"{level}, {name}" for level in LEVELS for name in found),
        "why it stays",
    )
    tried = [f"{row['stopped'][level]} stopped" for level in LEVELS for row in found.values()]
    rows = [("ways out that are tried", *tried, "")]
    rows += [
        (
            look.what,
            *(_word(row["seen"][level][look.what]) for level in LEVELS for row in found.values()),
            look.why,
        )
        for look in LOOKS
    ]
    return markdown_table(heads, ("---",) * len(heads), rows)


if __name__ == "__main__":
    sys.exit(main())
