"""A page that is put together of parts is the page that nbconvert makes in one piece."""

from __future__ import annotations

import base64
import copy
import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter
from nbformat import from_dict
from nbgrader.converters import GenerateFeedback
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from autograder.nbgrader.host import course_config, course_directory
from autograder.nbgrader.pages.cell_text import highlighted_as_read_again
from autograder.nbgrader.pages.feedback_page import FeedbackExporter, one_of_every_kind
from autograder.nbgrader.pages.points import not_yet
from autograder.nbgrader.pages.vetted import vetted

from .page_payloads import MARKUP
from .test_same_as_typed import PNG

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="{}" height="9"/></svg>'

TEXTS = st.sampled_from(
    [*MARKUP.values(), "", " ", "\n\n", "a\n\n\nb", "![](p.svg)", "$x$ and $$y$$", "<pre> \n </pre>"]
)
CODES = st.text("ab#\"'\\<>&;\n\t éλ={}()", max_size=40) | st.sampled_from(
    ["%time f()", "x = '''\n'''", " \n "]
)
MARKS = st.sampled_from(
    [
        None,
        {"grade": True, "solution": False, "grade_id": "check_centre", "points": 3.0, "score": 1.5},
        {
            "grade": True,
            "solution": True,
            "grade_id": "why",
            "points": 3.0,
            "score": not_yet(),
            "comment": "No\n\nyes",
        },
        {"grade": False, "solution": True, "grade_id": "centre", "comment": None},
    ]
)
PRINTED = st.fixed_dictionaries({"output_type": st.just("stream"), "name": st.just("stdout"), "text": CODES})
SHOWN = st.sampled_from(
    [
        {"image/png": PNG},
        {"text/html": "<table><tr><td>1</table>\n<img src='p.svg'>"},
        {"text/latex": "$<x>$"},
        {"text/markdown": "*a* ![](p.svg)"},
        {"image/svg+xml": SVG.format(3)},
        {"text/plain": "\x1b[31mred\x1b[0m <b>"},
    ]
).map(lambda data: {"output_type": "display_data", "data": data, "metadata": {}})
CELLS = st.lists(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "markdown", "raw"]),
            "source": TEXTS | CODES,
            "outputs": st.lists(PRINTED | SHOWN, max_size=3),
            "execution_count": st.none() | st.integers(0, 9),
            "marks": MARKS,
        }
    ),
    max_size=5,
)


@pytest.fixture(scope="module")
def exporters(template):
    """An exporter of parts that has seen all pages before, and nbconvert's own way with the same settings."""
    config = course_config(template)
    converter = GenerateFeedback(coursedir=course_directory(config, "means", root=template), config=config)
    return [FeedbackExporter(parent=converter, config=converter.config) for _ in range(2)]


