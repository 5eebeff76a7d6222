"""A page of feedback put together of parts. Most cells are the same for the whole class, and are set once.

nbconvert sets a page in one piece, and then reads all of it again, to describe the pictures that have no
description. Here the same templates set the page without its cells, and each cell by itself; what has been set
once is known by its digest. A page is byte for byte nbconvert's (`tests/nbgrader/test_page_parts.py`), and
`FeedbackExporter` compares the first one of every run.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup

from autograder.nbgrader.pages.cell_text import CODE_APART, PICTURES_SEEN, highlighted_as_read_again
from autograder.nbgrader.pages.picture_sources import picture_source

if TYPE_CHECKING:
    from jinja2 import Environment

HEAD, BODY, CELLS = "autograder_head.html.j2", "autograder_body.html.j2", "autograder_cells.html.j2"

_PAGE = "{%- extends 'index.html.j2' -%}"
_NO_HEAD, _NO_BODY, _NO_FOOT = (
    f"{{%- block {name} -%}}{{%- endblock -%}}" for name in ("header", "body", "footer")
)

PART_TEMPLATES: Mapping[str, str] = {
    HEAD: f"{_PAGE}{_NO_BODY}{_NO_FOOT}",
    BODY: f"{_PAGE}{_NO_HEAD}{{%- block body_loop -%}}{{{{ nb.mark }}}}{{%- endblock -%}}",
    CELLS: (
        f"{_PAGE}{_NO_HEAD}{_NO_FOOT}{{%- block body -%}}{{%- for cell in nb.cells -%}}{{{{ cell.mark }}}}"
        "{%- block any_cell scoped -%}{{ super() }}{%- endblock -%}{%- endfor -%}{%- endblock -%}"
    ),
}
"""The head of a page, the rest with a mark for its cells, and the cells: all below the page's own template."""

MOST_KEPT = 1024
"""Parts that are remembered. A notebook of ours has about eighty, of which a student writes a dozen."""

NO_DESCRIPTION = "No description has been provided for this image"
"""What nbconvert writes where a picture has no description."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """The HTML of one cell, as it stands on a page."""

    before: str  # white space, as much as is left of it between two elements
    html: str
    after: str
    pictures: tuple[tuple[str, str | None], ...]  # addresses in its text, and the pictures found beside it


class PageParts:
    """Sets pages with the templates of one exporter."""

    def __init__(self, environment: Environment) -> None:
        """Begin without any part."""
        self._environment = environment
        self._known: dict[bytes, PagePart] = {}
        # No text of a student holds such an element: of HTML there is nothing in it but `harmless.TAGS`.
        self._mark = f"part-{secrets.token_hex(8)}"
        self._marks = re.compile(rf"<{self._mark}-(\d+)></{self._mark}-\1>")

    def page(self, notebook: Mapping[str, Any], resources: Any) -> str:
        """The page of a notebook that is ready for the templates: vetted, with its marks."""
        path = resources.get("metadata", {}).get("path", "")
        parts = self._parts(notebook, resources, Path(path) if path else None)
        body = self._filled(BODY, {**notebook, "mark": self._element(0)}, resources)
        above, _, below = self._marks.split(read_again(f"<html>{body}"))
        head = self._head_of(notebook, resources)
        return _joined([head, _piece(above.removeprefix("<html>")), *parts, _piece(below)])

    def _head_of(self, notebook: Mapping[str, Any], resources: Any) -> PagePart:
        """The head, which opens the element `html`. It holds the styles, and is the same for all."""
        key = _digest(json.dumps(notebook["metadata"]), resources["nbgrader"]["notebook"])
        if key not in self._known:
            text = self._filled(HEAD, {**notebook, "cells": []}, resources).lstrip("\r\n")
            html = read_again(f"{text.strip(_WHITE)}</html>").removesuffix("</html>")
            self._known[key] = _part(text, html, {})
        return self._known[key]

    def _filled(self, template: str, notebook: Mapping[str, Any], resources: Any) -> str:
        return self._environment.get_template(template).render(nb=notebook, resources=resources)

    def _element(self, number: int) -> str:
        return f"<{self._mark}-{number}></{self._mark}-{number}>"

    def _parts(self, notebook: Mapping[str, Any], resources: Any, folder: Path | None) -> list[PagePart]:
        """The part of each cell; unknown ones are set all at once."""
        language = json.dumps(notebook["metadata"])
        keys = [_digest(language, cell) for cell in notebook["cells"]]
        found = {key: self._known.pop(key) for key in set(keys) if key in self._known}
        found = {key: part for key, part in found.items() if _same_pictures(part, folder)}
        unknown = {key: cell for key, cell in zip(keys, notebook["cells"], strict=True) if key not in found}
        if unknown:
            found |= zip(unknown, self._set(notebook, list(unknown.values()), resources), strict=True)
        self._known |= found  # the newest last: the oldest are forgotten first
        while len(self._known) > MOST_KEPT:
            del self._known[next(iter(self._known))]
        return [found[key] for key in keys]

    def _set(
        self, notebook: Mapping[str, Any], cells: Sequence[Mapping[str, Any]], resources: Any
    ) -> list[PagePart]:
        marked: list[dict[str, Any]] = [
            {**cell, "mark": self._element(number), PICTURES_SEEN: {}, CODE_APART: []}
            for number, cell in enumerate(cells)
        ]
        texts = self._marks.split(self._filled(CELLS, {**notebook, "cells": marked}, resources))[2::2]
        # White space around a cell is looked at where two meet; see `_joined`.
        joined = "".join(f"{self._element(number)}{text.strip(_WHITE)}" for number, text in enumerate(texts))
        return [
            _part(text, html, cell)
            for text, html, cell in zip(texts, self._marks.split(read_again(joined))[2::2], marked, strict=True)
        ]


def read_again(page: str) -> str:
    """HTML as nbconvert leaves it when it has looked for pictures without a description."""
    soup = BeautifulSoup(page, features="html.parser")
    for image in soup.find_all("img"):
        image.attrs.setdefault("alt", NO_DESCRIPTION)
    return str(soup)


_WHITE = " \t\n\r\f\v"


def _part(text: str, html: str, cell: Mapping[str, Any]) -> PagePart:
    """A part from its text as the templates give it, and from the same read again."""
    for code in cell.get(CODE_APART, ()):
        html = html.replace(code.element, highlighted_as_read_again(code.html), 1)
    return replace(_piece(text), html=html, pictures=tuple(cell.get(PICTURES_SEEN, {}).items()))


def _piece(text: str) -> PagePart:
    inner = text.strip(_WHITE)
    before, _, after = text.partition(inner) if inner else (text, "", "")
    return PagePart(_collapsed(before), inner, _collapsed(after), ())


def _collapsed(space: str) -> str:
    """What is left of white space that stands alone between two elements."""
    return ("\n" if "\n" in space else " ") if space else ""


def _joined(parts: Sequence[PagePart]) -> str:
    """The page. Where two parts meet, as much white space is left as if they had been read in one."""
    pieces, space = [], ""
    for part in parts:
        space += part.before
        if part.html:
            pieces += [_collapsed(space), part.html]
            space = part.after
    return "".join([*pieces, space])


def _digest(language: str, of: Any) -> bytes:
    text = json.dumps([language, of], ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _same_pictures(part: PagePart, folder: Path | None) -> bool:
    """Whether this folder has the same pictures for a text as the one for which the text was set."""
    return all(picture_source(address, folder, {}) == found for address, found in part.pictures)
