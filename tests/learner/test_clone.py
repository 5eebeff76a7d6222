"""In a clone that holds the solutions, the hidden checks are there."""

import shutil

import pytest

from autograder.errors import AssignmentError
from autograder.learner.check import check_exercise, hidden_report
from autograder.learner.remarks import state
from autograder.report import Outcome
from autograder.shipped import solved

from .learner import RELEASED, ROOT, cells, kernel

SETUP = "import numpy as np\nfrom checks import check, graph"


@pytest.fixture
def handout(tmp_path):
    """A handout's folder that lies in no clone."""
    folder = tmp_path / "batchnorm"
    shutil.copytree(RELEASED, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def ran(*inputs):
    """A kernel that has run these cells, as IPython records them."""
    return {"In": ["", SETUP, *inputs]}


def test_a_clone_is_known_by_its_solutions(handout):
    assert solved(RELEASED).folder == ROOT / "solutions/batchnorm"
    assert solved(handout) is None


def test_a_class_is_offered_nothing(capsys):
    check_exercise("batchnorm_backward", kernel(), str(RELEASED))
    assert "hidden" not in capsys.readouterr().out


def test_without_solutions_there_are_no_hidden_checks(handout, capsys):
    sentence = check_exercise("batchnorm_backward", kernel(), str(handout), hidden=True)
    assert sentence == "The hidden checks are not here: they need a clone that holds the solutions."
    assert capsys.readouterr().out == sentence + "\n"


def test_practice_has_no_hidden_checks():
    with pytest.raises(AssignmentError, match='No hidden check speaks about "grad_root"'):
        hidden_report(RELEASED, "grad_root", {})


def test_what_the_kernel_ran_is_marked_behind_the_wall():
    """The last definition counts, as in the kernel; a picture that was left in the function costs nothing."""
    backward = cells()["batchnorm_backward"]
    first_try = backward.replace("dx_direct + dx_mean", "dx_direct")
    looking = backward.replace("    return dx", "    graph(locals())\n    return dx")
    names = ran(cells()["batchnorm_forward"], first_try, "1 / 0", looking, "%matplotlib inline")
    report = hidden_report(RELEASED, "batchnorm_backward", names)
    assert [str(state(line).word) for line in report.lines] == ["passed"] * 8
    assert report.closing == "15 of 15 points."
    assert report.note.startswith("Marked behind the wall (isolation: ")


def test_a_wrong_one_is_named_by_the_hidden_checks():
    wrong = cells()["batchnorm_backward"].replace("dx_direct + dx_mean", "dx_direct")
    report = hidden_report(RELEASED, "batchnorm_backward", ran(cells()["batchnorm_forward"], wrong))
    (dx,) = [line for line in report.lines if line.line.name == "dx"]
    assert (dx.result.outcome, dx.result.mistake) == (Outcome.FAILED, "mean_road_missing")
    assert dx.compared is None  # nothing of a hidden input is drawn


def test_without_a_kernel_the_saved_notebook_is_marked(capsys):
    sentence = check_exercise("batchnorm_forward", {"batchnorm_forward": len}, str(RELEASED), hidden=True)
    assert sentence == "batchnorm_forward is not written yet."
    assert "batchnorm_forward (all hidden checks)" in capsys.readouterr().out
