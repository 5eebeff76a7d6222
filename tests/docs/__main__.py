"""Write every generated part of the docs anew: `python -m tests.docs`, which `make docs` calls."""

from .marked import write_part
from .parts import PARTS, ROOT


def main() -> None:
    """Write, and say what changed."""
    for part in PARTS:
        changed = write_part(ROOT / part.page, part.name, part.text())
        print(f"{part.page}: {part.name} {'is written anew' if changed else 'is as it was'}")


if __name__ == "__main__":
    main()
