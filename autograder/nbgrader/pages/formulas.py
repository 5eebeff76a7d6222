"""How is a formula drawn where no script runs? As MathML, which every browser draws by itself.

MathJax, which nbgrader's pages take from a server far away, needs scripts. Feedback is read where neither may
be had: offline, in an examination's network, in JupyterLab's view of an HTML file, which runs no script.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element

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
