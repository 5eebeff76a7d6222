"""A class of forty with eleven troubles: the list for staff names all, with the reason, and nobody else."""

import json
import re

import pytest

from autograder.instructor.grade_class import grade_course
from autograder.report import Status
from autograder.tables import to_look_at

pytestmark = pytest.mark.slow

OWN_MEAN = "def mean_rows(x):\n    return own_mean(x)"


def with_cell(notebook, text, at=1, **more):
    """A notebook with one more code cell, above the exercises or, with a large `at`, below all."""
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "source": text, "outputs": [], **more}
    notebook["cells"].insert(at, cell)
    return notebook


def change(notebook, name, **changes):
    (cell,) = (cell for cell in notebook["cells"] if cell["id"] == name)
    cell.update(changes)
    return notebook


def lost(what):
    """The sentence about somebody whose functions could not run, with what they lack."""
    return f"4 of 6.5 points were lost to what could not be read or is not here. {what}"


def troubles(course, right):
    """Eleven students whose points or files need a look, and what the list says of each."""
    answered, submit = course.answered, course.submit

    submit("broken function", answered(**right | {"mean_rows": "def mean_rows(x:\n    return x\n"}))
    yield (
        "broken function",
        r"4 of 6\.5 .* here\. mean_rows stands in a cell that Python cannot read \(cell \d+, .*",
    )

    broken = "def own_mean(x):\n    return x.mean(axis=0\n"
    submit("broken helper", with_cell(answered(**right | {"mean_rows": OWN_MEAN}), broken))
    yield (
        "broken helper",
        r"4 of 6\.5 .* here\. own_mean stands in a cell that Python cannot read \(cell 2, .*",
    )

    missing = {"mean_rows": f"from my_layers import own_mean\n\n{OWN_MEAN}"}
    submit("missing module", answered(**right | missing))
    yield (
        "missing module",
        re.escape(lost("The module my_layers is not here, and did not come along with the file.")),
    )

    submit("lost name", answered(**right | {"mean_rows": OWN_MEAN}))
    yield "lost name", re.escape(lost("own_mean gets no value anywhere in the file."))

    gone = "def mean_rows(x):\n    return np.asfarray(x).mean(axis=0)"
    submit("old numpy", answered(**right | {"mean_rows": gone}))
    yield "old numpy", r"4 of 6\.5 .* here\. NumPy [\d.]+ marks, and it has no np\.asfarray\."

    newer = with_cell(
        answered(**right | {"mean_rows": OWN_MEAN}), "def own_mean(x) -> pipeline |> of(x): ...\n"
    )
    newer["metadata"]["language_info"] = {"name": "python", "version": "3.99.1"}
    submit("new python", newer)
    yield (
        "new python",
        r"4 of 6\.5 .* \(cell 2, .*\)\. The notebook was written with Python 3\.99; Python [\d.]+ marks\.",
    )

    damaged = with_cell(answered(**right | {"mean_rows": OWN_MEAN}), "")
    damaged["cells"][1] = {"cell_type": "code", "source": 7}
    submit("damaged helper", damaged)
    yield (
        "damaged helper",
        (r"4 of 6\.5 .* cell 2 could not be read at all, and own_mean may have stood there\. .*"),
    )

    own_sum = "def mean_rows(x):\n    return sum(x) / len(x)"
    submit("sum is zero", with_cell(answered(**right | {"mean_rows": own_sum}), "sum = 0\n", at=99))
    yield "sum is zero", (r"cell \d+ gives sum another value, below the functions that use it; it was left out")

    submit("stub below", with_cell(answered(centre=right["centre"]), right["mean_rows"]))
    yield (
        "stub below",
        (r"mean_rows is written in cell 2 and is a stub again in cell \d+; the written one counts"),
    )

    submit("two files", answered(**right))
    submit("two files", answered(mean_rows=right["mean_rows"]), name="means-old.ipynb")
    yield (
        "two files",
        re.escape(
            "means.ipynb was marked, for most of the functions are written there; there is work in"
            " means-old.ipynb too."
        ),
    )

    submit("a page", "<!DOCTYPE html>\n<html><body>means</body></html>\n")
    yield "a page", re.escape("Nothing could be marked; the message says why.")


def ordinary(course, right):
    """Students of whom nobody needs to hear: right, wrong, unfinished, and all that was mended."""
    answered, submit = course.answered, course.submit
    wrong = [
        "return x.max(axis=0)",
        "return x.sum(axis=0)",
        "return x.mean(axis=7)",
        "return 1 / 0",
        "return x @ x",
        "return x[0]",
        "raise ValueError(x)",
    ]
    for number, text in enumerate(wrong):
        submit(f"wrong{number}", answered(**right | {"mean_rows": f"def mean_rows(x):\n    {text}\n"}))
    submit("stub", course.released)
    submit("half", answered(mean_rows=right["mean_rows"]))
    submit("renamed", answered(**right), name="Means (1).ipynb")
    submit("raw", change(answered(**right), "mean_rows", cell_type="raw"))
    submit("magics", with_cell(answered(**right), "%matplotlib inline\n!ls\nimport matplotlib.pyplot as plt\n"))
    submit("broken experiment", with_cell(answered(**right), "for x in range(3) print(x)\n", at=99))
    submit("again", with_cell(answered(**right), "import numpy as np\nx = np.ones(3)\n", at=99))
    guarded = "try:\n    import torch_of_mine\nexcept ImportError:\n    torch_of_mine = None\n\n"
    submit("guarded", answered(**right | {"mean_rows": guarded + right["mean_rows"]}))
    submit("script", course.folder.joinpath("solutions/means/means.py").read_text(), name="means.py")
    for number in range(13):
        submit(f"right{number}", answered(**right | {"why": f"Because {number}."}))


def test_the_list_names_the_eleven_and_nobody_else(course, right):
    expected = dict(troubles(course, right))
    ordinary(course, right)
    reports = {row.student: row for row in grade_course(course.folder, course.assignment, jobs=2)}
    assert (len(expected), len(reports)) == (11, 40)
    assert sum(row.status is Status.LOAD_ERROR for row in reports.values()) == 1
    listed = {name: row.review for name, row in reports.items() if row.review}
    assert set(listed) == set(expected)
    for name, pattern in expected.items():
        assert re.fullmatch(pattern, " ".join(map(str, listed[name]))), (name, list(map(str, listed[name])))
    lines = [str(line) for line in to_look_at(list(reports.values())).renderables]
    assert [line.strip().partition(":")[0] for line in lines[1:]] == sorted(expected)
    full = {name: reports[name].score for name in ("sum is zero", "stub below", "two files", "renamed", "raw")}
    assert set(full.values()) == {6.5}
    for name in ("missing module", "lost name", "old numpy"):
        cause = str(listed[name][0]).partition("is not here. ")[2]
        assert cause in student_text(course, name)


def student_text(course, student):
    """What the student reads in the marked notebook."""
    cells = course.autograded(student)["cells"]
    return " ".join(json.dumps(cell.get("outputs", []), ensure_ascii=False) for cell in cells)
