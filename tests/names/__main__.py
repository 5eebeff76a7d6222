"""Write the table of docs/studying-alone.md anew: `python -m tests.names`, which `make names` calls."""

from autograder.assignment import list_assignments

from .naming import BEGIN, END, PAGE, ROOT, measure, written


def main() -> None:
    """Measure, write."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    rows = [measure(assignment) for assignment in list_assignments(ROOT)]
    PAGE.write_text(f"{before}{BEGIN}{written(rows)}{END}{rest.split(END)[1]}", encoding="utf-8")
    print(written(rows), end="")


if __name__ == "__main__":
    main()
