"""Measure what a submission can carry out of the hidden inputs: `python -m tests.leaks [--write]`.

It prints a table with a line for each channel; with `--write` it puts the table into docs/security.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from autograder.assignment import find_assignment
from autograder.grading import Grader

from ..docs.marked import table, write_part
from .channels import CHANNELS
from .measuring import DOORS, ROOT, Carried, measure

PAGE, PART = ROOT / "docs" / "security.md", "leaks"

ONE_NUMBER = 52
"""Bits of a fraction of float64: a sentence must carry fewer."""


def text(found: dict[str, Carried]) -> str:
    """The table."""
    rows = [
        (name, *(str(carried.words[door]) for door in DOORS), str(carried.outcomes))
        for name, carried in found.items()
    ]
    heads = ("64 hidden bits, put into the", *DOORS, "outcomes")
    return table(heads, ("---", "---:", "---:", "---:", "---:"), rows)


def main() -> int:
    """Measure; status 1 if anything carries a number out."""
    parser = argparse.ArgumentParser(description="Measure what leaves of the hidden inputs.")
    parser.add_argument("--write", action="store_true", help="put the table into docs/security.md")
    arguments = parser.parse_args()
    assignment = find_assignment(ROOT, "batchnorm")
    found = {}
    with tempfile.TemporaryDirectory() as folder, Grader(assignment, seed=1, name_mistakes=False) as grader:
        for channel in CHANNELS:
            found[channel.name] = measure(grader, channel, Path(folder))
            print(f"{channel.name}: {found[channel.name]}", file=sys.stderr)
    print(text(found))
    most = max(max(carried.words.values()) for carried in found.values())
    print(f"\n{len(found)} channels; the widest carries {most} of 64 bits in a sentence.")
    if arguments.write:
        write_part(PAGE, PART, text(found))
    return 1 if most >= ONE_NUMBER else 0


if __name__ == "__main__":
    sys.exit(main())
