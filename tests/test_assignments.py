"""Every assignment of the course, whatever it is called, tried on itself.

The course is this one, or the one that the environment variable AUTOGRADER_COURSE names. Its assignments are
released: a stub is what students get.
"""

import ast
from functools import cache
from pathlib import Path

import pytest

from autograder.assignment import find_course, list_assignments
from autograder.grading import Grader
from autograder.learner.public import open_handout, public_report
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.release.leaks import leaks
from autograder.release.new import TEMPLATE
from autograder.report import Kind, Outcome, Status
from autograder.sandbox.steps import load
from autograder.source import SOLVED, read_source, stubs_of, without_solutions

COURSE = find_course(Path(__file__).parent)
ASSIGNMENTS = list_assignments(COURSE)
MISTAKES = [(one, mistake) for one in ASSIGNMENTS for mistake in read_mistakes(one.folder)]

CARRIES = {"normalization_ignored", "network_ignores_layernorm", "first_layer_not_normalized"}
"""Mistakes that leave half of a gradient's points: it is right for the easier function that they made."""

EXCESS = {"settings_not_handed_over": {"affine_norm_relu_backward/dW"}}
"""What a mistake loses at the seed of its assignment beyond what it declares.

There, an eps of 1e-5 in the place of 1e-12 moves one entry of dW by 1.1 times the tolerance, and no output by
as much: the forward counts as right, so no credit is carried.
"""

SHAPES = {"shape", "shapes"}
"""The names of criteria that ask for nothing else."""

assignments = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda one: one.name)
written = pytest.mark.parametrize(
    "assignment", [*ASSIGNMENTS, *list_assignments(TEMPLATE)], ids=lambda one: one.name
)
"""These, and the files that a new assignment begins with."""


@written
def test_what_is_given_is_found_in_the_cells_that_jupytext_finds(assignment):
    cells = [cell for cell in read_source(assignment) if cell.kind == "code" and cell.role in SOLVED]
    texts = ["\n".join(without_solutions(cell.text, gap="pass")) for cell in cells]
    definitions = [node for text in texts for node in ast.parse(text).body if hasattr(node, "name")]
    assert list(stubs_of(assignment)) == [node.name for node in definitions]


def handout(assignment):
    return COURSE / "assignments" / assignment.name


@cache
def grader(assignment):
    return Grader(assignment)


@cache
def chunks(assignment):
    return reference_chunks(assignment)


# Check files


def check_files(assignment):
    """The hidden checks, the modules beside them that they share, and the public checks."""
    hidden = [path for path in assignment.folder.glob("*.py") if path != assignment.source]
    return sorted([*hidden, *public_checks(assignment)])


def public_checks(assignment):
    return sorted((assignment.folder / "public").glob("check_*.py"))


