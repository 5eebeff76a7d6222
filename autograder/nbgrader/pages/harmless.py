"""Which HTML of somebody unknown may stand on a page: all that shows something, and nothing that does anything.

A host's page has scripts and styles of its own, which find their parts by class, id and name. formgrader gives
full credit where an element of the class `full-credit` is clicked, below an element whose id is the name of a
grade cell. So markup needs no script to write a mark: two attributes and an invisible link are enough. None of
those attributes is left here. An id, which a link within the page needs, begins with `IN_TEXT` and so equals
no id of a host's.

Pictures come with the page. An address is fetched as soon as the page opens, with the reader's own cookies:
`/hub/logout` is as good a picture as any.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import nh3
from pygments.token import STANDARD_TYPES

from autograder.nbgrader.outputs import clean
from autograder.sentences import say

IN_TEXT = "text:"
"""Begins every id of a text. A colon stands in no name of a grade cell and in no id of nbgrader's pages."""

TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "center", "code", "dd", "del", "details", "div", "dl", "dt"),
        *("em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol"),
        *("p", "pre", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
        *("th", "thead", "tr", "tt", "u", "ul"),
    }
)
"""Elements that show something."""

_CELL_OF_TABLE = frozenset({"align", "colspan", "rowspan"})

_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "*": frozenset({"id", "title"}),
    "a": frozenset({"href"}),
    "div": frozenset({"align"}),
    "img": frozenset({"alt", "height", "src", "width"}),
    "ol": frozenset({"start"}),
    "p": frozenset({"align"}),
    "td": _CELL_OF_TABLE,
    "th": _CELL_OF_TABLE,
}

COLOURS = frozenset(name for name in STANDARD_TYPES.values() if name)
"""Classes that Pygments gives the words of a program; nbgrader's pages have colours for them, and no more."""

_CLASSES: Mapping[str, frozenset[str]] = {
    "div": frozenset({"highlight", "hl-ipython3"}),
    "span": COLOURS,
}

_SIDES = frozenset({"center", "justify", "left", "right"})

_NUMBER = re.compile(r"[0-9]{1,4}(%|px)?", re.ASCII)
"""A width, a height or a number of columns: no page is wider than 9999."""

PictureFinder = Callable[[str], str | None]
"""Gives for the address of a picture the picture itself, as a `data:` address, if it may stand on the page."""

_PLACE = re.compile(r'<(a|img)((?: [a-z]+="[^"]*")*)>|</a>')
"""A link or a picture as nh3 prints it: attributes in double quotes, none of which is left in a value."""


def harmless(text: str, picture: PictureFinder, *, links: bool = False) -> str:
    """The HTML with what shows something. The rest is left out, its text kept.

    Without `links` an address is text that can be read and copied, but not followed: on a page that may write
    marks, a click must not lead to an address that somebody else chose. Links within the page stay.
    """
    mark = f"address-{secrets.token_hex(8)}-"
    addresses: list[str] = []

    def aside(address: str) -> str:
        """Another address in its place, which leads nowhere and is replaced below."""
        addresses.append(address)
        return f"{mark}{len(addresses) - 1}"

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return picture(value) or aside(value)
        if name == "href":
            return _link(value, links) or aside(value)
        if name == "title":
            return None if "<" in value else value  # hosts have scripts that make markup of it
        if name == "align":
            return value if value in _SIDES else None
        if name in ("colspan", "height", "rowspan", "start", "width"):
            return value if _NUMBER.fullmatch(value) else None
        return value

    cleaned = _cleaner(attribute).clean(_without_marks(clean(text)))
    return _with_addresses(cleaned, mark, addresses) if addresses else cleaned


_MARKS = "b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"

_VALUE = r"""(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=]++)"""

_MARK_WITH_ATTRIBUTES = re.compile(
    rf"<({_MARKS})(?:\s++[a-z-]++(?:\s*+=\s*+{_VALUE})?+)*+\s*+/?+>", re.IGNORECASE
)

_MARK_AND_MORE = re.compile(rf"<({_MARKS})[\s/]", re.IGNORECASE)

_ANY_MARK = re.compile(rf"<(/?)(?:{_MARKS})\b", re.IGNORECASE)

LONGEST_MARKED = 40_000
"""Letters of a text in which words may be bold, slanted or small."""


def _without_marks(text: str) -> str:
    """The text with its marks for bold, slanted and the like as bare words; a long text has none of them.

    A browser opens each such mark again in each new paragraph until it is closed, and nh3 does as a browser
    does: of 20,000 letters come millions of elements. It opens a mark three times at most if it looks the same
    each time, so none of them keeps an attribute.
    """
    if len(text) > LONGEST_MARKED:
        return _ANY_MARK.sub(r"<\1span", text)
    return _MARK_AND_MORE.sub(r"<\1>", _MARK_WITH_ATTRIBUTES.sub(r"<\1>", text))


def _cleaner(attribute: Callable[[str, str, str], str | None]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=attribute,
        url_schemes={"attachment", "data", "http", "https", "mailto"},
        id_prefix=IN_TEXT,
        link_rel="nofollow noopener noreferrer",
    )


def _link(address: str, links: bool) -> str | None:
    """The address as a link may have it; None where it is to be text."""
    address = address.strip()
    if address.startswith("#"):
        return f"#{IN_TEXT}{address[1:]}"
    if not links:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    elsewhere = parts.scheme in ("http", "https") and parts.netloc
    return address if elsewhere or parts.scheme == "mailto" else None


def _with_addresses(page: str, mark: str, addresses: list[str]) -> str:
    """The page with text in the place of pictures and links that lead to one of the addresses."""
    open_links: list[str] = []

    def text(found: re.Match[str]) -> str:
        if found[0] == "</a>":
            return open_links.pop() if open_links else ""
        values = dict(re.findall(r' ([a-z]+)="([^"]*)"', found[2]))
        target = values.get("src" if found[1] == "img" else "href", "")
        address = html.escape(addresses[int(target[len(mark) :])]) if target.startswith(mark) else None
        if found[1] == "img":
            return found[0] if address is None else _no_picture(values.get("alt", ""), address)
        open_links.append("</a>" if address is None else f"</u> ({address})")
        return found[0] if address is None else "<u>"

    return _PLACE.sub(text, page)


def _no_picture(description: str, address: str) -> str:
    """What stands in the place of a picture; both texts are HTML already."""
    if description:
        said = say("[{description}: a picture elsewhere, {address}]", description=description, address=address)
    else:
        said = say("[a picture elsewhere, {address}]", address=address)
    return str(said)
