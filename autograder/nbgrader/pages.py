"""Text of students on pages: Markdown made into HTML that can show everything and do nothing.

The page is complete: pictures that lie beside the notebook are put into it, for nbgrader releases an HTML
file alone, and formulas are MathML, so that nothing is fetched from other machines.

nbgrader's pages (formgrade, feedback) put a cell's Markdown on the page as it is, script and all, and pay no
heed to `HTMLExporter.sanitize_html`; a script in formgrade acts as the instructor who reads it. This filter
stands in place of nbconvert's own (`c.HTMLExporter.filters`). It acts on every assignment of the course: a
script in one could write the marks of another.

MathJax, which nbgrader's pages take from a server far away, needs scripts. Feedback is read where neither may
be had: offline, in an examination's network, in JupyterLab's view of an HTML file, which runs no script.
"""

from __future__ import annotations

import base64
import html
import re
import secrets
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import bleach  # type: ignore[import-untyped]
import jinja2
from jinja2 import DictLoader
from latex2mathml.converter import convert_to_element
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

from autograder.nbgrader.outputs import clean

_TAGS = """
    a abbr b blockquote br center code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li
    mark ol p pre s samp small span strong sub summary sup table tbody td th thead tr tt u ul
"""

_EVERYWHERE = {"align", "class", "colspan", "height", "id", "rowspan", "title", "width"}

_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*")


LARGEST = 2_000_000
"""Bytes of a picture that is put into the page."""


