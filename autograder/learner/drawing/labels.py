"""Words in a figure that is drawn while a notebook runs: in its language, where a font can write it.

Matplotlib brings a font for European languages along. For others it takes one of the system's, after its own;
where there is none, a label is in English, for empty boxes say nothing.
"""

from __future__ import annotations

from functools import cache

from autograder.languages.letters import FONTS
from autograder.sentences import in_words, say, show, spoken_language


def in_label(template: str, /, **fields: object) -> str:
    """What `in_words` makes of a template and its fields; in English where no font can write it."""
    return in_words(template, **fields) if label_fonts() else show(say(template, **fields), {})


def label_fonts() -> list[str]:
    """The families of a figure's fonts, in which its letters are looked for one after the other."""
    language = spoken_language()
    if language not in FONTS:
        return ["sans-serif"]
    found = [family for family in FONTS[language] if family in _families()]
    return ["sans-serif", found[0]] if found else []


@cache
def _families() -> frozenset[str]:
    from matplotlib.font_manager import fontManager

    return frozenset(font.name for font in fontManager.ttflist)
