"""Everything goes through one door: the reference earns all, a stub nothing."""

import json
import re
from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.report import Outcome, Status

ROOT = Path(__file__).resolve().parents[1]
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm/batchnorm.ipynb"
STUDENTS = ROOT / "solutions/batchnorm/students"


@pytest.fixture(scope="module")
def grader():
    with Grader(BATCHNORM) as opened:
        yield opened


def lost(report):
    return {f"{row.exercise}/{row.name}" for row in report.automatic if row.earned < row.points}


def submit(tmp_path, work):
    """A notebook as a student would hand it in, with the cells of `work` filled."""
    path = tmp_path / "batchnorm.ipynb"
    path.write_text(json.dumps(fill(json.loads(RELEASED.read_text()), work)))
    return path


def test_the_reference_earns_everything(grader):
    report = grader.grade(BATCHNORM.source)
    assert (report.status, report.score, report.max_score) == (Status.GRADED, 50, 50)
    assert {row.outcome for row in report.automatic} == {Outcome.PASSED}
    assert report.warnings == ()
    assert report.manual_max == report.pending == 6


def test_the_released_notebook_earns_nothing(grader):
    report = grader.grade(RELEASED)
    assert report.score == 0
    assert {row.outcome for row in report.automatic} <= {Outcome.FAILED, Outcome.BLOCKED}
    failed = {row.message for row in report.automatic if row.outcome is Outcome.FAILED}
    assert failed == {"batchnorm_forward is not written yet."}


@pytest.mark.parametrize("name", ["tuple-cache", "dict-cache", "list-cache", "loops", "einsum", "helpers"])
def test_every_right_style_earns_everything_as_a_notebook(grader, tmp_path, name):
    report = grader.grade(submit(tmp_path, (STUDENTS / f"{name}.py").read_text()))
    assert lost(report) == set()


def test_a_plain_file_earns_everything(grader):
    assert grader.grade(STUDENTS / "layers.py").score == 50


def test_without_any_metadata_the_work_is_found(grader, tmp_path):
    path = submit(tmp_path, (STUDENTS / "helpers.py").read_text())
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        cell.pop("id", None)
    path.write_text(json.dumps(notebook))
    assert grader.grade(path).score == 50


@pytest.mark.parametrize("name", ["zeros", "linear"])
def test_trivial_forwards_earn_nothing(grader, tmp_path, name):
    body = {
        "zeros": "def batchnorm_forward(x, g, b, p): return 0 * x, None\n"
        "def batchnorm_backward(d, c): return 0 * d, 0 * d[0], 0 * d[0]\n",
        "linear": "def batchnorm_forward(x, g, b, p): return g * x + b, (x, g)\n"
        "def batchnorm_backward(d, c): return d * c[1], (d * c[0]).sum(0), d.sum(0)\n",
    }[name]
    path = tmp_path / "trivial.py"
    path.write_text(body + "batchnorm_backward_alt = batchnorm_backward\n")
    assert grader.grade(path).score == 0


def test_a_backward_that_is_right_for_a_wrong_forward_keeps_its_points(grader, tmp_path):
    report = grader.grade(submit(tmp_path, (STUDENTS / "wrong-forward.py").read_text()))
    assert sum(row.earned for row in report.exercise("batchnorm_backward")) == 15
    assert sum(row.earned for row in report.exercise("batchnorm_backward_alt")) == 11
    (dx,) = [row for row in report.exercise("batchnorm_backward") if row.name == "dx"]
    assert dx.outcome is Outcome.CARRIED
    assert dx.message == (
        "dx is right for the forward you wrote, so it keeps its points though that forward is wrong."
    )


def test_a_missing_function_is_said_once_and_plainly(grader, tmp_path):
    path = tmp_path / "half.py"
    path.write_text("x = 1\n")
    messages = {row.message for row in grader.grade(path).automatic if row.outcome is Outcome.FAILED}
    assert "batchnorm_forward is not defined in your notebook." in messages


def test_a_cell_that_does_not_parse_is_said(grader, tmp_path):
    path = submit(tmp_path, "# %% batchnorm_forward\ndef batchnorm_forward(x, gamma:\n    return x\n")
    report = grader.grade(path)
    assert report.exercise("batchnorm_forward")[0].message.startswith(
        "batchnorm_forward stands in a cell that Python cannot read (cell "
    )


def test_functions_made_by_exec_are_found_by_running_everything(grader, tmp_path):
    source = (STUDENTS / "layers.py").read_text()
    path = tmp_path / "odd.py"
    path.write_text(f"exec({source!r})\n")
    report = grader.grade(path)
    assert report.score == 50
    assert any("all cells were run once" in str(note) for note in report.warnings)


def test_the_mark_does_not_depend_on_what_was_graded_before(grader, tmp_path):
    first = grader.grade(STUDENTS / "layers.py")
    grader.grade(submit(tmp_path, (STUDENTS / "patches-numpy.py").read_text()))
    grader.grade(submit(tmp_path, (STUDENTS / "crashes.py").read_text()))
    again = grader.grade(STUDENTS / "layers.py")
    assert (again.criteria, again.warnings) == (first.criteria, first.warnings)