def both_ways(exporters, notebook, folder):
    own = {"student": "ann", "assignment": "means", "notebook": "means"}
    own |= {"score": 1.5, "max_score": 7.0, "late_penalty": 0}
    place = {"name": "means", "path": str(folder)}
    pages = []
    for exporter, way in zip(
        exporters, (FeedbackExporter._by_parts, FeedbackExporter._by_nbconvert), strict=True
    ):
        raw = from_dict({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
        _, resources = exporter.made_ready(raw, {"nbgrader": copy.copy(own), "metadata": copy.copy(place)})
        pages.append(way(exporter, notebook, resources))
    return pages


def ready(cells):
    """Cells as templates get them."""
    notebook = vetted({"cells": [{key: cell[key] for key in cell if key != "marks"} for cell in cells]})
    for cell, asked in zip(notebook["cells"], cells, strict=True):
        if asked["marks"]:
            cell["metadata"]["nbgrader"] = dict(asked["marks"])
    return notebook


@given(CELLS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_parts_make_the_page_that_nbconvert_makes(exporters, cells):
    parts, whole = both_ways(exporters, ready(cells), "")
    assert parts == whole


@given(CODES)
def test_code_in_colours_is_read_again_without_reading_it(code):
    coloured = highlight(code or " ", get_lexer_by_name("ipython3"), HtmlFormatter(cssclass=" highlight hl-x"))
    assert highlighted_as_read_again(coloured) == str(BeautifulSoup(coloured, features="html.parser"))


def test_each_students_own_picture_stands_on_the_page(exporters, tmp_path):
    cell = {"cell_type": "markdown", "source": "![a plot](p.svg)", "marks": None}
    pictures = {name: SVG.format(width) for name, width in (("ann", 1), ("bob", 2), ("cyd", 1))}
    for name, picture in pictures.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "p.svg").write_text(picture)
    for name, picture in pictures.items():
        parts, whole = both_ways(exporters, ready([cell]), tmp_path / name)
        assert parts == whole
        assert base64.b64encode(picture.encode()).decode() in parts
    parts, whole = both_ways(exporters, ready([cell]), tmp_path)
    assert parts == whole
    assert "a plot: a picture elsewhere" in parts


def test_what_is_the_same_for_a_class_is_set_once(exporters, monkeypatch):
    exporter = FeedbackExporter(parent=exporters[0].parent, config=exporters[0].config)
    cells = [{"cell_type": "code", "source": f"x = {number}", "marks": None} for number in range(20)]
    both_ways([exporter, exporters[1]], ready(cells), "")
    coloured = []
    from autograder.nbgrader.pages import cell_text

    monkeypatch.setattr(
        cell_text, "_in_colours", lambda code, *names: coloured.append(code) or "<div class=''></div>"
    )
    cells[7]["source"] = "own = 1"
    exporter._by_parts(ready(cells), both_ways_resources(exporter))
    assert coloured == ["own = 1"]


def both_ways_resources(exporter):
    raw = from_dict({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    own = {"student": "ann", "assignment": "means", "notebook": "means", "score": 0.0, "max_score": 1.0}
    return exporter.made_ready(raw, {"nbgrader": own | {"late_penalty": 0}, "metadata": {}})[1]


def test_one_cell_of_every_kind_is_compared():
    def cell(number, kind="code", *outputs, **told):
        made = {"cell_type": kind, "id": str(number), "source": "", "metadata": {}, "outputs": list(outputs)}
        if told:
            made["metadata"]["nbgrader"] = {**told, "grade_id": f"cell-{number}"}
        return made

    printed = {"output_type": "stream", "name": "stdout", "text": "1"}
    shown = {"output_type": "display_data", "data": {"image/png": "", "text/plain": ""}}
    kinds = [
        cell(0, "markdown"),
        cell(1),
        cell(2, "code", printed),
        cell(3, "code", printed, shown),
        cell(4, solution=True, grade=False),
        cell(5, solution=True, grade=True),
        {**cell(6, "markdown"), "attachments": {"a.png": {"image/png": ""}}},
    ]
    again = [{**one, "source": "other words"} for one in kinds]
    assert one_of_every_kind([*kinds, *again]) == kinds


def test_where_parts_differ_nbconvert_makes_all_pages(exporters, monkeypatch):
    """As another nbconvert would, that does one thing more to its pages."""
    made = HTMLExporter.from_notebook_node

    def newer(self, nb, resources=None, **options):
        page, resources = made(self, nb, resources, **options)
        return page.replace("</body>", "<p>newer</p></body>"), resources

    monkeypatch.setattr(HTMLExporter, "from_notebook_node", newer)
    exporter = FeedbackExporter(parent=exporters[0].parent, config=exporters[0].config)
    raw = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    for _ in range(2):
        own = {"student": "ann", "assignment": "means", "notebook": "means", "score": 0.0, "max_score": 1.0}
        resources = {"nbgrader": own | {"late_penalty": 0}, "metadata": {}}
        page, _ = exporter.from_notebook_node(from_dict(json.loads(raw)), resources)
        assert "<p>newer</p></body>" in page