class _Renderer(IPythonRenderer):
    """Formulas are kept aside: they come into the page after it was made harmless, in place of their marks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.mark = f"formula-{secrets.token_hex(16)}-"
        self.formulas: list[str] = []

    def block_math(self, body: str) -> str:
        """A formula on lines of its own."""
        return self._keep(mathml(body, block=True))

    def inline_math(self, body: str) -> str:
        """A formula in a line."""
        return self._keep(mathml(body))

    def latex_environment(self, name: str, body: str) -> str:
        """A formula in an environment of LaTeX's."""
        return self._keep(mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture; one that is said to be attached, and is not, is text: nbconvert gives no page for it."""
        try:
            return str(super().image(text, url, title))
        except (InvalidNotebook, StopIteration, AttributeError, TypeError):
            return html.escape(text)

    def _keep(self, formula: str) -> str:
        self.formulas.append(formula)
        return f"{self.mark}{len(self.formulas) - 1};"


@jinja2.pass_context
def markdown(context: jinja2.runtime.Context, source: str) -> str:
    """The HTML of one Markdown cell."""
    attachments = context.get("cell", {}).get("attachments", {})
    folder = context.get("resources", {}).get("metadata", {}).get("path", "")
    renderer = _Renderer(escape=False, attachments=attachments)
    # A lone surrogate, which JSON may hold, is no text that a link or a page could be made of.
    page = harmless(MarkdownWithMath(renderer=renderer).render(clean(source)), without=renderer.mark)
    if folder:
        page = _BESIDE.sub(partial(_put_in, Path(folder)), page)
    return re.sub(f"{renderer.mark}(\\d+);", lambda found: renderer.formulas[int(found[1])], page)


def harmless(text: str, *, without: str | None = None) -> str:
    """The HTML without anything that a browser would run; what is not allowed is shown as text.

    Attributes that hold the text `without` are left out.
    """
    protocols = {"http", "https", "mailto", "data"}

    def may_stand(tag: str, name: str, value: str) -> bool:
        return not (without and without in value) and _may_stand(tag, name, value)

    return str(bleach.clean(text, tags=_TAGS.split(), attributes=may_stand, protocols=protocols))


_BESIDE = re.compile(r'(?<=\ssrc=")(?!data:|[a-z]+:|/)[^"<>]+(?=")')

_KINDS = {".gif": "gif", ".jpeg": "jpeg", ".jpg": "jpeg", ".png": "png", ".svg": "svg+xml"}


def _put_in(folder: Path, found: re.Match[str]) -> str:
    """The picture itself in place of its file's name, if the file lies beside the notebook."""
    name = unquote(html.unescape(found[0]))
    try:
        path = (folder / name).resolve()
        kind = _KINDS.get(path.suffix.lower())
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
        if kind is None or not inside or path.stat().st_size > LARGEST:
            return found[0]
        content = base64.b64encode(path.read_bytes()).decode()
    except (OSError, ValueError):
        return found[0]
    # As the source of an img an SVG is a picture, whatever it holds: its scripts do not run.
    return f"data:image/{kind};base64,{content}"


def _may_stand(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and not value.strip().lower().startswith("data:")
    if name == "src":
        is_data = value.strip().lower().startswith("data:")
        return tag == "img" and (not is_data or bool(_PICTURE.fullmatch(value.strip())))
    return name in _EVERYWHERE or (tag == "img" and name == "alt")


LONGEST_FORMULA = 5000
"""Letters of a formula that is drawn; a longer one is shown as it was written."""

_CELL = "padding: 0.35em 0.2em; text-align: {}"
"""How a column of formulas stands, which browsers do not take from `columnalign` any more."""

_ATTRIBUTES = frozenset(
    {
        *("columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle", "fence", "form"),
        *("height", "linethickness", "lspace", "mathcolor", "mathvariant", "maxsize", "minsize"),
        *("movablelimits", "notation", "rowlines", "rowspacing", "rspace", "scriptlevel", "separator"),
        *("stretchy", "symmetric", "voffset", "width", "xmlns"),
    }
)

_PLAIN = re.compile(r"[\w#%.:/ +-]*")


def mathml(tex: str, *, block: bool = False) -> str:
    """The formula as MathML, safe to stand on a page; as text between dollars where it is none."""
    shown = html.escape(f"$${tex}$$" if block else f"${tex}$")
    if len(tex) > LONGEST_FORMULA:
        return shown
    try:
        root = convert_to_element(_known(tex.strip()), display="block" if block else "inline")
        return ElementTree.tostring(_harmless(root), encoding="unicode", short_empty_elements=False)
    except Exception:  # what a student wrote need not be a formula, and the converter fails in many ways
        return shown


def _harmless(root: ElementTree.Element) -> ElementTree.Element:
    """The formula with the attributes alone that are known to do nothing.

    Raises:
        ValueError: it holds what is no element of MathML.
    """
    for node in root.iter():
        if not re.fullmatch(r"m[a-z]+", node.tag):
            raise ValueError(node.tag)
        # The converter writes signs as references, and leaves their ampersands to whoever prints the tree.
        node.text, node.tail = (text and html.unescape(text) for text in (node.text, node.tail))
        for name, value in list(node.attrib.items()):
            if name not in _ATTRIBUTES or not _PLAIN.fullmatch(value):
                del node.attrib[name]
        side = node.get("columnalign")
        if side in ("left", "right"):
            node.set("style", _CELL.format(side))
    return root


def _known(tex: str) -> str:
    """The formula in words that the converter has: it knows no `aligned`, and no gap after a line."""
    tex = re.sub(r"\\(begin|end)\{aligned\}", r"\\\1{align*}", tex)
    return re.sub(r"\\\\\[[^\]]*\]", r"\\\\", tex)


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
"""In place of nbconvert's template, which loads MathJax: formulas are MathML already (see `markdown`).

What stands on every page besides: pictures and reasons no wider than it, cells of tables apart, and no signs
for links that lead to where one is."""


class FeedbackExporter(HTMLExporter):
    """Makes a page that needs no network (`c.GenerateFeedback.exporter_class`)."""

    def __init__(self, **options: Any) -> None:
        """Put our templates before those of all folders."""
        super().__init__(**options)
        self.extra_loaders = [DictLoader({"mathjax.html.j2": HEAD})]
