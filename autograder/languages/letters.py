"""In which letters does a page show a language? By a tag of BCP 47, and by fonts that have them.

Chinese and Japanese share code points and not their shapes: a browser that is told no language may draw Chinese
in Japanese letters, and a screen reader reads it with an English voice.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.sentences import spoken_language

_TAGS: Mapping[str, str] = {"zh": "zh-CN"}
"""Languages whose name does not say in which letters they are written."""

FONTS: Mapping[str, tuple[str, ...]] = {
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo", "IPAexGothic"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic"),
    "zh": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
        *("Heiti SC", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei"),
        *("Noto Sans CJK JP", "Noto Serif CJK SC", "Arial Unicode MS"),
    ),
}
"""For each language that a font for European languages cannot write, families that can, the best first."""


def language_tag(language: str) -> str:
    """The tag of a language as the catalogues name it."""
    return _TAGS.get(language, language.replace("_", "-"))


def spoken_tag() -> str:
    """The tag of the language that is spoken here."""
    return language_tag(spoken_language())


def css_fonts(language: str) -> str:
    """What CSS calls the fonts of a language; letters that the first one lacks are taken from the others."""
    return ",".join(["sans-serif", *(f"'{family}'" for family in FONTS.get(language, ()))])
