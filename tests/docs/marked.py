"""Parts of a page that a program writes, each between two comments such as these.

<!-- names: written by `make names`; change nothing here by hand. -->
<!-- end of names -->
"""

from __future__ import annotations

import re
from pathlib import Path


def part(page: Path, name: str) -> str:
    """What stands in the part `name` of a page now.

    Raises:
        ValueError: the page has no such part, or has it twice.
    """
    return _split(page, name)[1]


def write_part(page: Path, name: str, text: str) -> bool:
    """Put `text` into the part; whether that changed the page.

    Raises:
        ValueError: as in `part`.
    """
    before, old, after = _split(page, name)
    page.write_text(before + text + after, encoding="utf-8")
    return text != old


def _split(page: Path, name: str) -> tuple[str, str, str]:
    """The page up to the part with its comment, the part, and the page from the closing comment on."""
    begin = rf"<!-- {name}: written by `make \w+`; change nothing here by hand\. -->\n"
    end = rf"<!-- end of {name} -->\n"
    pieces = re.split(f"({begin})|({end})", page.read_text(encoding="utf-8"))
    if len(pieces) != 7:
        raise ValueError(f"{page}: needs the part {name} once, between the comments of tests/docs/marked.py.")
    text, opening, _, inside, _, closing, rest = pieces
    if not opening or not closing:
        raise ValueError(f"{page}: the part {name} ends before it begins.")
    return text + opening, inside, closing + rest


def table(heads: tuple[str, ...], rules: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown; a rule is `---`, or `---:` for a column of numbers."""
    return "".join(f"| {' | '.join(row)} |\n" for row in (heads, rules, *rows))
