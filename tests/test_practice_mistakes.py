"""Known mistakes of practice: a handout gives each its name and its hint, and marking knows none of them."""

import shutil
from functools import cache

import numpy as np
import pytest

from autograder.assignment import find_assignment, list_assignments
from autograder.errors import AssignmentError
from autograder.learner.check import check_exercise
from autograder.learner.graph import find_graph
from autograder.learner.graph_view import view_graph
from autograder.learner.public import public_report
from autograder.learner.remarks import TOLERANCE
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import practice_overlays, read_mistakes, read_practice_mistakes
from autograder.marking.rubric import collect
from autograder.release.handout import write_files
from autograder.report import Outcome
from autograder.sandbox.steps import load

from .learner.learner import BATCHNORM, RELEASED, ROOT

WITH_PRACTICE = [one for one in list_assignments(ROOT) if one.practice]
MISTAKES = [(one, mistake) for one in WITH_PRACTICE for mistake in read_practice_mistakes(one.folder)]


@cache
def made(assignment):
    """What to run for each mistake, by its id."""
    practice = tuple(row.name for row in assignment.practice)
    laid_over = practice_overlays(assignment, reference_chunks(assignment, practice))
    return {mistake.id: chunks for mistake, chunks in laid_over}


def report(assignment, mistake):
    """The lines of the handout's report on the practice in which somebody made the mistake."""
    (name,) = {key.split("/")[0] for key in mistake.loses}
    names = load(made(assignment)[mistake.id]).names
    return public_report(ROOT / "assignments" / assignment.name, name, names)


@pytest.mark.parametrize(("assignment", "mistake"), MISTAKES, ids=[mistake.id for _, mistake in MISTAKES])
def test_each_gets_its_name_and_its_hint(assignment, mistake):
    lines = report(assignment, mistake)
    failed = [line.result for line in lines if line.result.outcome is Outcome.FAILED]
    assert {f"{row.exercise}/{row.name}" for row in failed} == set(mistake.loses)
    assert [(row.mistake, str(row.hint)) for row in failed] == [(mistake.id, mistake.hint)]
    assert failed[0].message.endswith(f"This is exactly what comes out when {mistake.name}.")


def test_there_are_enough_and_each_name_is_said_of_one_only():
    assert len(MISTAKES) >= 100
    for assignment in WITH_PRACTICE:
        mine = [mistake for one, mistake in MISTAKES if one is assignment]
        practice = {row.name for row in assignment.practice}
        assert {key.split("/")[0] for one in mine for key in one.loses} == practice
        assert len({(one.loses, one.name) for one in mine}) == len(mine)
        assert {one.id for one in mine}.isdisjoint(one.id for one in read_mistakes(assignment.folder))


ROOT_SLIP = (
    "dvar has wrong values: 3 of 3 entries are off. The worst is dvar[1]: got 0.684881, expected 0.34244,"
    " 100,000 times the tolerance. This is exactly what comes out when the half is missing."
)
ROOT_HINT = (
    "Hint: Write the root as a power. Which number comes down in front when you differentiate, and what becomes"
    " of the exponent?"
)


def without_half(dstd, var, eps):
    return dstd / np.sqrt(var + eps)


def test_the_check_in_the_notebook_says_it(capsys):
    assert check_exercise("grad_root", {"grad_root": without_half}, str(RELEASED)) == ""
    said = " ".join(capsys.readouterr().out.split())
    tolerance = TOLERANCE.format(tolerance="1e-05")
    assert said.endswith(f"{ROOT_SLIP} {ROOT_HINT} {tolerance} passed inputs left alone")


def test_the_box_on_the_graph_says_it():
    found = view_graph(find_graph(RELEASED), None, {"grad_root": without_half}, RELEASED)
    assert found.sentences == (
        f'grad_root is the first wrong one: the box "√(var + eps)" that gives std. {ROOT_SLIP} {ROOT_HINT}',
    )


def test_a_fault_that_comes_with_another_function_has_its_name_too():
    """grad_mean may call grad_average: its fault is the same."""
    names = {"np": np}
    exec("def grad_average(dvar, N):\n    return np.ones((N, 1)) * dvar\n", names)
    exec("def grad_mean(dmu, N):\n    return grad_average(dmu, N)\n", names)
    (line, _) = public_report(RELEASED, "grad_mean", names)
    assert line.result.mistake == "mean_not_divided"


def test_a_mistake_that_loses_what_no_public_check_asks_is_refused(tmp_path):
    shutil.copytree(BATCHNORM.folder, tmp_path / "solutions/batchnorm")
    path = tmp_path / "solutions/batchnorm/mistakes/practice/grad_root.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("loses: grad_root/gradient", "loses: grad_root/dvar", 1), encoding="utf-8")
    assignment = find_assignment(tmp_path, "batchnorm")
    with pytest.raises(
        AssignmentError, match=r'grad_root\.py, line 6: "grad_root/dvar" is no criterion; did you'
    ):
        write_files(assignment, collect(assignment), tmp_path / "made")


def test_no_line_of_a_wrong_function_is_in_the_handout():
    """What is wrong by one sign says nearly everything of what is right."""
    text = "".join(path.read_text(encoding="utf-8") for path in RELEASED.glob("*.*") if path.suffix != ".npz")
    for _, mistake in MISTAKES:
        for line in mistake.source.splitlines():
            formula = line.partition("return ")[2]
            if len(formula) > 30:
                assert formula not in text, mistake.id