def imported(path):
    """The modules of this package that a file imports, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            if node.module == "autograder":
                names = [f"autograder.{alias.name}" for alias in node.names]
        yield from (name for name in names if name.split(".")[0] == "autograder")


@written
def test_check_files_import_from_the_authors_door_alone(assignment):
    files = check_files(assignment)
    assert files
    elsewhere = {path.name: found for path in files if (found := set(imported(path)) - {"autograder.checks"})}
    assert elsewhere == {}, "import it from autograder.checks"


@written
def test_points_stand_at_hidden_checks_alone(assignment):
    for path in public_checks(assignment):
        marks = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)]
        assert "pytest.mark.points" not in map(ast.unparse, marks), f"{path}: write pytest.mark.criterion"


@assignments
def test_public_checks_speak_about_every_exercise_and_all_practice(assignment):
    rows = open_handout(handout(assignment)).rubric.rows
    assert {row.exercise for row in rows} == set(assignment.checked)


@assignments
def test_public_checks_know_the_points_of_the_rubric(assignment):
    hidden = {(row.exercise, row.name): row.points for row in grader(assignment).rubric.criteria}
    practice = {row.name for row in assignment.practice}
    for row in open_handout(handout(assignment)).rubric.criteria:
        assert row.points == (0.0 if row.exercise in practice else hidden[row.exercise, row.name])


# The reference and a stub


def lost(criteria):
    """The criteria that did not earn all their points, those marked by hand aside."""
    rows = (row for row in criteria if row.outcome is not Outcome.MANUAL)
    return {f"{row.exercise}/{row.name}": row for row in rows if row.earned < row.points}


@assignments
def test_the_reference_earns_everything_and_a_stub_nothing(assignment):
    with Grader(assignment, name_mistakes=False) as opened:
        right, stub = (
            opened.grade(assignment.source),
            opened.grade(handout(assignment) / f"{assignment.name}.ipynb"),
        )
    assert (right.status, stub.status) == (Status.GRADED, Status.GRADED)
    assert {name: row.message for name, row in lost(right.criteria).items()} == {}
    assert {row.earned for row in stub.automatic} == {0.0}
    said = {row.message for row in stub.automatic if row.outcome is Outcome.FAILED}
    assert said
    assert said <= {f"{name} is not written yet." for name in assignment.functions}


@assignments
def test_the_reference_passes_the_public_checks(assignment):
    practice = [row.name for row in assignment.practice]
    names = load(reference_chunks(assignment, (*assignment.functions, *practice))).names
    functions = {row.name: row.functions for row in assignment.exercises} | {name: (name,) for name in practice}
    for exercise in assignment.checked:
        found = [one.result for one in public_report(handout(assignment), exercise, names, functions)]
        assert {row.outcome for row in found if row} == {Outcome.PASSED}


@assignments
def test_the_handout_holds_nothing_of_the_instructors(assignment):
    assert leaks(assignment, handout(assignment)) == ()


# Known mistakes


def contradicting(rows):
    """The exercises of which one line says that a shape is wrong, and another that all shapes are right."""
    right = {row.exercise for row in rows if row.name in SHAPES and row.outcome is Outcome.PASSED}
    return (
        row.exercise
        for row in rows
        if row.exercise in right and row.outcome is Outcome.FAILED and row.kind is Kind.SHAPE
    )


@pytest.mark.parametrize(("assignment", "mistake"), MISTAKES, ids=[f"{a.name}-{m.id}" for a, m in MISTAKES])
def test_a_mistake_loses_what_it_declares_and_gets_its_name(assignment, mistake):
    """At the seed by which the assignment is marked; `make truth` asks the same at others."""
    code = overlay(chunks(assignment), frames(assignment.folder), assignment.functions, mistake)
    found = grader(assignment).judge_locally(code)
    rows = lost(found.criteria)
    failed = {name: row for name, row in rows.items() if row.outcome is Outcome.FAILED}
    due = set(mistake.loses) | EXCESS.get(mistake.id, set())
    assert set(failed) == due, {name: row.message for name, row in failed.items()}
    assert not set(contradicting(found.criteria))
    carried = {Outcome.CARRIED} if mistake.id in CARRIES else set()
    assert {row.outcome for row in rows.values()} <= {Outcome.FAILED, Outcome.BLOCKED} | carried
    if mistake.warns:
        assert not rows
    elif mistake.named:
        assert failed
        assert {(row.mistake, str(row.hint)) for row in failed.values()} == {(mistake.id, mistake.hint)}
        assert all(f"exactly what comes out when {mistake.name}." in row.message for row in failed.values())


WARNS = [(one, mistake) for one, mistake in MISTAKES if mistake.warns]


@pytest.mark.parametrize(("assignment", "mistake"), WARNS, ids=[f"{a.name}-{m.id}" for a, m in WARNS])
def test_what_costs_nothing_earns_a_warning(assignment, mistake, tmp_path):
    code = overlay(chunks(assignment), frames(assignment.folder), assignment.functions, mistake)
    path = tmp_path / f"{assignment.name}.py"
    path.write_text("\n\n".join(text for _, text in code))
    with Grader(assignment, name_mistakes=False) as opened:
        report = opened.grade(path)
    assert lost(report.criteria) == {}
    assert report.warnings


@assignments
def test_each_mistake_has_a_name_of_its_own_and_a_hint(assignment):
    mistakes = [mistake for one, mistake in MISTAKES if one is assignment]
    assert mistakes
    assert len({mistake.name for mistake in mistakes}) == len(mistakes)
    assert all(mistake.hint.strip() for mistake in mistakes)
