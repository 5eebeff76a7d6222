"""`nbgrader` with every page of ours set by nbconvert in one piece: the same pages, slowly.

python -m tests.bench.whole_pages generate_feedback ASSIGNMENT ...
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.apps import NbGraderApp

from autograder.nbgrader.pages import feedback_page


def _in_one_piece(
    self: feedback_page.FeedbackExporter,
    nb: NotebookNode,
    resources: dict[str, Any] | None = None,
    **options: Any,
) -> tuple[str, dict[str, Any]]:
    """The page of one notebook."""
    resources = {} if resources is None else resources
    resources[feedback_page.LINKS] = True
    page, resources = HTMLExporter.from_notebook_node(self, nb, resources, **options)
    assert resources is not None
    total = resources.get(feedback_page.TOTAL)
    return str(page) if total is None else feedback_page.with_total(page, total), resources


if __name__ == "__main__":
    feedback_page.FeedbackExporter.from_notebook_node = _in_one_piece  # type: ignore[method-assign]
    NbGraderApp.launch_instance()
