"""The work in every form that editors give it: older formats of notebooks, and Python files with cells."""

import json

import jupytext
import nbformat
import pytest

from autograder.instructor.demo import fill
from autograder.submission.reading import read_work

from ..learner.learner import BATCHNORM, RELEASED, ROOT

WORK = (ROOT / "solutions/batchnorm/students/tuple-cache.py").read_text(encoding="utf-8")
FILLED = fill(json.loads((RELEASED / "batchnorm.ipynb").read_text(encoding="utf-8")), WORK)


def nodes():
    return nbformat.reads(json.dumps(FILLED), as_version=4)


def functions_in(path):
    """The graded functions that are found in a file."""
    work = read_work(path, BATCHNORM)
    assert work.submission.repairs == ()
    return set(BATCHNORM.functions) - set(work.code.missing) - set(work.code.unparsed)


@pytest.mark.parametrize("minor", range(6))
def test_notebooks_of_format_4(tmp_path, minor):
    cells = [
        {key: value for key, value in cell.items() if key != "id" or minor > 4} for cell in FILLED["cells"]
    ]
    path = tmp_path / "batchnorm.ipynb"
    path.write_text(json.dumps({**FILLED, "cells": cells, "nbformat_minor": minor}), encoding="utf-8")
    nbformat.validate(nbformat.read(path, as_version=nbformat.NO_CONVERT))
    assert functions_in(path) == set(BATCHNORM.functions)


def test_notebooks_of_format_3(tmp_path):
    path = tmp_path / "batchnorm.ipynb"
    path.write_text(nbformat.writes(nbformat.convert(nodes(), 3), version=3), encoding="utf-8")
    assert "worksheets" in json.loads(path.read_text(encoding="utf-8"))
    assert functions_in(path) == set(BATCHNORM.functions)


@pytest.mark.parametrize("form", ["percent", "hydrogen", "light", "nomarker", "sphinx"])
def test_python_files_that_jupytext_writes(tmp_path, form):
    """VS Code, Spyder and PyCharm read and write the first two."""
    path = tmp_path / "batchnorm.py"
    path.write_text(jupytext.writes(nodes(), fmt=f"py:{form}"), encoding="utf-8")
    assert functions_in(path) == set(BATCHNORM.functions)


def test_magics_between_the_cells_of_a_python_file(tmp_path):
    path = tmp_path / "batchnorm.py"
    path.write_text(
        "#%%\n%matplotlib inline\nimport numpy as np\n\n#%% forward\n%%time\n"
        "def batchnorm_forward(x, gamma, beta, bn_param):\n    return x, None\n\n#%% shell\n!ls\n",
        encoding="utf-8",
    )
    assert functions_in(path) == {"batchnorm_forward"}
