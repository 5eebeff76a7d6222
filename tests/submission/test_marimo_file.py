"""A file of marimo is read as its cells, whatever their order."""

import ast

import pytest

from autograder.submission.marimo_file import marimo_cells
from autograder.submission.notebook import read
from autograder.submission.reading import Reading, read_work

from ..learner.learner import BATCHNORM

HEAD = """import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


"""


def cells_of(text):
    return [(piece.first_line - 6, piece.text) for piece in marimo_cells(HEAD + text, ast.parse(HEAD + text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@app.cell\ndef _():\n    x = 1\n    return (x,)\n", [(3, "x = 1")]),
        ("@app.cell(hide_code=True)\ndef named(x):\n    # why\n    y = x\n    return y\n", [(4, "y = x")]),
        ("@app.cell\ndef _():\n    return\n", [(3, "")]),
        ("@app.cell\nasync def _():\n    await f()\n    return\n", [(3, "await f()")]),
        ("@app.function\ndef f(x):\n    return x\n", [(2, "def f(x):\n    return x")]),
        ("@app.function(hide_code=True)\n@cache\ndef f():\n    pass\n", [(2, "@cache\ndef f():\n    pass")]),
        ("@app.class_definition\nclass C:\n    x = 1\n", [(2, "class C:\n    x = 1")]),
        ("with app.setup:\n    import numpy as np\n", [(2, "import numpy as np")]),
        ("with app.setup(hide_code=True):\n    import numpy as np\n", [(2, "import numpy as np")]),
        (
            'app._unparsable_cell(\n    r"""\n    x = = 1\n    """,\n    name="_"\n)\n',
            [(1, "\n    x = = 1\n    ")],
        ),
        (
            "@app.cell\ndef _(cache):\n    @cache\n    def f():\n        return 1\n\n    return (f,)\n",
            [(3, "@cache\ndef f():\n    return 1")],
        ),
        (
            '@app.cell\ndef _():\n    def f():\n        """One\n  two.\n        """\n    return (f,)\n',
            [(3, 'def f():\n    """One\ntwo.\n    """')],
        ),
        ("def helper():\n    return 1\n\nif __name__ == '__main__':\n    app.run()\n", []),
    ],
)
def test_a_cell_is_the_body_of_its_function(text, found):
    assert cells_of(text) == found


def test_what_is_taken_stands_above_whoever_takes_it():
    text = (
        "@app.cell\ndef _(b):\n    c = b\n    return (c,)\n"
        "@app.cell\ndef _(a):\n    b = a\n    return (b,)\n"
        "@app.cell\ndef _():\n    d = 1\n    return (d,)\n"
        "@app.cell\ndef _():\n    a = 1\n    return (a,)\n"
    )
    assert [text for _, text in cells_of(text)] == ["d = 1", "a = 1", "b = a", "c = b"]


def test_a_circle_stays_as_it_stands():
    text = (
        "@app.cell\ndef _(b):\n    a = b\n    return (a,)\n@app.cell\ndef _(a):\n    b = a\n    return (b,)\n"
    )
    assert [text for _, text in cells_of(text)] == ["a = b", "b = a"]


@pytest.mark.parametrize(
    "text", ["x = 1", "import marimo\n\ndef f():\n    return marimo.App()\n", "app = App()\n"]
)
def test_another_file_has_none(text):
    assert marimo_cells(text, ast.parse(text)) == ()


WORK = """
@app.cell
def _(np):
    def batchnorm_forward(x: np.ndarray, gamma, beta, bn_param):
        return x, None

    return (batchnorm_forward,)


@app.function
def batchnorm_backward(dout, cache):
    return dout, dout, dout


@app.cell
def _():
    import numpy as np

    return (np,)
"""


def test_functions_in_cells_are_found_with_the_lines_of_the_file(tmp_path):
    path = tmp_path / "batchnorm.py"
    path.write_text(HEAD + WORK)
    work = read_work(path, BATCHNORM)
    assert work.reading is Reading.NEEDED
    assert work.code.missing == ("batchnorm_backward_alt",)
    assert work.submission.repairs == ()
    lines = (HEAD + WORK).splitlines()
    for cell in work.cells:
        assert cell.label == "batchnorm.py"
        assert cell.source.splitlines()[0].strip() == lines[cell.first_line - 1].strip()


def test_a_slip_in_one_cell_costs_that_cell(tmp_path):
    path = tmp_path / "batchnorm.py"
    path.write_text(HEAD + WORK.replace("return dout, dout, dout", "return (dout"))
    work = read_work(path, BATCHNORM)
    assert set(work.code.unparsed) == {"batchnorm_backward"}
    assert "batchnorm_forward" not in work.code.missing
    assert tuple(map(str, read(path).repairs)) == (
        "what begins at line 16 is no Python and was left out; the rest was read",
    )
