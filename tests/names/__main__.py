"""Write the table of docs/studying-alone.md anew: `python -m tests.names`, which `make names` calls."""

from datetime import UTC, datetime

from autograder.assignment import list_assignments

from ..docs.marked import write_part
from .naming import NAME, PAGE, ROOT, measure, written


def main() -> None:
    """Measure, write."""
    rows = [measure(assignment) for assignment in list_assignments(ROOT)]
    text = written(rows, f"{datetime.now(UTC):%Y-%m-%d}")
    write_part(PAGE, NAME, text)
    print(text, end="")


if __name__ == "__main__":
    main()
