"""What students read after marking: no hidden part, no rubric, no script."""

from __future__ import annotations

import base64

import pytest
from nbgrader.converters import GenerateFeedback

from autograder.nbgrader.gradebook import grade_course
from autograder.nbgrader.host import course_config, course_directory, run

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
