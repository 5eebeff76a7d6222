"""What students read after marking: no hidden part, no rubric, no script."""

from __future__ import annotations

import base64
import re

import jinja2
import pytest
from nbgrader.converters import GenerateFeedback

from autograder.nbgrader.gradebook import grade_course
from autograder.nbgrader.host import course_config, course_directory, run
from autograder.nbgrader.pages import markdown

pytestmark = pytest.mark.slow

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nplot").decode()


def test_feedback_shows_reasons_and_nothing_hidden(course, right):
    notebook = course.answered(mean_rows=right["mean_rows"], why=right["why"] + "\n<script>steal()</script>")
    own = next(cell for cell in notebook["cells"] if cell["id"] == "cell-7")
    own["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG}}]
    course.submit("ann", notebook)
    grade_course(course.folder, course.assignment)
    config = course_config(course.folder)
    run(GenerateFeedback(coursedir=course_directory(config, "means", root=course.folder), config=config))
    page = (course.folder / "feedback/ann/means/means.html").read_text()
    for words in ("passed  3 of 3  values", "failed  0 of 2.5  zero mean", "Because the offset goes", PNG):
        assert words in page
    for words in ("HIDDEN TESTS", "naming the offset", "For the marker", "hidden_input", "<script>steal"):
        assert words not in page


def test_a_page_shows_and_does_nothing():
    env = jinja2.Environment(autoescape=False)
    env.filters["markdown2html"] = markdown

    def page(source, **cell):
        return env.from_string("{{ source | markdown2html }}").render(source=source, cell=cell)

    for attack in (
        "<script>steal()</script>",
        "<img src=x onerror=steal()>",
        "[x](javascript:steal())",
        "[x](java&#115;cript:steal())",
        "<a href='data:text/html,<script>'>x</a>",
        "<svg onload=steal()>",
        "<iframe srcdoc='<script>'>",
        "<p style='position:fixed'>x</p>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<form action=/x><button>x</button></form>",
        "![a](attachment:a.png)\n\n<base href=//x>",
    ):
        html = page(attack, attachments={"a.png": {"image/png": '"onerror="steal()'}})
        tags = re.findall(r"<[^>]*>", html)
        for word in ("script", "onerror", "onload", "data:", "style", "iframe", "form", "svg", "base"):
            assert not any(word in tag for tag in tags), (attack, html)
    assert page("A $a < b$, `<b>`\n\n> so *it* is") == (
        "<p>A $a &lt; b$, <code>&lt;b&gt;</code></p>\n<blockquote>\n<p>so <em>it</em> is</p>\n</blockquote>\n"
    )
    assert f'src="data:image/png;base64,{PNG}"' in page(
        "![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}
    )