def test_a_closed_form_that_calls_the_graph_is_told_and_not_charged(grader, tmp_path):
    path = tmp_path / "leaning.py"
    source = (STUDENTS / "layers.py").read_text().split("def batchnorm_backward_alt")[0]
    path.write_text(
        source + "def batchnorm_backward_alt(dout, cache):\n    return batchnorm_backward(dout, cache)\n"
    )
    report = grader.grade(path)
    assert report.score == 50
    assert [str(note) for note in report.warnings] == [
        "batchnorm_backward_alt seems to call batchnorm_backward; the exercise asks for a derivation of its"
        " own. This costs no points.",
    ]


def test_a_table_filled_in_unseen_ways_costs_nothing(grader, tmp_path):
    path = tmp_path / "table.py"
    source = (STUDENTS / "layers.py").read_text()
    table = "CONF = {}\nC = CONF\nC['eps'] = 1e-5\n"
    path.write_text(source.replace('"""\n', '"""\n' + table, 1).replace("1e-5)", 'CONF["eps"])'))
    report = grader.grade(path)
    assert report.score == 50
    assert [str(note) for note in report.warnings] == [
        "what the functions rest on could not be found by name, so all cells were run once",
    ]


STRANGE = ("None", "'text'", "[[1.0], [2.0, 3.0]]", "object()", "{}", "x.astype(complex)")
NUMBERS = (
    *("x > 0", "x.astype('u1')", "x.astype('>f2')", "np.float32(7)", "x * 1e308 * 10", "5e-324 * x", "10**30"),
    *("np.zeros((0, 2**40))", "np.ma.masked_greater(x, 0)", "np.broadcast_to(x[:1, :1], (5, 7))"),
)


@pytest.mark.parametrize("value", [*STRANGE, *NUMBERS])
def test_a_strange_answer_is_the_students_failure_and_no_error_of_ours(grader, tmp_path, value):
    path = tmp_path / "strange.py"
    path.write_text(
        "import numpy as np\n"
        f"def batchnorm_forward(x, gamma, beta, bn_param): return {value}, None\n"
        f"def batchnorm_backward(dout, cache): x = dout; return {value}, {value}, {value}\n"
        "batchnorm_backward_alt = batchnorm_backward\n"
    )
    report = grader.grade(path)
    # A step function is no formula, but it does return two values and leave its inputs alone.
    assert report.score <= (3 if value in NUMBERS else 0)
    assert Outcome.ERROR not in {row.outcome for row in report.automatic}
    assert Outcome.CARRIED not in {row.outcome for row in report.automatic}


def test_averages_in_half_precision_are_the_students_failure(grader, tmp_path):
    path = tmp_path / "half.py"
    text = (STUDENTS / "layers.py").read_text()
    stored = 'bn_param["running_var"] = running_var'
    assert text.count(stored) == 1
    path.write_text(text.replace(stored, f"{stored}.astype(np.float16)"))
    found = {row.name: row for row in grader.grade(path).automatic if row.outcome is not Outcome.PASSED}
    assert set(found) == {"running variance"}
    assert found["running variance"].message == (
        "running_var is not a mix of its old value and the batch's variance. running_var holds numbers of half"
        " precision (float16): three digits. Store float64."
    )


def test_numpy_warnings_are_shown_and_other_text_is_not(grader, tmp_path):
    report = grader.grade(submit(tmp_path, (STUDENTS / "prints-warnings.py").read_text()))
    assert report.score == 50
    assert [re.sub(r"cell \d+, line \d+", "cell, line", str(line)) for line in report.warnings] == [
        "cell, line: RuntimeWarning: divide by zero encountered in log",
        "cell, line: RuntimeWarning: divide by zero encountered in divide",
        "Your code wrote to standard error while it was marked; that costs nothing.",
    ]


def test_text_on_stderr_carries_no_hidden_input_out(grader, tmp_path):
    path = tmp_path / "spy.py"
    text = (STUDENTS / "layers.py").read_text()
    spy = "import sys, warnings; warnings.warn(repr(x)); print(repr(x), file=sys.stderr); N, D = x.shape"
    path.write_text(text.replace("N, D = x.shape", spy))
    (line,) = grader.grade(path).warnings
    assert str(line) == "Your code wrote to standard error while it was marked; that costs nothing."


@pytest.mark.parametrize("seed", range(5))
def test_the_mark_does_not_depend_on_the_seed(seed):
    with Grader(BATCHNORM, seed=seed, name_mistakes=False) as grader:
        assert grader.grade(STUDENTS / "layers.py").score == 50


def test_a_local_judgement_and_the_wall_agree(grader, tmp_path):
    from autograder.submission.notebook import read
    from autograder.submission.slicing import cut

    path = submit(tmp_path, (STUDENTS / "no-mean-road.py").read_text())
    chunks = cut(read(path).code, BATCHNORM.functions).chunks
    assert grader.judge_locally(chunks).criteria == grader.grade(path).criteria[:-2]
