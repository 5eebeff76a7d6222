"""Write into the README what `autograder demo` prints: `python -m tests.docs.demo`, called by `make readme`."""

import subprocess
import sys
import tempfile

from .marked import write_part
from .parts import ROOT

README = ROOT / "README.md"
STUDENTS = (
    "tuple-cache",
    "layers-file",
    "forward-only",
    "wrong-forward",
    "crashes",
    "loops-for-ever",
    "patches-numpy",
    "absent",
)
"""Whom the README shows; the whole table has twice as many."""

WIDTH = 119
"""Characters of a line that are shown: the first line of each reason, without the border after it."""


def shortened(printed: str) -> str:
    """The head of the table, the chosen students with the first line of their reasons, and the two sums."""
    lines = printed.replace("\u2503", "\u2502").splitlines()
    wanted = tuple(f"\u2502 {who} " for who in ("student", *STUDENTS))
    chosen = [line for line in lines if line.startswith(wanted)]
    sums = [line for line in lines if " graded, " in line or line.startswith("isolation: ")]
    shown = [*(line[:WIDTH].rstrip(" \u2502") for line in chosen), *sums]
    return "```\n" + "\n".join(shown) + "\n```\n"


def main() -> None:
    """Run the demonstration, and write."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "autograder", "demo", "--folder", f"{scratch}/course"]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    write_part(README, "demo", shortened(done.stdout))


if __name__ == "__main__":
    main()
