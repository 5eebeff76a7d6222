"""The page of feedback: nbgrader's own template, without what that fetches from other machines."""

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader
from nbconvert.exporters import HTMLExporter

HEAD = """\
{% macro mathjax(url='') %}
<style>
img { height: auto; max-width: 100%; }
.anchor-link { display: none; }
.output pre { overflow-wrap: anywhere; white-space: pre-wrap; }
.rendered_html td, .rendered_html th { padding: 0.15em 1em 0.15em 0; vertical-align: top; }
</style>
{% endmacro %}
"""
"""In place of nbconvert's template, which loads MathJax: formulas are MathML already (`pages`). What stands on
every page besides: pictures and reasons no wider than it, cells of tables apart, and no signs for links that
lead to where one is."""


class FeedbackExporter(HTMLExporter):
    """Makes a page that needs no network (`c.GenerateFeedback.exporter_class`)."""

    def __init__(self, **options: Any) -> None:
        """Put our templates before those of all folders."""
        super().__init__(**options)
        self.extra_loaders = [DictLoader({"mathjax.html.j2": HEAD})]
