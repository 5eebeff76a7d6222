"""Formulas of Markdown as MathML, which browsers draw themselves.

nbgrader's pages take MathJax from a server far away and need scripts for it. Feedback is read where neither may
be had: offline, in an examination's network, in JupyterLab's view of an HTML file, which runs no script.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

LONGEST = 5000
"""Letters of a formula that is drawn; a longer one is shown as it was written."""

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
    if len(tex) > LONGEST:
        return shown
    try:
        root = convert_to_element(tex.strip(), display="block" if block else "inline")
    except Exception:  # what a student wrote need not be a formula, and the converter fails in many ways
        return shown
    for node in root.iter():
        if not re.fullmatch(r"m[a-z]+", node.tag):
            return shown
        # The converter writes signs as references, and leaves their ampersands to whoever prints the tree.
        node.text, node.tail = (text and html.unescape(text) for text in (node.text, node.tail))
        for name, value in list(node.attrib.items()):
            if name not in _ATTRIBUTES or not _PLAIN.fullmatch(value):
                del node.attrib[name]
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
