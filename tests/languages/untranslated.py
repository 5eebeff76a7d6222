"""What is left in English on something that is shown in Chinese: runs of three words and more.

Code, formulas, addresses and names are the same in every language, and are taken out first.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

MEANT = {
    r"(?m)^[-*\s]*[A-Z]\. .*?\b(19|20)\d\d\b": "a paper, with its authors and its year",
    r"Note on a method\s+for calculating corrected sums of squares and products": "a paper",
    r"Updating formulae and a pairwise algorithm for computing\s+sample variances": "a paper",
    r"Ghost batch normalization": "what a paper calls it, beside the Chinese name",
    r"UCI Machine Learning Repository": "who keeps the data",
    r"(Restart Kernel and )?Run All Cells": "an entry of JupyterLab's menu, which may be in English",
    r"Export Entire Gradebook": "an entry of Canvas's menu",
    r"Download grading worksheet": "an entry of Moodle's menu",
    r"pip (un)?install [\w-]+": "a command",
    r"nbgrader db upgrade": "a command",
    r"autograder [a-z]+( [\w.-]+)*": "a command",
    r"“no digit is right”": "a label of a plot, which is drawn by code",
    r"（(the direct path alone|through the (variance|mean)|your (layer|batch) norm|with your batch norm)）": (
        "labels of plots, beside what they mean"
    ),
    r"（part learnt by heart）": "what a cell prints, beside what it means",
    r"a key of your own": "a key of a dictionary, in a known mistake",
    r"\w+Warning: [a-z ]+": "what NumPy warns of, in its own words",
    r"'\(' was never closed|missing \d+ required positional arguments": "what Python says",
    r"name '\w+' is not defined": "what Python says",
}
"""English that stays, and why."""

CODE = re.compile(
    r"(?ms)^ *(```|~~~).*?^ *\1 *$"  # fenced
    r"|(`+)[^`]+\2"
    r"|\$\$.*?\$\$|\$[^$\n]+\$|\\\(.*?\\\)|\\\[.*?\\\]|\\begin\{(\w+\*?)\}.*?\\end\{\3\}"
    r"|https?://\S+|\]\([^)]*\)|<!--.*?-->|</?[a-zA-Z][^>]*>"
)

WORD = r"(?<![\w./\-=(\[{'\"])[A-Za-z]+(?:['’-][a-z]+)*(?![\w/=(\[_]|\.\w)"
RUN = re.compile(rf"{WORD}(?:[,;:]? +\n? *{WORD}){{2,}}")


def english_in(text: str, *, meant: dict[str, str] | None = None) -> list[str]:
    """Runs of three words and more."""
    for known in sorted({**MEANT, **(meant or {})}, key=len, reverse=True):
        text = re.sub(known, "。", text)
    found = RUN.findall(CODE.sub("。", text))
    return [run for run in found if re.search(r"[a-z]{2}.* .*[a-z]{2}", run)]


class _Texts(HTMLParser):
    """The texts of a page that people read: paragraphs, titles, what a reader's voice says."""

    HIDDEN = ("script", "style", "code", "kbd", "head", "math", "template")
    INLINE = ("a", "b", "em", "i", "span", "strong", "small", "sub", "sup", "tspan", "code", "kbd", "mark")
    SPOKEN = ("alt", "aria-label", "title", "placeholder", "summary")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self.hidden: list[str] = []
        self.title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.title |= tag == "title"
        self.texts += [given[name] or "" for name in self.SPOKEN if name in given]
        if tag not in self.INLINE or any(name in given for name in self.SPOKEN):
            self.texts.append("")
        highlighted = tag == "div" and "highlight" in (given.get("class") or "").split()
        if tag in self.HIDDEN or highlighted or (self.hidden and tag == self.hidden[0]):
            self.hidden.append(tag)
        if self.hidden and tag in ("code", "kbd"):
            self.texts[-1] += "。"

    def handle_endtag(self, tag: str) -> None:
        self.title &= tag != "title"
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        if tag not in self.INLINE:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if not self.hidden or self.title:
            self.texts[-1] += data


def texts_of_page(page: str) -> list[str]:
    """What stands on a page for people, block by block, without code."""
    parser = _Texts()
    parser.feed(page)
    return [text for text in parser.texts if text.strip()]


def english_on(page: str, *, meant: dict[str, str] | None = None) -> list[str]:
    """Runs of three English words and more on a page."""
    return [run for text in texts_of_page(page) for run in english_in(text, meant=meant)]
