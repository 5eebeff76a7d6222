"""Where no known mistake explains an answer, the law that it breaks is said, word for word."""

from pathlib import Path

import pytest

from autograder.assignment import find_assignment
from autograder.grading import Grader

ROOT = Path(__file__).resolve().parents[1]
LAYERS = (ROOT / "solutions/batchnorm/students/layers.py").read_text()


@pytest.fixture(scope="module")
def grader():
    with Grader(find_assignment(ROOT, "batchnorm")) as opened:
        yield opened


def first_failure(grader, source, criterion):
    found = grader.judge_locally((("layers.py", source),))
    (row,) = [
        row for row in found.criteria if row.name == criterion and row.exercise != "batchnorm_backward_alt"
    ]
    assert row.outcome.value == "failed"
    assert row.mistake is None
    return row.message


X_HAT = "x_hat = (x - mean) / np.sqrt(var + eps)"
DX = "dx = dx_hat / std + dvar * 2 * x_hat * std / N + dmean / N"


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        (
            f"{X_HAT} * (1 + 1e-3 * np.random.rand())",
            "Two calls with the same batch give different outputs: is there chance in it?",
        ),
        (
            "x_hat = (x - mean) / np.sqrt(var + eps) * (1 + np.arange(N)[:, None])",
            "When the rows of x change places, the rows of out should change places with them; they do not.",
        ),
        (f"{X_HAT} + 0.01", "The mean of each column of out should be beta; it is not."),
        (f"{X_HAT} * 1.5", "The standard deviation of each column of out should be |gamma|; it is not."),
    ],
)
def test_laws_of_the_output(grader, wrong, law):
    assert X_HAT in LAYERS
    assert first_failure(grader, LAYERS.replace(X_HAT, wrong), "training output").endswith(law)


@pytest.mark.parametrize(
    ("wrong", "law"),
    [
        (f"{DX} + 0.1", "When dout is doubled, dx should double: a gradient is linear in dout. It does not."),
        (
            f"{DX} + 0.1 * dout.sum(axis=1, keepdims=True)",
            "The dout of one feature should reach the dx of that feature only; here it reaches others.",
        ),
        (
            f"{DX} + 0.1 * dout * np.arange(N)[:, None]",
            "When the rows of x and dout change places, the rows of dx should follow; they do not.",
        ),
        (
            f"{DX} + 0.1 * dout",
            "The columns of dx do not sum to zero, but a constant added to a column of x leaves out as it is,"
            " so they must.",
        ),
        (
            f"{DX} + 0.1 * (dout - dout.mean(axis=0))",
            "The sum of x_hat * dx over a column is not zero, but stretching a column of x leaves out as it is,"
            " so it must be.",
        ),
    ],
)
def test_laws_of_dx(grader, wrong, law):
    assert DX in LAYERS
    assert first_failure(grader, LAYERS.replace(DX, wrong), "dx").endswith(law)


def test_a_known_mistake_is_named_and_no_law_is_added(grader):
    source = LAYERS.replace(" + dmean / N", "")
    found = grader.judge_locally((("layers.py", source),))
    (row,) = [row for row in found.criteria if (row.exercise, row.name) == ("batchnorm_backward", "dx")]
    assert row.message.endswith("This is exactly what comes out when no gradient reaches x through the mean.")
