"""What an answer in warmup is told that no known mistake explains, word for word; and what an eps costs."""

from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader
from autograder.marking.earlier import reference_chunks
from autograder.report import Outcome

WARMUP = find_assignment(Path(__file__).resolve().parents[1], "warmup")


@pytest.fixture(scope="module")
def grader():
    return Grader(WARMUP)


def failed(grader, text):
    """The criteria that fail when `text` is laid over the reference, each with its mistake and its message."""
    chunks = [*reference_chunks(WARMUP), ("a cell", "import numpy as np\n" + text)]
    rows = grader.judge_locally(chunks).criteria
    return {f"{row.exercise}/{row.name}": row for row in rows if row.outcome is Outcome.FAILED}


@pytest.mark.parametrize(
    ("criterion", "text", "law"),
    [
        (
            "column_stats/mean",
            "def column_stats(x): return x[0], x.var(axis=0)",
            "When the rows of x are put in another order, mean should stay as it is; it does not.",
        ),
        (
            "column_stats/mean",
            "def column_stats(x): return np.sqrt(np.abs(x.mean(axis=0))), x.var(axis=0)",
            "When x is doubled, mean should double; it does not.",
        ),
        (
            "column_stats/mean",
            "def column_stats(x): return x.max(axis=0) - x.min(axis=0), x.var(axis=0)",
            "What is added to a column of x should be added to its mean; it is not.",
        ),
        (
            "column_stats/variance",
            "def column_stats(x): return x.mean(axis=0), x.std(axis=0) ** 3",
            "When x is doubled, var should be four times as large; it is not.",
        ),
        (
            "column_stats/variance",
            "def column_stats(x): return x.mean(axis=0), (x ** 2).max(axis=0)",
            "A constant added to a column of x should leave var as it is; it does not.",
        ),
        (
            "column_stats/variance",
            "def column_stats(x): return x.mean(axis=0), (x - x.mean(axis=0)).T @ x[:, 0] + len(x)",
            "When every row of x is there twice, var should stay as it is; it does not.",
        ),
        (
            "standardize/values",
            "def standardize(x, eps): return (x - x.mean(axis=0)) / (1 + x.std(axis=0))",
            "When x is doubled, x_hat should stay as it is; it does not.",
        ),
        (
            "standardize/values",
            "def standardize(x, eps): return x / x.std(axis=0) ** 1.0 + 1",
            "A constant added to a column of x should leave x_hat as it is; it does not.",
        ),
        (
            "standardize/values",
            "def standardize(x, eps): return (x - x.max(axis=0)) / np.sqrt(x.var(axis=0) + eps)",
            "The mean of each column of x_hat should be 0; it is not.",
        ),
        (
            "standardize/values",
            "def standardize(x, eps): return (x - x.mean(axis=0)) / x.max(axis=0).std() * 0 + 3",
            "The mean of each column of x_hat should be 0; it is not.",
        ),
        (
            "standardize/values",
            "def standardize(x, eps): return (x - x.mean(axis=0)) / (2 * x.std(axis=0))",
            "The standard deviation of each column of x_hat should be 1; it is not.",
        ),
        (
            "ema_update/mix",
            "def ema_update(old, new, momentum): return old * new",
            "When old and new are equal, they should come out as they are; they do not.",
        ),
        (
            "ema_update/mix",
            "def ema_update(old, new, momentum): return old * old / new",
            "At momentum 1, old should come out as it is; it does not.",
        ),
        (
            "welford/count and mean",
            "def welford(rows):\n    rows = list(rows)\n    return len(rows), rows[0] * 2, 0 * rows[0]",
            "After one row, mean should be that row; it is not.",
        ),
        (
            "welford/M2",
            "def welford(rows):\n    x = np.array(list(rows))\n    return len(x), x.mean(axis=0), x[0] ** 2",
            "After one row, M2 should be 0: nothing has deviated yet. It is not.",
        ),
        (
            "welford/M2",
            "def welford(rows):\n    x = np.array(list(rows))\n"
            "    return len(x), x.mean(axis=0), ((x - x[0]) ** 2).sum(axis=0)",
            "When the rows come in another order, M2 should be the same at the end; it is not.",
        ),
        (
            "merge_stats/M2",
            "def merge_stats(a, b):\n    n = a[0] + b[0]\n"
            "    return n, (a[0] * a[1] + b[0] * b[1]) / n, a[2] + 2 * b[2]",
            "When a and b change places, M2 should be the same; it is not.",
        ),
        (
            "merge_stats/M2",
            "def merge_stats(a, b):\n    n = a[0] + b[0]\n"
            "    return n, (a[0] * a[1] + b[0] * b[1]) / n, 3 * (a[2] + b[2])",
            "When a is merged with itself, M2 should double; it does not.",
        ),
        (
            "merge_stats/count and mean",
            "def merge_stats(a, b):\n    return a[0] + b[0], a[1] * b[1], a[2] + b[2]",
            "When a is merged with itself, mean should stay as it is; it does not.",
        ),
    ],
)
def test_the_law_that_an_answer_breaks(grader, criterion, text, law):
    row = failed(grader, text)[criterion]
    assert row.mistake is None
    assert row.message.endswith(law)


@pytest.mark.parametrize(
    ("eps", "mistake"),
    [("0", "eps_missing"), ("1e-8", "eps_hard_coded_1e_8"), ("1e-2", "eps_hard_coded_1e_2"), ("7e-3", None)],
)
def test_an_eps_of_ones_own_costs_eps(grader, eps, mistake):
    found = failed(grader, f"def standardize(x, eps): return (x - x.mean(0)) / np.sqrt(x.var(0) + {eps})")
    assert {name: row.mistake for name, row in found.items()} == {"standardize/eps": mistake}


@pytest.mark.parametrize("momentum", ["0.99", "0.1"])
def test_a_momentum_of_ones_own_has_its_name(grader, momentum):
    text = f"def ema_update(old, new, momentum): return {momentum} * old + (1 - {momentum}) * new"
    (row,) = failed(grader, text).values()
    assert f"when the momentum is {momentum} whatever the caller passes." in row.message


def test_one_of_two_statistics_keeps_an_axis_and_is_wrong(grader):
    text = "def column_stats(x): return x.mean(0), x.var(0, ddof=1, keepdims=True)"
    assert {name: row.mistake for name, row in failed(grader, text).items()} == {
        "column_stats/divided by N": "variance_by_n_minus_1",
        "column_stats/shapes": "variance_keeps_an_axis",
    }
