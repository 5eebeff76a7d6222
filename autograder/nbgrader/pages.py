"""Text of students on pages: Markdown made into HTML that can show everything and do nothing.

nbgrader's pages (formgrade, feedback) put a cell's Markdown on the page as it is, script and all, and pay no
heed to `HTMLExporter.sanitize_html`; a script in formgrade acts as the instructor who reads it. This filter
stands in place of nbconvert's own (`c.HTMLExporter.filters`). It acts on every assignment of the course: a
script in one could write the marks of another.
"""

from __future__ import annotations

import re

import bleach  # type: ignore[import-untyped]
import jinja2
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

_TAGS = """
    a abbr b blockquote br center code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li
    mark ol p pre s samp small span strong sub summary sup table tbody td th thead tr tt u ul
"""

_EVERYWHERE = {"align", "class", "colspan", "height", "id", "rowspan", "title", "width"}

_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")


@jinja2.pass_context
def markdown(context: jinja2.runtime.Context, source: str) -> str:
    """The HTML of one Markdown cell."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return harmless(MarkdownWithMath(renderer=renderer).render(source))


def harmless(html: str) -> str:
    """The HTML without anything that a browser would run; what is not allowed is shown as text."""
    protocols = {"http", "https", "mailto", "data"}
    return str(bleach.clean(html, tags=_TAGS.split(), attributes=_may_stand, protocols=protocols))


def _may_stand(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    if name == "src":
        is_data = value.strip().lower().startswith("data:")
        return tag == "img" and (not is_data or bool(_PICTURE.fullmatch(value.strip())))
    return name in _EVERYWHERE or (tag == "img" and name == "alt")
