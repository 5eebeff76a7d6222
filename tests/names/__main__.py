"""Write the table of docs/studying-alone.md anew: `python -m tests.names`, which `make names` calls."""

import json
from datetime import UTC, datetime

from autograder.assignment import list_assignments

from ..docs.marked import write_part
from .naming import KINDS, NAME, PAGE, ROOT, measure, row_of, written


def main() -> None:
    """Measure, write."""
    assignments = list_assignments(ROOT)
    kinds = {assignment.name: measure(assignment) for assignment in assignments}
    KINDS.write_text(json.dumps(kinds, indent=1) + "\n")
    rows = [row_of(assignment, kinds[assignment.name]) for assignment in assignments]
    text = written(rows, f"{datetime.now(UTC):%Y-%m-%d}")
    write_part(PAGE, NAME, text)
    print(text, end="")


if __name__ == "__main__":
    main()
