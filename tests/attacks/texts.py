"""Texts that reach for the page on which they are read: what a cell of Markdown can say."""

from __future__ import annotations

from functools import partial

from ..nbgrader.page_payloads import MARKUP
from .attack import EXERCISES, Attack, Notebook


def texts() -> tuple[Attack, ...]:
    """An attack for each way, with a right forward pass."""
    return tuple(
        Attack(
            f"text_{name}",
            "texts for a page",
            f"A cell of text holds {name.replace('_', ' ')}.",
            24.0,
            right=EXERCISES[:1],
            build=partial(_with_text, markup),
        )
        for name, markup in MARKUP.items()
    )


def _with_text(markup: str, notebook: Notebook) -> Notebook:
    cell = {"cell_type": "markdown", "id": "own-text", "metadata": {}, "source": markup}
    notebook["cells"].append(cell)
    return notebook
