"""What may not stand in HTML of a student's that comes onto a page; read letter by letter, with no parser.

A parser would mend what it reads, each in its own way, and a browser in another. What our filter writes is to
be so plain that there is nothing to mend: every `<` begins one whole tag, and every value stands in quotes.
"""

from __future__ import annotations

import html
import re

_WORDS = """
    a abbr b blockquote br center code dd del details div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li
    mark ol p pre s samp small span strong sub summary sup table tbody td tfoot th thead tr tt u ul
"""

HARMLESS = frozenset(_WORDS.split())
"""Elements that do nothing by themselves."""

FORMULA = re.compile(r"m[a-z]+")
"""Elements of MathML, which our converter writes; `math` among them."""

_TAG = re.compile(r"""</?([a-zA-Z][^\s<>/"'=]*)((?:\s+[^\s<>/"'=]+(?:="[^"<]*"|='[^'<]*')?)*)\s*/?>""")
_ATTRIBUTE = re.compile(r"""\s+([^\s<>/"'=]+)(?:="([^"<]*)"|='([^'<]*)')?""")

_ADDRESSES = {"href", "src"}
_NEVER = re.compile(
    r"on.*|srcset|srcdoc|action|formaction|ping|background|form|xlink:.*|http-equiv|is|slot|part"
)


def faults_of_markup(page: str) -> list[str]:
    """What is wrong with a piece of HTML, a line each."""
    wrong = []
    for found in _TAG.finditer(page):
        name = found[1]
        formula = bool(FORMULA.fullmatch(name)) and name not in HARMLESS
        if name not in HARMLESS and not formula:
            wrong.append(f"an element {name}")
        wrong += [
            fault
            for attribute in _ATTRIBUTE.finditer(found[2])
            for fault in _faults_of_attribute(name, attribute[1], attribute[2] or attribute[3] or "", formula)
        ]
    if "<" in _TAG.sub("", page):
        at = _TAG.sub("", page).index("<")
        wrong.append(f"a sign < that begins no tag: {_TAG.sub('', page)[at : at + 40]!r}")
    return list(dict.fromkeys(wrong))


def structure(page: str) -> list[tuple[str, ...]]:
    """The tags of a piece of HTML in their order, each with the names of its attributes."""
    return [
        (found[1], *(attribute[1] for attribute in _ATTRIBUTE.finditer(found[2])))
        for found in _TAG.finditer(page)
    ]


def _faults_of_attribute(element: str, name: str, value: str, formula: bool) -> list[str]:
    # A bracket of a formula says on which side it stands.
    side = formula and element == "mo" and name == "form" and value in ("infix", "postfix", "prefix")
    if (_NEVER.fullmatch(name.lower()) and not side) or (name == "style" and not formula):
        return [f"an attribute {name}"]
    if name in _ADDRESSES:
        address = _plain_address(value)
        scheme = re.match(r"[a-z][a-z0-9+.-]*(?=:)", address)
        allowed = {"http", "https", "mailto"} if element == "a" else {"http", "https"}
        picture = element == "img" and re.match(r"data:image/(png|jpeg|gif|svg\+xml);base64,", address)
        if scheme and scheme[0] not in allowed and not picture:
            return [f"an address {value[:40]!r}"]
    return []


def _plain_address(value: str) -> str:
    """The address as a browser understands it: without blanks and control characters, references resolved."""
    return re.sub(r"[\x00-\x20]", "", html.unescape(value)).lower()
