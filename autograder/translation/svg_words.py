"""The words in a picture that is drawn in SVG: labels, its title and its description."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape, unescape

from autograder.languages.letters import css_fonts, language_tag

_TEXT = re.compile(r"(<(title|desc|text|tspan)\b[^>]*>)([^<]+)")


def words_in_svg(svg: str) -> Iterator[str]:
    """Each text of the picture, on one line."""
    for found in _TEXT.finditer(svg):
        if found[3].strip():
            yield _flat(found[3])


def replace_in_svg(svg: str, of: Callable[[str], str]) -> str:
    """The picture with each text replaced by what `of` gives for it."""

    def replaced(found: re.Match[str]) -> str:
        text = _flat(found[3])
        said = of(text) if text else text
        return found[0] if said == text else found[1] + escape(said, quote=False)

    return _TEXT.sub(replaced, svg)


def in_letters_of(language: str, svg: str) -> str:
    """The picture with the name of its language, for it does not know that of the page around it."""
    named = svg.replace("<svg ", f'<svg xml:lang="{language_tag(language)}" ', 1)
    return re.sub('(font-family(?:: |="))sans-serif', rf"\1{css_fonts(language)}", named)


def _flat(text: str) -> str:
    return " ".join(unescape(text).split())
