"""What stands below the pictures of the docs, and what the README quotes, is what the pictures show."""

import re

import pytest

from ..learner.accessible import parse, words
from .__main__ import PICTURES
from .jupyterlab import ROOT
from .pieces import PIECES

SHOWN = [(f"docs/{folder}studying-alone.md", name) for folder in ("", "zh/") for name in PICTURES]
SHOWN += [("README.md", "graph"), ("README.zh.md", "graph")]


def shown(name):
    """All words of a picture."""
    return words(parse(PIECES[PICTURES[name]]()))


@pytest.mark.parametrize(("page", "name"), SHOWN)
def test_each_sentence_is_in_the_picture(page, name):
    text = (ROOT / page).read_text(encoding="utf-8")
    (alternative,) = re.findall(rf"!\[([^\]]*)\]\((?:docs/|\.\./)?pictures/{name}\.png\)", text, re.DOTALL)
    quoted = re.findall(r'"([^"]+)"', " ".join(alternative.split()))
    assert quoted
    assert [text for text in quoted if text not in shown(name)] == []
    assert (ROOT / f"docs/pictures/{name}.png").exists(), "run: .venv/bin/python -m tests.browser"


def test_the_readme_begins_with_what_a_learner_sees_and_types():
    """A mistake with its name, the graph, and the two commands, before the first heading."""
    screen = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    (quoted,) = re.findall(r"^> \*\*(\w+) failed\.\*\* (.*)$", screen, re.MULTILINE)
    assert quoted[1] in shown("report")
    assert f"failed {quoted[0]} (" in shown("report")
    commands = re.findall(r"^    (.*)$", screen, re.MULTILINE)
    assert commands == ["pip install batchnorm-grader", "autograder study"]
    assert screen.index("> **") < screen.index("docs/pictures/graph.png") < screen.index("    pip install")
    assert len(screen.splitlines()) <= 35
