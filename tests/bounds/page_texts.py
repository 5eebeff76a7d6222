"""Texts of a cell for which a reader of Markdown may look for an end that never comes."""

from __future__ import annotations

import jinja2

from autograder.nbgrader.pages.cell_text import cell_text

TEXTS = {
    "newlines": "\n",
    "blanks": " ",
    "brackets": "[",
    "brackets with a parenthesis": "[a](",
    "pictures": "![",
    "links": "[a](b ",
    "names of links": "[a]: b\n",
    "stars": "*a ",
    "pairs of stars": "**a",
    "mixed stars": "a**b ",
    "underscores": "_a ",
    "waves": "~~a",
    "ticks": "`a",
    "dollars": "$a ",
    "pairs of dollars": "$$a\n",
    "environments": "\\begin{align}",
    "escapes": "\\\\[ ",
    "signs of tags": "<",
    "tags": "<a ",
    "comments": "<!--",
    "sections of data": "<![CDATA[",
    "quotes": "> ",
    "lists": "- ",
    "numbers": "1. a\n",
    "paragraphs": "x\n\n",
    "lines": "x\n",
    "definitions": "a\n: b\n",
    "fences": "```\n",
    "pipes": "|a",
    "bold": "<b>",
    "blocks": "<div>",
    "entities": "&amp;",
    "headings": "# ",
    "references": "&",
}
"""What is repeated, by its name."""


def shown(source):
    env = jinja2.Environment(autoescape=False)
    env.filters["markdown2html"] = cell_text
    return env.from_string("{{ source | markdown2html }}").render(source=source, cell={}, resources={})
