"""Files that are not as they were given out: what is in them is marked, or what they are is said."""

import json
from pathlib import Path

import pytest

from autograder import grading
from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.instructor.demo import fill
from autograder.marking.versions import submission_version
from autograder.report import Status
from autograder.submission.reading import read_work

ROOT = Path(__file__).resolve().parents[1]
BATCHNORM = find_assignment(ROOT, "batchnorm")
RELEASED = ROOT / "assignments/batchnorm/batchnorm.ipynb"
RIGHT = (ROOT / "solutions/batchnorm/students/tuple-cache.py").read_text()


@pytest.fixture(scope="module")
def grader():
    with Grader(BATCHNORM) as opened:
        yield opened


def handed_in(tmp_path, work=RIGHT, below=()):
    """The released notebook with this work, and with these cells below it."""
    notebook = fill(json.loads(RELEASED.read_text()), work)
    notebook["cells"] += [
        {"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
        for text in below
    ]
    path = tmp_path / "batchnorm.ipynb"
    path.write_text(json.dumps(notebook))
    return path


def test_the_notebook_of_another_assignment_is_recognised(grader):
    report = grader.grade(ROOT / "assignments/warmup/warmup.ipynb")
    assert report.status is Status.LOAD_ERROR
    assert report.message == (
        "This is the work of the assignment warmup: no function of batchnorm is in the file. Hand in"
        " batchnorm.ipynb."
    )


def test_own_code_that_defines_nothing_known_is_marked(grader, tmp_path):
    path = tmp_path / "batchnorm.py"
    path.write_text("def something_else(x):\n    return x\n")
    report = grader.grade(path)
    assert (report.status, report.score) == (Status.GRADED, 0)


def test_a_builtin_that_a_later_cell_takes_away(grader, tmp_path):
    work = RIGHT.replace("x.mean(axis=0)", "sum(x) / len(x)")
    assert work != RIGHT
    report = grader.grade(handed_in(tmp_path, work, below=["sum = 0\nfor n in range(3):\n    sum += n\n"]))
    assert report.score == 50
    (said,) = report.review
    assert str(said).endswith("gives sum another value, below the functions that use it; it was left out")
    assert said in report.warnings


def test_the_stub_below_the_written_function(grader, tmp_path):
    stub = "def batchnorm_forward(x, gamma, beta, bn_param):\n    raise NotImplementedError()\n"
    report = grader.grade(handed_in(tmp_path, below=[stub]))
    assert report.score == 50
    assert "batchnorm_forward is written in cell" in str(report.review[0])


def test_wrong_work_gains_nothing_by_another_reading(grader, tmp_path):
    work = RIGHT.replace("x.mean(axis=0)", "x.max(axis=0)")
    plain = grader.grade(handed_in(tmp_path, work))
    disturbed = grader.grade(handed_in(tmp_path, work, below=["np = 3"]))
    assert disturbed.score == plain.score < 50


@pytest.mark.parametrize("error", [RecursionError("too deep"), MemoryError(), KeyError("x")])
def test_what_a_file_makes_our_code_raise_is_the_state_of_that_file(grader, tmp_path, monkeypatch, error):
    def fails(*_):
        raise error

    path = handed_in(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(grading, "read_work", fails)
        report = grader.grade(path)
    assert report.status is Status.ERROR
    assert report.message == f"The grader failed on the file ({type(error).__name__})."
    assert report.review
    assert grader.grade(path).score == 50


@pytest.mark.parametrize("then", ["gone", "another one"])
def test_a_report_says_what_was_read_and_not_what_lies_there_later(grader, tmp_path, monkeypatch, then):
    path = handed_in(tmp_path)
    read_at_once = submission_version(path)

    def reads(path, *others):
        work = read_work(path, *others)
        path.unlink()
        if then == "another one":
            path.write_text("{}")
        return work

    with monkeypatch.context() as patched:
        patched.setattr(grading, "read_work", reads)
        report = grader.grade(path)
    assert report.score == 50
    assert read_at_once.items() <= report.versions.items()


DEEP = "(" * 150 + "1" + ")" * 150


@pytest.mark.parametrize(
    "cell",
    [
        "x = " + "-" * 100_000 + "1",
        f"x = {DEEP}",
        "x = " + "+".join(["1"] * 50_000),
        "x = 1\0",
        "if x:\n" + "".join(" " * n + "if x:\n" for n in range(1, 120)),
        "x = " + "9" * 10_000,
        "# \ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "x." + ".".join(["y"] * 20_000),
        "f" + "()" * 20_000,
        "lambda: " * 5_000 + "1",
        "%%time\n" * 30,
        "!ls \\\n" * 2_000,
        'x = f"{x' * 200,
    ],
)
def test_a_cell_that_is_absurd_costs_that_cell_only(grader, tmp_path, cell):
    report = grader.grade(handed_in(tmp_path, below=[cell]))
    assert (report.status, report.score) == (Status.GRADED, 50)
