"""A handout names the mistakes that its public checks can see, with no solution on the learner's machine."""

import shutil
from html import escape
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.learner.public import open_handout, public_report, read_rubric
from autograder.learner.remarks import Report
from autograder.learner.report_page import report_html
from autograder.marking.earlier import reference_chunks
from autograder.marking.mistakes import frames, overlay, read_mistakes
from autograder.report import Outcome
from autograder.sandbox.steps import load

from .accessible import faults

ROOT = Path(__file__).resolve().parents[2]
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm"
MISTAKES = {mistake.id: mistake for mistake in read_mistakes(BATCHNORM.folder)}
CHUNKS = reference_chunks(BATCHNORM)
FRAME = frames(BATCHNORM.folder)
STYLES = sorted((ROOT / "tests/truth/styles").glob("*.py"))

UNNAMED = {
    "alt_calls_backward": "it is right, and costs nothing",
    "float64_for_float32": "it is right, and costs nothing",
    "variance_in_one_pass": "it is right but for lost digits, and costs nothing",
    "averages_taken_for_granted": "only hidden checks call without running averages",
    "running_var_starts_at_one": "only hidden checks call without running averages",
    "random_part_of_batch": "chance is in it: its checks fail, and no values are the same twice",
    "constant_feature_guarded": "only hidden checks hold a feature without spread",
    **{
        f"vanishing_{what}_without_dvar{factor}": "it shows at large x only, which only hidden checks hold"
        for what in ("mean", "sum")
        for factor in ("", "_2", "_minus_1", "_1")
    },
}
"""The mistakes that get no name in a handout, and why."""

HIDDEN = {
    "batchnorm_forward": {"averages created when absent", "two return values", "invalid mode", "precision"},
    "batchnorm_backward": {"three return values", "precision"},
    "batchnorm_backward_alt": {"three return values", "precision"},
}
"""The criteria that no public check speaks about."""


def kernel(mistake=None):
    """The names of a kernel in which someone has written the reference, or a known mistake."""
    return load(overlay(CHUNKS, FRAME, BATCHNORM.functions, mistake) if mistake else CHUNKS).names


def results(names, exercise, folder=RELEASED):
    """The public results by criterion."""
    return by_name(public_report(folder, exercise, names))


def by_name(lines):
    return {line.line.name: line.result for line in lines if line.result}


def failed(found):
    return {name: row for name, row in found.items() if row.outcome is Outcome.FAILED}


@pytest.mark.parametrize("name", [name for name in MISTAKES if name not in UNNAMED])
def test_a_mistake_gets_its_own_name_and_no_other(name):
    mistake = MISTAKES[name]
    names, seen = kernel(mistake), set()
    for exercise in dict.fromkeys(key.split("/")[0] for key in mistake.loses):
        lines = public_report(RELEASED, exercise, names)
        rows = failed(by_name(lines))
        shown = report_html(Report(exercise, lines))
        assert escape(f"exactly what comes out when {mistake.name}.") in shown
        assert list(faults(shown)) == []
        seen |= {f"{exercise}/{criterion}" for criterion in rows}
        assert {row.mistake for row in rows.values()} == {name}
        assert {str(row.hint) for row in rows.values()} == {mistake.hint}
        assert all(f"exactly what comes out when {mistake.name}." in row.message for row in rows.values())
    assert set(mistake.loses) <= seen


@pytest.mark.parametrize("name", UNNAMED)
def test_some_stay_without_a_name(name):
    found = [results(kernel(MISTAKES[name]), exercise) for exercise in BATCHNORM.functions]
    assert all(row.mistake is None for rows in found for row in rows.values())
    if name != "random_part_of_batch":
        assert not any(failed(rows) for rows in found)


def test_all_but_these_are_named():
    assert len(MISTAKES) - len(UNNAMED) == 179
    assert set(UNNAMED) <= set(MISTAKES)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_right_work_passes_and_gets_no_name(path):
    names = {"__name__": "__main__"}
    exec(compile(path.read_text(), path.name, "exec"), names)
    for exercise in BATCHNORM.functions:
        rows = results(names, exercise).values()
        assert {(row.outcome, row.mistake, row.message) for row in rows} == {(Outcome.PASSED, None, "")}


def test_a_mistake_of_ones_own_gets_no_name():
    names = kernel()
    right = names["batchnorm_backward"]
    names["batchnorm_backward"] = lambda dout, cache: (1.001 * right(dout, cache)[0], *right(dout, cache)[1:])
    rows = failed(results(names, "batchnorm_backward"))
    assert set(rows) == {"dx"}
    assert rows["dx"].mistake is None
    assert not rows["dx"].hint


def test_an_answer_close_to_a_mistake_is_not_that_mistake():
    names = kernel(MISTAKES["mean_road_missing"])
    wrong = names["batchnorm_backward"]
    names["batchnorm_backward"] = lambda dout, cache: (
        wrong(dout, cache)[0] * (1 + 1e-7),
        *wrong(dout, cache)[1:],
    )
    assert failed(results(names, "batchnorm_backward"))["dx"].mistake is None


@pytest.mark.parametrize("text", [None, "", "[", "{}", "[{}]", '[{"id": 1}]', "\udcff"])
def test_without_signatures_checks_work_as_before(tmp_path, text):
    folder = tmp_path / "batchnorm"
    shutil.copytree(RELEASED, folder, ignore=shutil.ignore_patterns("signatures.json", "__pycache__"))
    if text is not None:
        (folder / "signatures.json").write_bytes(text.encode(errors="surrogateescape"))
    rows = failed(results(kernel(MISTAKES["mean_road_missing"]), "batchnorm_backward", folder))
    assert set(rows) == {"dx"}
    assert rows["dx"].mistake is None
    assert rows["dx"].message.startswith("dx has wrong values: 15 of 15 entries are off.")


@pytest.mark.parametrize("exercise", BATCHNORM.functions)
def test_public_checks_speak_of_the_rubrics_lines(exercise):
    lines = {line.name for line in read_rubric(RELEASED) if line.exercise == exercise}
    rows = open_handout(RELEASED).rubric.rows
    assert {row.name for row in rows if row.exercise == exercise} == lines - HIDDEN[exercise]
