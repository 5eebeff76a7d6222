"""What points were lost to that is not here: each kind in its sentence, and none where nothing is absent."""

import json
import re

import pytest

from autograder.assignment import Assignment, Exercise, Limits
from autograder.report import CriterionResult, Kind, Outcome
from autograder.sentences import say
from autograder.submission.absent import absent, explained
from autograder.submission.reading import read_work

RIGHT = "def f(x):\n    return x\n"


@pytest.fixture
def work(tmp_path):
    assignment = Assignment(
        name="small",
        folder=tmp_path / "solutions" / "small",
        title="Small",
        order=1,
        summary="",
        minutes=1,
        exercises=(Exercise("f", "F", ("f",)), Exercise("g", "G", ("g",), uses=("f",))),
        questions=(),
        limits=Limits(),
    )

    def make(*sources, python="", modules=None, **more):
        cells = [
            text if isinstance(text, dict) else {"cell_type": "code", "source": text, "metadata": {}}
            for text in sources
        ]
        metadata = {"language_info": {"version": python}} if python else {}
        path = tmp_path / "small.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "metadata": metadata, "cells": cells}))
        for name, text in (modules or {}).items():
            (tmp_path / name).write_text(text)
        return read_work(path, assignment)

    make.assignment = assignment
    return make


def said(work, *functions):
    return [str(one) for one in absent(work, functions or ("f",))]


@pytest.mark.parametrize(
    "cells",
    [
        [RIGHT],
        ["import numpy as np\ndef f(x):\n    return np.linalg.norm(x, axis=0)"],
        ["import math, os.path\nfrom collections import abc\ndef f(x):\n    return math.sqrt(x)"],
        ["try:\n    import nowhere\nexcept ImportError:\n    nowhere = 1\ndef f(x):\n    return nowhere"],
        ["def f(x):\n    display(x)\n    return sum(x)"],
        ["from numpy import *\ndef f(x):\n    return asarray(x)"],
        ["import nowhere\ndef h(x):\n    return nowhere.y", RIGHT],
        ["def helper(x:\n    return x", RIGHT],
    ],
)
def test_nothing_is_absent(work, cells):
    assert said(work(*cells)) == []


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            ["def f(x:\n    return x"],
            "f stands in a cell that Python cannot read (cell 1, line 1: '(' was never closed).",
        ),
        (
            ["def own(x:\n    return x", "def f(x):\n    return own(x)"],
            "own stands in a cell that Python cannot read (cell 1, line 1: '(' was never closed).",
        ),
        (["def f(x):\n    return own(x)"], "own gets no value anywhere in the file."),
        (
            ["import nowhere.deep as n\ndef f(x):\n    return n.y(x)"],
            "The module nowhere is not here, and did not come along with the file.",
        ),
        (
            ["from nowhere import *\ndef f(x):\n    return own(x)"],
            "The module nowhere is not here, and did not come along with the file.",
        ),
        (
            ["import numpy as np\ndef f(x):\n    return np.product(x)"],
            "NumPy VERSION marks, and it has no np.product.",
        ),
        (
            ["import numpy\ndef f(x):\n    return numpy.linalg.nothing(x)"],
            "NumPy VERSION marks, and it has no numpy.linalg.nothing.",
        ),
        (
            ["from numpy import product\ndef f(x):\n    return product(x)"],
            "NumPy VERSION marks, and it has no numpy.product.",
        ),
        (
            [{"cell_type": "code"}, "def f(x):\n    return own(x)"],
            "cell 1 could not be read at all, and own may have stood there.",
        ),
    ],
)
def test_each_kind_has_its_sentence(work, cells, sentence):
    import numpy as np

    found = [
        re.sub(r"^(.*): .* was never closed", r"\1: '(' was never closed", one) for one in said(work(*cells))
    ]
    assert found[0].replace("never closed on line 1", "never closed") == sentence.replace(
        "VERSION", np.__version__
    )


def test_a_newer_python_is_said_beside_what_it_wrote(work):
    assert said(work("def f(x) -> a |> b:\n    return x", python="3.99.0"))[1].startswith(
        "The notebook was written with Python 3.99; Python 3."
    )
    assert len(said(work("def f(x) -> a |> b:\n    return x", python="3.6.1"))) == 1
    assert said(work(RIGHT, python="3.99.0")) == []


def test_a_module_that_came_along_lacks_what_it_imports(work):
    modules = {"mine.py": f"from cs_course.fast import *\n{RIGHT}"}
    assert said(work("from mine import *", modules=modules)) == [
        "The module cs_course is not here, and did not come along with the file."
    ]


def rows(kind, lost=("f",)):
    said = say("It failed.")
    return [
        CriterionResult("values", name, 3.0, 0.0 if name in lost else 3.0, outcome, said, kind=kind)
        for name, outcome in (("f", Outcome.FAILED), ("g", Outcome.FAILED if "g" in lost else Outcome.PASSED))
    ]


def test_staff_hear_of_more_than_a_quarter(work):
    found = work("def f(x):\n    return own(x)\n\ndef g(x):\n    return x\n")
    marked, look = explained(rows(Kind.RAISED), work.assignment, found)
    assert str(marked[0].found) == "It failed. own gets no value anywhere in the file."
    assert str(marked[1].found) == "It failed."
    assert [str(one) for one in look] == [
        "3 of 6 points were lost to what could not be read or is not here. own gets no value anywhere in the"
        " file."
    ]


def test_an_exercise_that_rests_on_another_has_its_cause(work):
    found = work("def f(x):\n    return own(x)\n\ndef g(x):\n    return x\n")
    marked, look = explained(rows(Kind.RAISED, ("f", "g")), work.assignment, found)
    assert [str(row.found) for row in marked] == ["It failed. own gets no value anywhere in the file."] * 2
    assert str(look[0]).startswith("6 of 6 points")


def test_wrong_numbers_are_the_students_own(work):
    found = work("def f(x):\n    return own(x)\n\ndef g(x):\n    return x\n")
    assert explained(rows(Kind.VALUES), work.assignment, found) == (tuple(rows(Kind.VALUES)), ())


@pytest.mark.parametrize("kind", [Kind.MISSING, Kind.UNREADABLE, Kind.RAISED, Kind.SKIPPED])
def test_whatever_could_not_run_may_lack_something(work, kind):
    found = work("def f(x):\n    return own(x)\n\ndef g(x):\n    return x\n")
    assert explained(rows(kind), work.assignment, found)[1]


def test_less_than_a_quarter_is_said_to_the_student_alone(work):
    found = work("def f(x):\n    return own(x)\n\ndef g(x):\n    return x\n")
    small = CriterionResult("tiny", "f", 0.5, 0.0, Outcome.FAILED, say("It failed."), kind=Kind.RAISED)
    marked, look = explained([small, *rows(Kind.NONE, ())], work.assignment, found)
    assert "own gets no value" in str(marked[0].found)
    assert look == ()
