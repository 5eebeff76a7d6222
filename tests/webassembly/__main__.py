"""Make every known mistake in WebAssembly: `python -m tests.webassembly`, which `make webassembly` calls.

Writes what came of it into docs/where-it-runs.md; ends with status 1 if a mistake is told otherwise than here.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..docs.marked import write_part
from ..names.naming import KINDS, ROOT
from .cells import AGAIN, CELLS, FIRST
from .machine import answers_of

PAGE, NAME = ROOT / "docs/where-it-runs.md", "webassembly"


def main() -> int:
    """Make, compare, write."""
    with tempfile.TemporaryDirectory() as room:
        answers = answers_of(Path(room), CELLS)
    known = json.loads(KINDS.read_text(encoding="utf-8"))
    told = {(name, key): kind for name, kinds in answers["mistakes"].items() for key, kind in kinds.items()}
    others = [key for key, kind in told.items() if known[key[0]][key[1]] != kind]
    text = _text(answers, len(told), len(others), f"{datetime.now(UTC):%Y-%m-%d}")
    write_part(PAGE, NAME, text)
    print(text, end="")
    for name, key in others:
        print(f"{name}: {key}: {told[name, key]} there, {known[name][key]} here")
    return 1 if others else 0


def _text(answers: dict[str, Any], made: int, others: int, day: str) -> str:
    first, again = (answers["cells"][place]["seconds"] for place in (FIRST, AGAIN))
    return (
        f"Measured on {day} by `make webassembly`, on CPython {answers['python']} and NumPy"
        f" {answers['numpy']}: of\n{made:,} known mistakes {made - others:,} are reported as they are here;"
        f" the first `check` takes {first:.2f} s,\nthe next {again:.3f} s.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
