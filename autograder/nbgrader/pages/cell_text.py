"""How does the text of a cell become HTML? As JupyterLab shows it: CommonMark, tables, formulas, coloured code.

markdown-it reads in a time that grows with the text. The reader that nbconvert brings looks for the end of each
bracket and each formula anew, to the end of the cell.
"""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from autograder.nbgrader.outputs import clean
from autograder.nbgrader.pages.formulas import mathml
from autograder.nbgrader.pages.harmless import harmless
from autograder.nbgrader.pages.picture_sources import PASTED, picture_source

LINKS = "autograder_links"
"""Key of nbconvert's resources: whether addresses elsewhere may be followed from the page."""

PICTURES_SEEN, CODE_APART = "pictures_seen", "code_apart"
"""Keys of a cell that is set by itself (see `parts`): for the pictures that were looked for in its folder, by
address, and for its code, which then comes into the page last."""


@dataclass(frozen=True, slots=True)
class CodeApart:
    """Code in colours that stands aside, and the element in its place."""

    element: str
    html: str


@jinja2.pass_context
def cell_text(context: jinja2.runtime.Context, source: str) -> str:
    """The HTML of one Markdown cell; stands in the place of nbconvert's filter `markdown2html`."""
    formulas: list[str] = []
    mark = f"formula-{secrets.token_hex(16)}-"

    def keep(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
        # A formula comes into the page after the text was made harmless: MathML is made by us, and is long.
        token = tokens[index]
        block = token.type != "math_inline"
        formulas.append(mathml(token.content, block=block))
        return f"{mark}{len(formulas) - 1};"

    reader = _reader()
    for rule in ("amsmath", "math_block", "math_inline", "math_inline_double"):
        reader.add_render_rule(rule, keep)
    page = harmless_here(context, reader.render(clean(source)))
    return re.sub(f"{mark}([0-9]+);", lambda found: formulas[int(found[1])], page)


@jinja2.pass_context
def harmless_here(context: jinja2.runtime.Context, source: str) -> str:
    """HTML of a cell or of its output; stands in the place of nbconvert's filter `clean_html`."""
    resources = context.get("resources", {})
    folder = resources.get("metadata", {}).get("path", "")
    attachments = context.get("cell", {}).get("attachments", {})
    seen = context.get("cell", {}).get(PICTURES_SEEN)

    def picture(address: str) -> str | None:
        found = picture_source(address, Path(folder) if folder else None, attachments)
        if seen is not None and not address.strip().startswith(PASTED):
            seen[address] = found
        return found

    return harmless(str(source), picture, links=bool(resources.get(LINKS)))


@jinja2.pass_context
def cell_code(context: jinja2.runtime.Context, source: str, **_: Any) -> str:
    """The HTML of one code cell; stands in the place of nbconvert's filter `highlight_code`.

    nbconvert's own takes the language from the notebook as it was handed in.
    """
    language = context["nb"]["metadata"]["language_info"]["pygments_lexer"]
    # A page without any text would have no line for the cell.
    coloured = _in_colours(source or " ", language, f" highlight hl-{language}")
    apart = context.get("cell", {}).get(CODE_APART)
    if apart is None:
        return coloured
    apart.append(CodeApart(f"<code-{len(apart)}></code-{len(apart)}>", coloured.removesuffix("\n")))
    return f"{apart[-1].element}\n"


def highlighted_as_read_again(coloured: str) -> str:
    """Code in colours as BeautifulSoup writes what it has read: quotes in a text need no reference."""
    plain = coloured.replace("&quot;", '"').replace("&#39;", "'")
    return plain.replace('<div class=" ', '<div class="', 1)


def _in_colours(code: str, language: str, names: str = "highlight") -> str:
    return str(highlight(code, _lexer(language), _formatter(names)))


@cache
def _lexer(language: str) -> Any:
    return get_lexer_by_name(language)


@cache
def _formatter(names: str) -> HtmlFormatter[str]:
    return HtmlFormatter(cssclass=names)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True})
    # What may be an address is judged in `harmless`, for text and HTML alike.
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.enable(["strikethrough", "table"])
    reader.use(dollarmath_plugin, allow_labels=False, double_inline=True)
    reader.use(amsmath_plugin)
    reader.use(deflist_plugin)
    reader.add_render_rule("heading_open", _heading)
    reader.add_render_rule("fence", _code)
    return reader


def _heading(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """The beginning of a heading, with the id that links within a notebook are written for."""
    words = tokens[index + 1].content.replace(" ", "-")
    return f'<{tokens[index].tag} id="{html.escape(words)}">'


_PYTHON = frozenset({"ipython", "ipython3", "py", "pycon", "python", "python3"})
"""Languages that get colours: readers of some others take very long over a text that is made for it."""


def _code(_: Any, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """A block of code, in colours if it is Python."""
    code = tokens[index].content
    language = tokens[index].info.strip().partition(" ")[0].lower()
    if language not in _PYTHON:
        return f"<pre><code>{html.escape(code)}</code></pre>\n"
    return _in_colours(code, language)
