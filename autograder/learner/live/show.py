"""Show something where it was asked for: HTML or Markdown on a notebook's page, text anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any


def show_in_place(text: str, html: str, *, view: Mapping[str, Any] | None = None) -> None:
    """Display HTML with its text alternative in a notebook; print the text elsewhere.

    A page takes what it can show of `view` in the place of the HTML: widgets, by their type.
    """
    _publish({"text/plain": text, "text/html": html, **(view or {})})


def show_markdown(text: str) -> None:
    """Display Markdown, with its formulas, in a notebook; print it elsewhere."""
    _publish({"text/plain": text, "text/markdown": text})


def _publish(forms: Mapping[str, Any]) -> None:
    ipython, marimo = sys.modules.get("IPython"), sys.modules.get("marimo")
    shell: Any = ipython.get_ipython() if ipython else None
    if hasattr(shell, "kernel"):
        shell.display_pub.publish(forms)
    elif marimo and marimo.running_in_notebook():
        _append(marimo, forms)
    else:
        print(forms["text/plain"])


def _append(marimo: Any, forms: Mapping[str, Any]) -> None:
    """Put it below what the running cell of marimo shows already; that page has no widgets of ipywidgets."""
    html = forms.get("text/html")
    marimo.output.append(marimo.Html(html) if html else marimo.md(forms["text/markdown"]))
