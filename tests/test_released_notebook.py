"""The released notebook in a learner's hands: every cell runs, stubs are said kindly, right work is right."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.assignment import find_assignment
from autograder.instructor.demo import fill

from .running import run_all

ROOT = Path(__file__).resolve().parents[1]
RELEASED = ROOT / "assignments/batchnorm"
STUDENTS = ROOT / "solutions/batchnorm/students"
PRACTICE = [row.name for row in find_assignment(ROOT, "batchnorm").practice]
WITHOUT_THE_ENGINE = "import sys\nsys.modules['autograder'] = None\n"


def execute(tmp_path, work="", first=""):
    """Run all cells as JupyterLab's "Run All" does; the notebook with its outputs."""
    folder = tmp_path / "batchnorm"
    shutil.copytree(RELEASED, folder)
    notebook = fill(json.loads((folder / "batchnorm.ipynb").read_text()), work)
    if first:
        notebook["cells"].insert(0, nbformat.v4.new_code_cell(first))
    return run_all(notebook, folder)


def said_by(output):
    """What an output says: printed text, a report as text, or the kind of anything else as a word."""
    data = output.get("data", {})
    if "text/html" in data:
        return data["text/plain"] + "\n"
    return output.get("text", f"<{output.output_type}>")


def texts(notebook):
    """What each code cell printed, with errors by name."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield (
                cell.source,
                "".join(map(said_by, cell.outputs)),
            )


def checks(notebook):
    return {source.split('"')[1]: text for source, text in texts(notebook) if source.startswith("check(")}


@pytest.mark.slow
def test_an_untouched_notebook_runs_without_a_traceback(tmp_path):
    notebook = execute(tmp_path)
    assert not [source for source, text in texts(notebook) if "<error>" in text]
    assert checks(notebook) == {
        "batchnorm_forward": "batchnorm_forward is not written yet.\n",
        "batchnorm_backward": "batchnorm_backward is not written yet.\n",
        "batchnorm_backward_alt": "batchnorm_backward_alt is not written yet.\n",
        **{name: f"{name} is not written yet. It is practice, worth no points.\n" for name in PRACTICE},
    }


@pytest.mark.slow
def test_without_our_package_it_runs_as_well(tmp_path):
    notebook = execute(tmp_path, first=WITHOUT_THE_ENGINE)
    assert not [source for source, text in texts(notebook) if "<error>" in text]
    assert checks(notebook)["batchnorm_forward"] == (
        "batchnorm_forward is not written yet.\n"
        "To check your work, install the course's package: pip install batchnorm-grader\n"
    )


@pytest.mark.slow
def test_right_work_is_said_to_be_right(tmp_path):
    notebook = execute(tmp_path, (STUDENTS / "tuple-cache.py").read_text())
    assert not [source for source, text in texts(notebook) if "<error>" in text or "Warning" in text]
    said = checks(notebook)
    assert "failed" not in "".join(said.values())
    assert said["batchnorm_backward"] == (
        "batchnorm_backward\n"
        "  passed                  dx (7)\n"
        "  passed                  dgamma (2)\n"
        "  passed                  dbeta (1)\n"
        "  passed                  eps (1)\n"
        "  passed                  shapes (1)\n"
        "  passed                  inputs and cache left alone (1)\n"
        "  marked after submission three return values (1)\n"
        "  marked after submission precision (1)\n"
        "  Everything that can be checked here is right; 2 points are marked after submission.\n"
    )


@pytest.mark.slow
def test_a_wrong_gradient_is_shown_with_numbers_and_named(tmp_path):
    notebook = execute(tmp_path, (STUDENTS / "no-mean-road.py").read_text())
    said = checks(notebook)["batchnorm_backward"]
    assert "  failed                  dx (7)\n      dx has wrong values: " in said
    words = " ".join(said.split())
    assert "exactly what comes out when no gradient reaches x through the mean. Hint: Add a constant" in words
    assert "  passed                  dgamma (2)\n" in said
    assert "Everything" not in said
