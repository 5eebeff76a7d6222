"""Formulas on nbgrader's pages: every one of ours is drawn, and none of a student's does anything."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from autograder.nbgrader.pages.formulas import LONGEST_FORMULA, mathml

ASSIGNMENTS = Path(__file__).resolve().parents[2] / "assignments"


def formulas(notebook):
    for cell in json.loads(notebook.read_text())["cells"]:
        if cell["cell_type"] == "markdown":
            text = re.sub(r"(?s)`[^`]*`", "", "".join(cell["source"]))
            for block, inline in re.findall(r"(?s)\$\$(.+?)\$\$|\$(.+?)\$", text):
                yield block or inline


@pytest.mark.parametrize("notebook", sorted(ASSIGNMENTS.glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_every_formula_of_ours_is_drawn(notebook):
    found = list(formulas(notebook))
    assert len(found) > 10
    for tex in found:
        drawn = "".join(ElementTree.fromstring(mathml(tex)).itertext())
        # What the converter does not know it leaves as it was written.
        assert not set("\\&$") & set(drawn), (tex, drawn)
        assert not re.search(r"\[\d+ex", drawn), tex


def test_columns_stand_below_each_other():
    drawn = mathml(r"\begin{aligned} a &= b + 1 \\[1ex] \epsilon &= c \end{aligned}", block=True)
    tree = ElementTree.fromstring(drawn)
    space = "{http://www.w3.org/1998/Math/MathML}"
    rows = [["".join(cell.itertext()) for cell in row] for row in tree.iter(f"{space}mtr")]
    assert rows == [["a", "=b+1"], ["ϵ", "=c"]]
    sides = [cell.get("style").rpartition(" ")[2] for cell in tree.iter(f"{space}mtd")]
    assert sides == ["right", "left", "right", "left"]
    assert tree.get("display") == "block"


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>steal()</script>}",
        r"\text{&lt;script&gt;steal()&lt;/script&gt;}",
        r"\href{javascript:steal()}{x}",
        r"\style{background:url(//x)}{x}",
        r"\class{steal}{x}",
        r'\color{red" onclick="steal()}{x}',
        r"\unicode{x}",
    ],
)
def test_a_formula_does_nothing(tex):
    for name, value in re.findall(r'<[^>]*?\s(\w+)="([^"]*)"', mathml(tex)):
        assert (name, value) in {
            ("xmlns", "http://www.w3.org/1998/Math/MathML"),
            ("display", "inline"),
            ("mathcolor", "red"),
        }
    assert all(re.fullmatch(r"m[a-z]+", tag) for tag in re.findall(r"</?([^ >]*)", mathml(tex)))


def test_what_is_no_formula_is_shown_as_it_was_written():
    assert mathml(r"\left< <b>") == r"$\left&lt; &lt;b&gt;$"
    assert mathml(r"\frac{", block=True) == r"$$\frac{$$"
    assert mathml("{" * 2000 + "}" * 2000).startswith("${{{")
    assert mathml("x" * (LONGEST_FORMULA + 1)) == f"${'x' * (LONGEST_FORMULA + 1)}$"
