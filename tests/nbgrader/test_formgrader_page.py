"""A student's text on formgrader's page: nothing in it writes a mark, asks another machine, or runs."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3

import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback

from autograder.instructor.class_page import write_class_page
from autograder.instructor.class_report import class_report
from autograder.instructor.grade_class import grade_course
from autograder.nbgrader.graders import close
from autograder.nbgrader.host import course_config, course_directory, run
from autograder.report import Status

from ..browser.jupyterlab import shot
from .conftest import RIGHT, Course
from .formgrader import address_of, click_all_parts, formgrader, wait_until_ready
from .page_payloads import ELSEWHERE, HOST, MARKUP

pytestmark = pytest.mark.slow

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
STEAL = "<script>steal()</script><img src=x onerror=steal()>"


def text_cells(texts):
    return [
        {"cell_type": "markdown", "id": f"own-{number}", "metadata": {}, "source": text}
        for number, text in enumerate(texts)
    ]


def output(data, **metadata):
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def forged_cells():
    """Cells as they stand in a stock homework's marked notebook: outputs and metadata may be anything."""
    outputs = [
        output({"text/html": MARKUP["credit_behind_an_invisible_link"] + STEAL}),
        output({"text/html": STEAL}, **{"text/html": {"isolated": True}}),
        output({"text/markdown": MARKUP["credit_behind_a_heading"] + STEAL}),
        output({"text/latex": STEAL}),
        output({"application/javascript": "steal()"}),
        output({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload='steal()'></svg>"}),
        output({"application/vnd.jupyter.widget-view+json": {"model_id": "</script>" + STEAL}}),
        output({"text/vnd.mermaid": "graph TD; A-->B"}),
        output({"image/png": PNG}, **{"image/png": {"width": "1 onerror=steal()", "height": 8}}),
        output({"image/png": PNG}, **{"image/png": {"unconfined": "x", "alt": '"onerror="steal()'}}),
        output({"image/png": PNG}, filenames={"image/png": f"{ELSEWHERE}/r.png"}),
        {
            "output_type": "stream",
            "name": "stdout",
            "text": STEAL + "\x1b[31mred\x1b]8;;javascript:steal()\x07x",
        },
        {"output_type": "error", "ename": STEAL, "evalue": STEAL, "traceback": [STEAL]},
    ]
    plain = {"cell_type": "code", "execution_count": None, "outputs": [], "source": "1"}
    marks = {"grade": True, "solution": False, "locked": False, "schema_version": 3, "cell_type": "code"}
    return [
        {**plain, "id": "outputs", "metadata": {}, "outputs": outputs, "source": STEAL},
        {**plain, "id": "tags", "metadata": {"tags": ["x nbgrader_cell full-credit"]}},
        {**plain, "id": "magic", "metadata": {"magics_language": STEAL, "alt": '"onerror="steal()'}},
        {**plain, "id": "m1", "metadata": {"nbgrader": {**marks, "grade_id": f'x">{STEAL}', "points": 1}}},
        {**plain, "id": "m2", "metadata": {"nbgrader": {**marks, "grade_id": "y", "points": STEAL}}},
        {"cell_type": "raw", "id": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": STEAL},
        {"cell_type": "raw", "id": "raw2", "metadata": {}, "source": MARKUP["credit_behind_a_word"]},
    ]


@pytest.fixture(scope="module")
def marked(template, tmp_path_factory):
    """ann hands in a text for each way; bob's marked notebook is forged as that of a stock homework may be."""
    course = Course(tmp_path_factory.mktemp("marked") / "course")
    shutil.copytree(template, course.folder)
    for student, cells in (("ann", text_cells(MARKUP.values())), ("bob", [])):
        notebook = course.answered(**RIGHT)
        notebook["cells"] += cells
        course.submit(student, notebook)
    grade_course(course.folder, course.assignment)
    path = course.folder / "autograded/bob/means/means.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"] += forged_cells()
    notebook["metadata"] |= {"title": STEAL, "widgets": {"application/vnd.jupyter.widget-state+json": {}}}
    notebook["metadata"]["language_info"] = {"name": f'"{STEAL}', "pygments_lexer": f'"{STEAL}'}
    path.write_text(json.dumps(notebook))
    yield course
    close()


def marks(course):
    """Everything that formgrader may write, as the gradebook holds it."""
    with sqlite3.connect(course.folder / "gradebook.db") as book:
        tables = ("grade", "comment", "submitted_notebook")
        return {table: book.execute(f"select * from {table} order by 1").fetchall() for table in tables}


@pytest.mark.parametrize("student", ["ann", "bob"])
def test_no_click_and_no_key_writes_and_nothing_is_asked_for(marked, student, page, tmp_path):
    before = marks(marked)
    with formgrader(marked.folder, tmp_path / "log.txt") as desk:
        asked, said = [], []
        page.on("request", lambda request: asked.append((request.method, request.url)))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.add_init_script("window.stolen = 0; window.steal = () => { window.stolen += 1 }")
        address = f"{desk}/{address_of(marked.folder, student)}"
        page.goto(address)
        wait_until_ready(page)
        shot(page, f"formgrader-{student}", whole=True)
        for name in HOST:
            assert page.locator(f"#{name}").count() == 1, name
        assert page.locator(".full-credit").count() == len(HOST)

        clicked = click_all_parts(page)
        assert clicked > len(MARKUP) // 2
        for key in ("Enter", "Space", "a", "1", "Alt+f", "Alt+Shift+f", "Escape"):
            page.evaluate("document.activeElement.blur()")
            page.keyboard.press(key)
        page.wait_for_load_state("networkidle")

        assert page.evaluate("window.stolen") == 0
        assert page.url.startswith(address)
        assert [row for row in asked if row[0] != "GET"] == []
        once = [asked_for for _, asked_for in asked if asked_for.startswith(f"{desk}/submissions/")]
        assert once == [address]
        allowed = (f"{desk}/static/", f"{desk}/api/grades?", f"{desk}/api/comments?", address, "data:")
        assert [asked_for for _, asked_for in asked if not asked_for.startswith(allowed)] == []
        assert said == []
    assert marks(marked) == before


def test_the_host_s_own_buttons_and_keys_still_work(marked, page, tmp_path):
    with formgrader(marked.folder, tmp_path / "log.txt") as desk:
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{desk}/{address_of(marked.folder, 'ann')}")
        wait_until_ready(page)
        with page.expect_response(lambda answer: answer.request.method == "PUT") as kept:
            page.locator(".nbgrader_cell", has=page.locator("#why")).locator(".full-credit").click()
        assert kept.value.ok
        # The name is hidden until the eye is clicked: nbgrader's own little program, which the policy knows.
        page.locator("span.glyphicon.name-hidden").click()
        assert page.locator("a.name-shown").is_visible()
        with page.expect_response(lambda answer: answer.url.endswith("/flag")) as flagged:
            page.keyboard.press("Control+Shift+F")
        assert flagged.value.ok
        assert errors == []


LOUD = '"><img src=x onerror=steal()>'


def test_names_are_text_on_every_page_of_formgrader(course, right, page, tmp_path):
    """Names of students come from a list, names of folders and files from whoever hands in."""
    course.submit("ann", course.answered(**right))
    course.submit("ann", course.answered(**right), name=f"{LOUD}.ipynb")
    course.submit(LOUD, course.answered(**right))
    reports = grade_course(course.folder, course.assignment)
    assert {row.student: row.status for row in reports} == {"ann": Status.GRADED, LOUD: Status.LOAD_ERROR}
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as book:
        book.update_or_create_student("ann", first_name=LOUD, last_name=LOUD, email=LOUD)
        assert [student.id for student in book.students] == ["ann"]
    with formgrader(course.folder, tmp_path / "log.txt") as desk:
        page.add_init_script("window.stolen = 0; window.steal = () => { window.stolen += 1 }")
        for place in (
            *("manage_assignments", "manage_submissions/means", "manage_students", "manage_students/ann"),
            *("manage_students/ann/means", "gradebook", "gradebook/means", "gradebook/means/means"),
            address_of(course.folder, "ann"),
        ):
            page.goto(f"{desk}/{place}")
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.stolen") == 0, place
            assert page.locator("img").count() == 0, place
        assert LOUD in page.content().replace("&gt;", ">").replace("&lt;", "<").replace("&quot;", '"')


def test_the_class_page_asks_nobody_and_runs_nothing(marked, page, tmp_path):
    path = tmp_path / "class.html"
    write_class_page(class_report(marked.folder, marked.assignment), path, date="2026-01-10")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert page.locator("script").count() == 0


def test_feedback_asks_nobody_and_runs_nothing(marked, page):
    config = course_config(marked.folder)
    run(GenerateFeedback(coursedir=course_directory(config, "means", root=marked.folder), config=config))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("window.stolen = 0; window.steal = () => { window.stolen += 1 }")
    for student in ("ann", "bob"):
        asked.clear()
        address = (marked.folder / f"feedback/{student}/means/means.html").as_uri()
        page.goto(address)
        shot(page, f"feedback-{student}", whole=True)
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith(("data:", address))] == []
        assert page.evaluate("window.stolen") == 0
        assert page.locator("script").count() == 0
        for name in HOST:
            assert page.locator(f"#{name}").count() <= 1
