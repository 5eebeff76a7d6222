"""Show something in the place where it was asked for: HTML or Markdown in a notebook, text anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any


def show_in_place(text: str, html: str, *, view: Mapping[str, Any] | None = None) -> None:
    """Display HTML with its text alternative in a notebook's kernel; print the text elsewhere.

    A page takes what it can show of `view` in the place of the HTML: widgets, by their type.
    """
    _publish({"text/plain": text, "text/html": html, **(view or {})})


def show_markdown(text: str) -> None:
    """Display Markdown, with its formulas, in a notebook's kernel; print it elsewhere."""
    _publish({"text/plain": text, "text/markdown": text})


def _publish(forms: Mapping[str, Any]) -> None:
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if hasattr(shell, "kernel"):
        shell.display_pub.publish(forms)
    else:
        print(forms["text/plain"])
