"""A line that raises NotImplementedError: alone in its part, or left beside finished code."""

import json
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.report import Kind
from autograder.source import stubs_of
from autograder.submission.unfinished import OwnText, definition_in, given_by, is_left_behind, still_to_write

ROOT = Path(__file__).resolve().parents[2]

STUB = '''\
def scale(x, mode):
    """Scale x."""
    low, high = x.min(), x.max()
    if mode == "train":
        # TODO: the first part.
        raise NotImplementedError("write this part of scale")
    elif mode == "test":
        raise NotImplementedError("write this part of scale")
    else:
        raise ValueError(mode)
    return out, low
'''
RAISE = 'raise NotImplementedError("write this part of scale")'
GIVEN = given_by(STUB)

NOTHING_WRITTEN = "scale is not written yet."
BELOW = (
    f"A line above your code stops scale: delete line 6 of In[3], {RAISE}. What stands below it is never"
    " reached."
)


def above(line):
    return (
        f"A line below your code stops scale: when that part is finished, delete line {line} of In[3], {RAISE}."
    )


def part(line, raised=RAISE):
    return f"A part of scale is not written yet: line {line} of In[3], {raised}."


def first(text):
    """The stub with this in the place of its first part."""
    return STUB.replace(f"        {RAISE}\n    elif", f"{text}\n    elif")


STATES = {
    "as it was given": (STUB, NOTHING_WRITTEN, False),
    "a comment is no code": (first(f"        # out = x\n        {RAISE}"), NOTHING_WRITTEN, False),
    "nor is pass": (first(f"        pass\n        ...\n        {RAISE}"), NOTHING_WRITTEN, False),
    "above the code": (first(f"        {RAISE}\n        out = x"), BELOW, True),
    "below the code": (first(f"        out = x\n        {RAISE}"), above(7), True),
    "between": (
        first(f"        out = x\n        {RAISE}\n        out = 2 * out"),
        BELOW.replace("6", "7"),
        True,
    ),
    "above a loop": (first(f"        {RAISE}\n        for row in x:\n            pass"), BELOW, True),
    "one part of two": (first("        out = x"), part(8), False),
    "code above all parts": (STUB.replace("    if", "    y = 2 * x\n    if", 1), part(7), False),
    "a given line with more inside": (
        STUB.replace("    else:", "        y = 2\n    else:").replace(f"{RAISE}\n    elif", "y = 1\n    elif"),
        BELOW.replace("6", "8"),
        True,
    ),
    "without a text": (
        STUB.replace(RAISE, "raise NotImplementedError").replace("    if", "    y = x\n    if", 1),
        part(7, "raise NotImplementedError"),
        False,
    ),
    "nothing of the kind": (STUB.replace(RAISE, "out = x"), "", False),
    "no Python": (STUB.replace("(x, mode)", "(x, mode"), "", False),
}


@pytest.mark.parametrize("name", STATES)
def test_what_is_said(name):
    text, said, left = STATES[name]
    own = OwnText("In[3]", text)
    assert str(still_to_write("scale", own, GIVEN)) == said
    assert is_left_behind("scale", own, GIVEN) is left


def test_without_its_text_nothing_is_said():
    assert not still_to_write("scale", None, GIVEN)
    assert not is_left_behind("scale", None, GIVEN)


def test_without_the_stub_whatever_is_there_counts_as_written():
    """A handout of an older release does not say what it gave."""
    own = OwnText("In[3]", "def f(x):\n    y = x\n    raise NotImplementedError\n")
    assert str(still_to_write("f", own, frozenset())).startswith("A line below your code stops f: ")


def test_the_last_definition_counts():
    chunks = (("cell 1", "def f(): pass"), ("cell 2", "def g(): pass"), ("cell 4", "def f(): return 1"))
    assert definition_in(chunks, "f") == OwnText("cell 4", "def f(): return 1")
    assert definition_in(chunks, "h") is None


@pytest.mark.parametrize("name", ["warmup", "batchnorm", "normalizers", "networks", "beyond"])
def test_what_a_release_gives_is_not_taken_for_work(name):
    """Every function of every released notebook, as it was handed out, is not written yet."""
    stubs = stubs_of(find_assignment(ROOT, name))
    cells = json.loads((ROOT / f"assignments/{name}/{name}.ipynb").read_text())["cells"]
    chunks = [("cell 1", "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    for function, stub in stubs.items():
        own = definition_in(chunks, function)
        assert str(still_to_write(function, own, given_by(stub))) == f"{function} is not written yet."
        assert not is_left_behind(function, own, given_by(stub))


def test_a_marked_report_says_which_line_to_delete_and_staff_hear_of_it(tmp_path):
    work = "import numpy as np\n" + (ROOT / "solutions/batchnorm/students/tuple-cache.py").read_text()
    start = work.index("def batchnorm_backward(")
    end = work.index("\n    return", start)
    file = tmp_path / "work.py"
    left = "raise NotImplementedError('write this part of batchnorm_backward')"
    file.write_text(f"{work[:end]}\n    {left}{work[end:]}")
    line = work[:end].count("\n") + 2
    with Grader(find_assignment(ROOT, "batchnorm")) as grader:
        report = grader.grade(file)
    rows = [row for row in report.criteria if row.exercise == "batchnorm_backward"]
    assert {row.kind for row in rows} == {Kind.STUB, Kind.NEEDS}
    assert str(rows[0].found) == (
        "A line below your code stops batchnorm_backward: when that part is finished, delete line"
        f" {line} of work.py, {left}."
    )
    assert list(map(str, report.review)) == [
        "A line that raises NotImplementedError was left beside code in batchnorm_backward."
    ]
