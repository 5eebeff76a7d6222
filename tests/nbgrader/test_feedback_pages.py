"""What students read after marking: no hidden part, no rubric, no script."""

from __future__ import annotations

import base64
import html
import re
import subprocess
import sys
from pathlib import Path

import jinja2
import nbgrader
import pytest
from nbgrader.converters import GenerateFeedback

from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.host import course_config, course_directory, open_gradebook, run
from autograder.nbgrader.pages.cell_text import cell_text
from autograder.nbgrader.pages.formulas import mathml
from autograder.nbgrader.pages.harmless import COLOURS, IN_TEXT, TAGS
from autograder.nbgrader.pages.picture_sources import LARGEST
from autograder.nbgrader.stored_reports import fetch

from .page_payloads import MARKUP

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


def shown(source, folder="", *, links=False, **cell):
    """The HTML of a text, as nbconvert's templates ask for it."""
    env = jinja2.Environment(autoescape=False)
    env.filters["markdown2html"] = cell_text
    resources = {"metadata": {"path": str(folder)}, "autograder_links": links}
    return env.from_string("{{ source | markdown2html }}").render(source=source, cell=cell, resources=resources)


NAMES_OF_ATTRIBUTES = {
    "align",
    "alt",
    "class",
    "colspan",
    "height",
    "href",
    "id",
    "rel",
    "src",
    "title",
    "width",
}


@pytest.mark.parametrize("name", MARKUP)
def test_a_text_shows_and_does_nothing(name):
    for links in (False, True):
        page = shown(MARKUP[name], links=links)
        # test_formulas.py says what a formula may hold.
        for tag in re.findall(r"<[a-z][^>]*>", re.sub("(?s)<math .*?</math>", "", page)):
            assert re.match(r"<(\w+)", tag)[1] in TAGS, tag
            values = dict(re.findall(r'\s([\w-]+)="([^"]*)"', tag))
            assert set(values) <= NAMES_OF_ATTRIBUTES, tag
            assert values.get("id", IN_TEXT).startswith(IN_TEXT)
            assert set(values.get("class", "k").split()) <= {*COLOURS, "highlight"}
            assert values.get("src", "data:image/png").startswith("data:image/")
            href = values.get("href", "#")
            assert href.startswith(("#text:", "#")) or (links and href.startswith(("http://", "https://"))), tag


def test_what_a_host_finds_by_class_is_no_colour_of_a_program():
    """Scripts and styles of formgrader's page know none of the classes that a text may have."""
    folder = Path(nbgrader.__file__).parent / "server_extensions/formgrader/static"
    scripts = "".join(path.read_text() for path in (folder / "js").glob("*.js"))
    selectors = set(re.findall(r"""['" ]\.([A-Za-z][\w-]*)['" ,)]""", scripts))
    assert {"full-credit", "nbgrader_cell", "tabbable"} <= selectors
    assert not selectors & {*COLOURS, "highlight"}
    styles = (folder / "node_modules/bootstrap/dist/css/bootstrap.min.css").read_text()
    styles += (folder / "css/formgrade.css").read_text()
    assert not set(re.findall(r"\.([A-Za-z][\w-]*)", styles)) & {*COLOURS, "highlight"}


def test_a_text_is_set_as_it_was_meant():
    formula = mathml("a < b")
    assert "<mo>&lt;</mo>" in formula
    assert shown("A $a < b$, `<b>`\n\n> so *it* is") == (
        f"<p>A {formula}, <code>&lt;b&gt;</code></p>\n<blockquote>\n<p>so <em>it</em> is</p>\n</blockquote>\n"
    )
    assert f'src="data:image/png;base64,{PNG}"' in shown(
        "![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}
    )
    assert shown("# The mean\n\n[up](#The-mean)") == (
        '<h1 id="text:The-mean">The mean</h1>\n'
        '<p><a href="#text:The-mean" rel="nofollow noopener noreferrer">up</a></p>\n'
    )
    assert shown("| a | b |\n|:-:|---|\n| 1 | 2 |").startswith("<table>\n<thead>\n<tr>\n<th")
    assert '<span class="k">def</span>' in shown("```python\ndef f(): pass\n```")
    assert shown("```perl\n<x>\n```") == "<pre><code>&lt;x&gt;\n</code></pre>\n"
    assert shown("~~no~~ $$x$$ and\n\n\\begin{align}\na &= b\n\\end{align}").count("<math") == 2


