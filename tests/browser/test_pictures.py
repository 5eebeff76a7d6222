"""What stands below the pictures of docs/studying-alone.md is what the pictures show."""

import re

import pytest

from ..learner.accessible import parse, words
from .__main__ import PICTURES
from .jupyterlab import ROOT
from .pieces import PIECES

PAGE = (ROOT / "docs/studying-alone.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_each_sentence_is_in_the_picture(name):
    (alternative,) = re.findall(rf"!\[([^\]]*)\]\(pictures/{name}\.png\)", PAGE, re.DOTALL)
    shown = words(parse(PIECES[PICTURES[name]]()))
    quoted = re.findall(r'"([^"]+)"', " ".join(alternative.split()))
    assert quoted
    assert [text for text in quoted if text not in shown] == []
    assert (ROOT / f"docs/pictures/{name}.png").exists(), "run: .venv/bin/python -m tests.browser"
