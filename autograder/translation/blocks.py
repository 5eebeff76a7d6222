"""Markdown cut into blocks at its blank lines, and put together again.

A block is what a translator gets at once: a paragraph, a list, a table, a heading. Fences of code and formulas
between dollars are one block, whatever lines they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def blocks_of(text: str) -> Iterator[str]:
    """The blocks of a Markdown text, and what stands between them; joined, they are the text."""
    block: list[str] = []
    fence, formula = "", False
    for line in text.splitlines(keepends=True):
        inside = bool(fence) or formula
        if block and not inside and bool(line.strip()) != bool(block[-1].strip()):
            yield "".join(block)
            block = []
        block.append(line)
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark and not formula:
            fence = mark[1]
        elif line.count("$$") % 2:
            formula = not formula
    if block:
        yield "".join(block)


def replace_blocks(text: str, of: Callable[[str], str]) -> str:
    """The text with each block replaced by what `of` gives for it; the line ends around it stay."""
    out = []
    for block in blocks_of(text):
        body = block.rstrip("\n")
        out.append((of(body) if body.strip() else body) + block[len(body) :])
    return "".join(out)