def test_an_address_is_text_where_marks_are_given_and_a_link_in_feedback():
    source = "Read [the *paper*](https://arxiv.org/abs/1502.03167?a=1&b=2) and [more](more.html)."
    assert shown(source) == (
        "<p>Read <u>the <em>paper</em></u> (https://arxiv.org/abs/1502.03167?a=1&amp;b=2)"
        " and <u>more</u> (more.html).</p>\n"
    )
    assert shown(source, links=True) == (
        '<p>Read <a href="https://arxiv.org/abs/1502.03167?a=1&amp;b=2" rel="nofollow noopener noreferrer">'
        "the <em>paper</em></a> and <u>more</u> (more.html).</p>\n"
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

    def source(picture):
        return re.search(
            r'<img\b[^>]* src="([^"]*)"', shown(f"![A plot]({picture})", folder).replace("<img", "<img ")
        )[1]

    assert source("plot.svg") == f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}"
    assert source("more/a%20plot.PNG") == "data:image/png;base64,cG5n"
    for picture in (
        *("../other.svg", str(tmp_path / "other.svg"), "link.svg", "data.csv", "large.png", "missing.png"),
        *("https://elsewhere/x.png", "//elsewhere/x.png", "attachment:none.png"),
    ):
        assert shown(f"![A plot]({picture})", folder) == f"<p>[A plot: a picture elsewhere, {picture}]</p>\n"
        assert shown(f"![]({picture})", folder) == f"<p>[a picture elsewhere, {picture}]</p>\n"


def test_a_formula_stands_in_no_attribute():
    page = shown('a <kbd title="$x$">b</kbd> <b title="$x$">c</b> $y$')
    assert page == f'<p>a <kbd title="$x$">b</kbd> <b>c</b> {mathml("y")}</p>\n'


def test_a_title_holds_no_markup():
    page = shown('<kbd title="a &lt;img src=/logout>">b</kbd> <kbd title="a & c">d</kbd>')
    assert page == '<p><kbd>b</kbd> <kbd title="a &amp; c">d</kbd></p>\n'


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
        grade = book.find_grade("why", "means", "means", "ann")
        grade.manual_score, grade.needs_manual_grade = 2.5, False  # as formgrader does
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


def points_of(page):
    """What the page says of points: the line at its top, the list below it, and the heads of cells."""
    text = re.sub(r"\s+", " ", html.unescape(re.sub("<[^>]*>", " ", page.partition("<body")[2])))
    return re.findall(r"Score: ?([^()]*?) ?(?:\)|\(Top\))", text)


def test_points_stand_on_the_page_as_in_the_gradebook(course, right):
    """ann is complete, and late; bob's answer waits, cid's for a second look; bad is unread; low owes all."""
    zero = course.answered(mean_rows="def mean_rows(x):\n    return 0", centre="def centre(x):\n    return 0")
    for student, work in (("ann", course.answered(**right)), ("bad", b"no notebook"), ("low", zero)):
        course.submit(student, work)
    course.submit("bob", course.answered(**right))
    course.submit("cid", course.answered(**right))
    grade_course(course.folder, course.assignment)
    config = course_config(course.folder)
    directory = course_directory(config, "means", root=course.folder)
    with open_gradebook(directory) as book:
        for student, points, again in (("ann", 2.0, False), ("cid", 1.0, True), ("low", 0.5, False)):
            grade = book.find_grade("why", "means", "means", student)
            grade.manual_score, grade.needs_manual_grade = points, again
        for student, penalty in (("ann", 1.25), ("bob", 0.5), ("low", 3.0)):
            book.find_submission("means", student).notebooks[0].late_submission_penalty = penalty
        book.db.commit()
    run(GenerateFeedback(coursedir=directory, config=config))
    points = {
        student: points_of((course.folder / "feedback" / student / "means/means.html").read_text())
        for student in ("ann", "bad", "bob", "cid", "low")
    }
    cells, lost = ["4.0 / 4.0", "2.5 / 2.5"], ["0.0 / 4.0", "0.0 / 2.5", "0.5 / 3.0"]
    unread = [f"not marked yet / {most}" for most in ("4.0", "2.5", "3.0")]
    assert points == {
        "ann": ["7.25 / 9.5", *cells, "2.0 / 3.0", "-1.25", *cells, "2.0 / 3.0"],
        "bob": ["6.0 so far / 9.5", *cells, "not marked yet / 3.0", "-0.5", *cells, "not marked yet / 3.0"],
        "cid": ["7.5 so far / 9.5", *cells, "1.0 so far / 3.0", *cells, "1.0 so far / 3.0"],
        "bad": ["not marked yet / 9.5", *unread, *unread],
        "low": ["0.0 / 9.5", *lost, "-3.0", *lost],
    }
