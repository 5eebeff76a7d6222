"""One text that a translator finds in a catalogue, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """One text as it stands in the source; `context` names its place where the text is no template of code."""

    text: str
    context: str = ""
    where: str = ""  # the file, without a line: a line would change with every edit above it
    note: str = ""  # for the translator


NAMES_STAY = "Names of functions and variables stay as they are."

_NO_WORDS = re.compile(
    r"(?m)^ *(```|~~~)[^\n]*\n.*?^ *\1[^\n]*$|\$\$.*?\$\$|\$[^$\n]*\$|`[^`\n]*`|https?://\S+|\{[^{}]*\}|\\\w+"
    r"|<[^>]*>",
    re.DOTALL,
)
"""Code, formulas, addresses, fields and tags: nobody translates them."""

_WORD = re.compile(r"[^\W\d_]{2,}")

_FIELD = re.compile(r"\{\w[^{}]*\}")


def has_words(text: str) -> bool:
    """Whether a text holds a word besides code, formulas, addresses and fields."""
    return _WORD.search(_NO_WORDS.sub(" ", text)) is not None


def is_entry(wording: Wording) -> bool:
    """Whether a translator is asked for a text: it holds a word, or it is a template that puts others together.

    How sentences and lists are put together differs: " {when}" begins with a space that Chinese does not have.
    """
    return has_words(wording.text) or (not wording.context and _puts_together(wording.text))


def _puts_together(template: str) -> bool:
    fields = _FIELD.findall(template)
    return bool(fields) and template != fields[0]
