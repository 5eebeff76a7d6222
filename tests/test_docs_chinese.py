"""The Chinese pages keep up with the English ones, and read as Chinese is set."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["README.zh.md", *(f"docs/zh/{page.name}" for page in sorted((ROOT / "docs/zh").glob("*.md")))]

HAN = "[\u4e00-\u9fff]"
"""A Chinese character, in a regular expression."""

BLOCK = re.compile(r"^```.*?^```|^    .*?$", re.MULTILINE | re.DOTALL)
"""What is typed: a fenced block, or an indented line."""

SAID = {"In[5], line 3"}
"""What the program prints in its own language; all other code is the same in both."""


def text_of(page):
    """A page without the parts that are measured, which stand on the English page alone."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.sub(r"^<!-- (\w+): written by .*?<!-- end of \1 -->", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_no_space_shows_between_two_characters(page):
    """A line that ends within a paragraph shows as a space, so it never ends between two characters."""
    assert re.findall(rf"{HAN}[ \t]+{HAN}|{HAN}\n *(?={HAN})", text_of(page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_punctuation_is_as_wide_as_the_characters(page):
    text = re.sub(r"\]\([^)]*\)", "]", text_of(page))
    assert re.findall(rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}", text) == []


def test_studying_alone_is_there_as_a_whole():
    """Every section, row and block, and every name of a command or file."""
    english, chinese = text_of("docs/studying-alone.md"), text_of("docs/zh/studying-alone.md")
    assert BLOCK.findall(chinese) == BLOCK.findall(english)
    english, chinese = BLOCK.sub("", english), BLOCK.sub("", chinese)
    for start in (r"^#+ ", r"^\|", r"^!\["):
        assert re.findall(start, chinese, re.MULTILINE) == re.findall(start, english, re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", english)) - SAID <= set(re.findall(r"`([^`]+)`", chinese))


def test_each_term_stands_once():
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|[^|]*\|$", text_of("docs/zh/terms.md"), re.MULTILINE)
    terms = [term for term in rows if term not in ("English", "---")]
    assert len(terms) >= 80
    assert len(set(terms)) == len(terms)
