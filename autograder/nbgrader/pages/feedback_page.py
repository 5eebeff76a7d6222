"""The page that a student reads, made by nbconvert's exporter from parts that are set once (`parts`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import TemplateNotFound
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode, from_dict

from autograder.nbgrader.pages.cell_text import LINKS
from autograder.nbgrader.pages.head import PAGE_LANGUAGE, with_language
from autograder.nbgrader.pages.parts import PageParts
from autograder.nbgrader.pages.points import TOTAL, with_total


class FeedbackExporter(HTMLExporter):
    """Makes the page that a student reads (`c.GenerateFeedback.exporter_class`): links may be followed.

    Of the first page, a cell of every kind is set in both ways. If they differ, which another nbconvert or a
    course's own template could bring about, nbconvert makes all pages of this exporter.
    """

    def __init__(self, **options: Any) -> None:
        """Know no part yet, and not yet whether parts do."""
        super().__init__(**options)
        self.optimistic_validation = True  # once after all steps, not after each
        self._taker: _Taker | None = None  # in the template's place while nbconvert makes a notebook ready
        self._is_ready = False  # whether what nbconvert gets has been through all steps
        self._parts: PageParts | None = None
        self._parts_agree: bool | None = None  # with nbconvert; None before the first page

    @property
    def template(self) -> Any:
        """What nbconvert fills."""
        return self._taker or super().template

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page of one notebook."""
        ready, resources = self.made_ready(nb, {} if resources is None else resources)
        return self.page(ready, resources), resources

    def made_ready(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """The notebook after all steps, and nbconvert's resources: what templates are filled with."""
        resources[LINKS] = True
        taker = self._taker = _Taker()
        try:
            _, resources = super().from_notebook_node(nb, resources)
        finally:
            self._taker = None
        return taker.taken, resources

    def page(self, ready: Mapping[str, Any], resources: dict[str, Any]) -> str:
        """The page of a notebook that was made ready."""
        if self._parts_agree is None:
            few = {**ready, "cells": one_of_every_kind(ready["cells"])}
            self._parts_agree = self._by_parts(few, resources) == self._by_nbconvert(few, resources)
        page = self._by_parts(ready, resources) if self._parts_agree else self._by_nbconvert(ready, resources)
        page = with_total(page, resources[TOTAL]) if TOTAL in resources else page
        return with_language(page, resources.get(PAGE_LANGUAGE, ""))

    def _by_parts(self, ready: Mapping[str, Any], resources: dict[str, Any]) -> str:
        self._parts = self._parts or PageParts(self.environment)
        try:
            return self._parts.page(ready, resources)
        except TemplateNotFound:  # the page has a template of the course's own, and no head of ours
            return ""

    def _by_nbconvert(self, ready: Mapping[str, Any], resources: dict[str, Any]) -> str:
        self._is_ready = True
        try:
            page, _ = super().from_notebook_node(from_dict(ready), resources)
        finally:
            self._is_ready = False
        return str(page)

    def _preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        if self._is_ready:
            return nb, resources
        return super()._preprocess(nb, resources)  # type: ignore[no-any-return]


def one_of_every_kind(cells: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The first cell of each kind that the templates tell apart, in the order of the notebook."""
    found: dict[Any, Mapping[str, Any]] = {}
    for cell in cells:
        outputs = tuple(
            (output["output_type"], *sorted(output.get("data", ()))) for output in cell.get("outputs", ())
        )
        told = cell["metadata"].get("nbgrader", {})
        flags = tuple(name for name in ("grade", "locked", "solution", "task") if told.get(name))
        known = (cell["cell_type"], outputs, flags, bool(cell.get("attachments")), *sorted(cell["metadata"]))
        found.setdefault(known, cell)
    return list(found.values())


class _Taker:
    """Stands for a template, and takes the notebook that it is to be filled with."""

    taken: NotebookNode

    def render(self, nb: NotebookNode, resources: dict[str, Any]) -> str:
        self.taken = nb
        return ""
