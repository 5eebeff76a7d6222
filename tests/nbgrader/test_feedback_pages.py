"""What students read after marking: no hidden part, no rubric, no script."""

from __future__ import annotations

import base64
import html
import re
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest
from nbgrader.converters import GenerateFeedback

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.pages import LARGEST, harmless, markdown, mathml
from autograder.nbgrader.stored_reports import fetch

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
    formula = mathml("a < b")
    assert "<mo>&lt;</mo>" in formula
    assert page("A $a < b$, `<b>`\n\n> so *it* is") == (
        f"<p>A {formula}, <code>&lt;b&gt;</code></p>\n<blockquote>\n<p>so <em>it</em> is</p>\n</blockquote>\n"
    )
    assert f'src="data:image/png;base64,{PNG}"' in page(
        "![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}
    )


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'


def test_a_page_holds_its_pictures_and_none_from_elsewhere(tmp_path):
    folder = tmp_path / "means"
    (folder / "more").mkdir(parents=True)
    (folder / "plot.svg").write_text(SVG)
    (folder / "more/a plot.PNG").write_bytes(b"png")
    (tmp_path / "other.svg").write_text(SVG)
    (folder / "link.svg").symlink_to(tmp_path / "other.svg")
    (folder / "data.csv").write_text("1,2")
    (folder / "large.png").write_bytes(bytes(LARGEST + 1))
    env = jinja2.Environment(autoescape=False)
    env.filters["markdown2html"] = markdown
    resources = {"metadata": {"path": str(folder)}}

    def source(picture):
        text = env.from_string("{{ source | markdown2html }}").render(
            source=f"![A plot]({picture})", cell={}, resources=resources
        )
        return re.search(r'<img\b[^>]* src="([^"]*)"', text.replace("<img", "<img "))[1]

    assert source("plot.svg") == f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}"
    assert source("more/a%20plot.PNG") == "data:image/png;base64,cG5n"
    for picture in (
        *("../other.svg", str(tmp_path / "other.svg"), "link.svg", "data.csv", "large.png", "missing.png"),
        *("https://elsewhere/x.png", "//elsewhere/x.png"),
    ):
        assert source(picture) == picture


def test_a_formula_stands_in_no_attribute():
    env = jinja2.Environment(autoescape=False)
    env.filters["markdown2html"] = markdown
    source = 'a <b title="$x$">b</b> $y$'
    page = env.from_string("{{ source | markdown2html }}").render(source=source, cell={})
    assert page == f'<p>a <b title="$x$">b</b> {mathml("y")}</p>\n'
    assert harmless('<b title="a formula-1; b">c formula-1;</b>', without="formula-") == "<b>c formula-1;</b>"


SUM = """# %% sum: the sum is never divided by the number of rows
# hint: How many numbers went into each sum?
# loses: mean_rows/values
def mean_rows(x):
    return x.sum(axis=0)
"""


@pytest.fixture
def two_students(course, right):
    """ann makes a known mistake and gets a comment; bob's work is his own business."""
    folder = course.folder / "solutions/means/mistakes"
    folder.mkdir()
    (folder / "mean_rows.py").write_text(SUM, encoding="utf-8")
    course.submit(
        "ann", course.answered(**{**right, "mean_rows": "def mean_rows(x):\n    return x.sum(axis=0)"})
    )
    course.submit("bob", course.answered(**{**right, "why": right["why"] + "\n\nbob's own words"}))
    for student in ("ann", "bob"):  # nbgrader submit writes it; feedback is released under a name made of it
        (course.folder / "submitted" / student / "means/submission_secret.txt").write_text(
            f"secret of {student}"
        )
    grade_course(course.folder, course.assignment)
    with open_gradebook(course_directory(course_config(course.folder), "means", root=course.folder)) as book:
        book.find_comment("why", "means", "means", "ann").manual_comment = "Say which offset you mean."
        book.find_grade("why", "means", "means", "ann").manual_score = 2.5
        book.db.commit()
    return course


def words_of(page):
    """What a reader sees: no tags, no style, no script."""
    text = re.sub(r"(?s)<(style|script)\b.*?</\1>|<[^>]*>", " ", page)
    return " ".join(html.unescape(text).split())


def test_feedback_names_the_mistake_and_gives_the_hint_to_the_chosen_student(two_students):
    course = two_students
    exchange = course.folder / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    for step in ("generate_feedback", "release_feedback"):
        command = [Path(sys.executable).with_name("nbgrader"), step, "means", "--student=ann"]
        settings = [f"--Exchange.root={exchange}", "--course=means-course"]
        done = subprocess.run(
            [*command, *settings], cwd=course.folder, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
    assert [path.name for path in (course.folder / "feedback").iterdir()] == ["ann"]
    (released,) = (exchange / "means-course/feedback").iterdir()
    page = released.read_text()
    text = words_of(page)
    for words in (
        "failed 0 of 3 values",
        "This is exactly what comes out when the sum is never divided by the number of rows.",
        "Hint: How many numbers went into each sum?",
        "passed 2.5 of 2.5 zero mean",
        "Say which offset you mean.",
        "Score: 2.5 / 3.0",
    ):
        assert words in text, words
    report = fetch(course.folder, "means", "ann")
    for words in (
        *(
            "hidden_input",
            "rng.normal",
            "HIDDEN",
            "LOSES",
            "np.add.reduce",
            "naming the offset",
            "For the marker",
        ),
        *(str(report.seed), report.versions["check_1_mean_rows.py"], report.versions["submission"]),
        *("bob", str(course.folder), "isolation"),
    ):
        assert words not in page, words
