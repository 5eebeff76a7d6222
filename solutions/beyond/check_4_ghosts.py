"""Hidden checks of ghost_batchnorm_forward. The comment at a value says which mistake it reveals."""

import numpy as np
import pytest
from beyond_cases import LARGE, TINY, signed, spread_rows

from autograder.checks import (
    VALUES,
    CheckFailure,
    expect_close,
    expect_inputs_left_alone,
    expect_shape,
    probes,
    scaled_error,
    statistics_share,
)

pytestmark = pytest.mark.exercise("ghost_batchnorm_forward")


def chunked(rng, counts, columns=3, *, low=2.0, high=4.0):
    """Chunks of so many rows, each from another place and spread by low to high; x, gamma, beta."""
    x = np.concatenate([spread_rows(rng, count, columns, low=low, high=high) for count in counts])
    return x, signed(rng, columns), signed(rng, columns) + 3.0


def expect_output(student, reference, given, size, *eps, when=""):
    """Demand the reference's output."""
    x, gamma, beta = given
    (got,) = student.fetch(student.ghost_batchnorm_forward(x, gamma, beta, size, *eps))
    (expected,) = reference.fetch(reference.ghost_batchnorm_forward(x, gamma, beta, size, *eps))
    expect_close(got, expected, what="out", when=when, scale=np.abs(gamma) + np.abs(beta))


CASES = [
    pytest.param((4, 4, 4), 4, id="three chunks of 4"),  # 3 is not 4: a size taken for a number of chunks shows
    pytest.param((5, 5), 5, id="two chunks of 5"),
    pytest.param((3, 3, 3), 3, id="square"),  # 3 features: a wrong axis fits by shape
]


@pytest.mark.points(3, criterion="output")
@pytest.mark.parametrize(("counts", "size"), CASES)
def test_output(student, reference, rng, counts, size):
    """Each chunk of `size` consecutive rows is normalised with its own mean and variance."""
    expect_output(student, reference, chunked(rng, counts), size, TINY)


@pytest.mark.gate("normalises")
def test_normalises(student, reference, rng):
    """The output depends on the batch through a mean or a spread."""
    x, gamma, beta = chunked(rng, (4, 4, 4))
    points = probes(x)
    handles = [student.ghost_batchnorm_forward(point, gamma, beta, 4, TINY) for point in points]
    outputs = student.fetch(*handles)
    (expected,) = reference.fetch(reference.ghost_batchnorm_forward(x, gamma, beta, 4, TINY))
    arrays = all(isinstance(out, np.ndarray) for out in outputs)
    right = arrays and scaled_error(outputs[0], expected) <= VALUES
    if not right and not (arrays and statistics_share(outputs)):
        raise CheckFailure("Judged once the output depends on the batch's mean or variance.")


@pytest.mark.points(1, criterion="last chunk", needs="output")
@pytest.mark.parametrize(
    ("counts", "size"),
    [
        pytest.param((4, 4, 3), 4, id="3 rows left"),
        pytest.param((5, 1), 5, id="1 row left"),  # it becomes beta
        pytest.param((7,), 12, id="fewer rows than one chunk"),
    ],
)
def test_last_chunk(student, reference, rng, counts, size):
    """Where size does not divide the rows, the last chunk is what is left."""
    given = chunked(rng, [max(count, 2) for count in counts])
    rows = sum(counts)
    expect_output(
        student, reference, (given[0][:rows], *given[1:]), size, 1e-5, when="where rows are left over"
    )


@pytest.mark.points(1, criterion="eps", needs="output")
def test_eps(student, reference, rng):
    """eps stands inside the root, and it is the eps that was passed."""
    given = chunked(rng, (5, 5), low=0.3, high=1.5)
    expect_output(student, reference, given, 5, LARGE, when="at eps = 0.3")


@pytest.mark.criterion("eps")
def test_default_eps(student, reference, rng):
    """Without eps, it is 1e-5."""
    given = chunked(rng, (5, 5), low=2e-3, high=4e-3)  # variances about 1e-5: the default itself shows
    expect_output(student, reference, given, 5, when="with the default eps")


@pytest.mark.points(1, criterion="inputs left alone", needs="normalises")
def test_inputs_left_alone(student, rng):
    """x, gamma and beta hold the same numbers after the call: a slice of x is a view of it."""
    given = dict(zip(("x", "gamma", "beta"), chunked(rng, (4, 4, 4)), strict=True))
    name = "ghost_batchnorm_forward"
    expect_inputs_left_alone(student, given, lambda *given: getattr(student, name)(*given, 4, TINY), by=name)


@pytest.mark.points(1, criterion="shape", needs="normalises")
def test_shape(student, rng):
    """out is one array with the shape of x."""
    x, gamma, beta = chunked(rng, (4, 4, 4))
    (got,) = student.fetch(student.ghost_batchnorm_forward(x, gamma, beta, 4, TINY))
    expect_shape(got, x.shape, what="out")
