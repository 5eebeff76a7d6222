"""`nbgrader validate` on a student's machine: a stub fails in one sentence, right work passes."""

from __future__ import annotations

import json

import pytest
from nbgrader.validator import Validator

pytestmark = pytest.mark.slow


def validate(course, notebook):
    path = course.folder / "assignments/means/means.ipynb"
    path.write_text(json.dumps(notebook))
    return Validator().validate(str(path))


def test_a_stub_fails_in_one_sentence(course):
    found = validate(course, course.released)
    said = {row["source"]: row["raw_error"].strip() for row in found["failed"]}
    assert said.pop(next(name for name in said if "Your answer" in name)) == "You did not provide a response."
    assert said == {
        'check("mean_rows")': "mean_rows is not written yet.",
        'check("centre")': "centre is not written yet.",
    }


def test_right_work_passes(course, right):
    assert validate(course, course.answered(**right)) == {}
