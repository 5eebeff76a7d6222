"""`autograder` with nothing known: as if no two submissions ever gave the same answer to the bit.

python -m tests.bench.unknown grade|check ...
"""

from __future__ import annotations

from typing import Any

from autograder.cli import main
from autograder.marking.answered import Known


def _forget(*_: Any) -> None:
    """Keep no verdict."""


# Marking processes run this file as well, under another name.
Known._remember = _forget  # type: ignore[method-assign]

if __name__ == "__main__":
    main()
