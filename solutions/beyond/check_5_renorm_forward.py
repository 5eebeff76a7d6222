"""Hidden checks of batchrenorm_forward. The comment at a value says which mistake it reveals."""

from dataclasses import replace

import numpy as np
import pytest
from beyond_cases import LARGE, TINY
from renorm_cases import OPEN, check_normalises, expect_output, far, forward, near, scaled

from autograder.checks import (
    CheckFailure,
    expect_close,
    expect_entry,
    expect_inputs_left_alone,
    expect_raises,
    expect_shape,
    say,
    squeeze_to,
)

pytestmark = pytest.mark.exercise("batchrenorm_forward")

SHAPES = [pytest.param((7, 5), id="7x5"), pytest.param((5, 5), id="5x5")]


@pytest.mark.points(2, criterion="training output")
@pytest.mark.parametrize("shape", SHAPES)
def test_training_output(student, reference, rng, shape):
    """In training, the batch normalises, and r and d correct it towards the averages before this call."""
    batch = near(rng, *shape)
    # The momentum is small: running averages that moved before their use show.
    expect_output(student, reference, batch, momentum=0.3, **OPEN)


@pytest.mark.gate("normalises")
def test_normalises(student, reference, rng):
    """The training output depends on the batch through a mean or a spread."""
    check_normalises(student, reference, rng)


@pytest.mark.points(2, criterion="bounds of r", needs="training output")
def test_bounds_of_r(student, reference, rng):
    """r lies between 1 / r_max and r_max; where it meets them, the batch's own deviation divides."""
    batch = far(rng)  # beyond both bounds, in turn; where nothing is bound, the batch's deviation cancels
    expect_output(student, reference, batch, when="where r meets its bounds", eps=TINY, r_max=1.5, d_max=1e6)


@pytest.mark.criterion("bounds of r")
def test_default_bounds_of_r(student, reference, rng):
    """Unless it is given, r_max is 3."""
    batch = far(rng)  # four to six times beyond, in turn
    expect_output(student, reference, batch, when="with the default r_max", eps=TINY, d_max=1e6)


@pytest.mark.points(1, criterion="bounds of d", needs="training output")
def test_bounds_of_d(student, reference, rng):
    """d lies between -d_max and d_max."""
    batch = far(rng)
    expect_output(student, reference, batch, when="where d meets its bounds", eps=TINY, r_max=1e6, d_max=0.5)


@pytest.mark.criterion("bounds of d")
def test_default_bounds_of_d(student, reference, rng):
    """Unless it is given, d_max is 5."""
    batch = far(rng)
    batch = replace(
        batch, running_mean=3.0 * batch.running_mean - 2.0 * batch.x.mean(axis=0)
    )  # nine to eighteen
    expect_output(student, reference, batch, when="with the default d_max", eps=TINY, r_max=1e6)


@pytest.mark.points(1, criterion="test mode", needs="normalises")
@pytest.mark.parametrize("rows", [7, 2])
def test_test_mode(student, reference, rng, rows):
    """In test mode, the running averages normalise, whatever the bounds, and stay as they are."""
    batch = far(rng, rows)
    call = {"mode": "test", "eps": TINY, "r_max": 1.5, "d_max": 0.5, "momentum": 0.7}
    expect_output(student, reference, batch, when="in test mode", **call)
    out, _, state = forward(student, batch, **call)
    (after,) = student.fetch(state, after=[out])
    for key, before in batch.running.items():
        if not np.allclose(_kept(after, key, before.shape), before, rtol=1e-6, atol=0.0):
            raise CheckFailure(say("{key} changed during a call in test mode.", key=key), kind="state")


@pytest.mark.criterion("test mode")
def test_invalid_mode(student, rng):
    """A mode that is neither train nor test raises ValueError."""
    out = forward(student, near(rng), mode="sideways", **OPEN)[0]
    expect_raises(student, out, "ValueError", when="mode = 'sideways'")


@pytest.mark.points(1, criterion="running averages", needs="normalises")
def test_running_averages(student, rng):
    """Both averages keep the weight momentum of their old value; the batch's mean and variance get the rest."""
    batch = near(rng)
    # eps is large here: a variance recorded with eps in it shows. N = 7: so does one with 1/(N - 1).
    out, _, state = forward(student, batch, eps=LARGE, momentum=0.7, r_max=100.0, d_max=100.0)
    (after,) = student.fetch(state, after=[out])
    for key, new in (("running_mean", batch.x.mean(axis=0)), ("running_var", batch.x.var(axis=0))):
        expected = 0.7 * batch.running[key] + 0.3 * new
        expect_close(_kept(after, key, expected.shape), expected, what=key, when="at momentum 0.7")


@pytest.mark.criterion("running averages")
def test_created_averages(student, rng):
    """Averages that are absent start at zeros and ones; without a momentum, it is 0.9."""
    batch = near(rng)
    state = student.new({"mode": "train", **OPEN})
    out = student.batchrenorm_forward(batch.x, batch.gamma, batch.beta, state)[0]
    (after,) = student.fetch(state, after=[out])
    when = "where param has neither averages nor a momentum"
    mean, var = 0.1 * batch.x.mean(axis=0), 0.9 + 0.1 * batch.x.var(axis=0)
    for key, expected in (("running_mean", mean), ("running_var", var)):
        expect_close(_kept(after, key, expected.shape), expected, what=key, when=when)


@pytest.mark.points(1, criterion="eps", needs=("training output", "bounds of r", "test mode"))
@pytest.mark.parametrize("mode", ["train", "test"])
def test_eps(student, reference, rng, mode):
    """eps stands inside both roots: that of the batch's variance and that of the running variance."""
    batch = near(rng, low=0.3, high=1.5)
    call = {"mode": mode, "eps": LARGE, "r_max": 1.1, "d_max": 1e6}  # r meets its bounds: both roots show
    expect_output(student, reference, batch, when=say("in {mode} mode at eps = 0.3", mode=mode), **call)


@pytest.mark.criterion("eps")
@pytest.mark.parametrize("mode", ["train", "test"])
def test_default_eps(student, reference, rng, mode):
    """Unless it is given, eps is 1e-5."""
    batch = scaled(near(rng, low=0.3, high=1.5), 3e-3)  # variances about 1e-5: the default itself shows
    call = {"mode": mode, "r_max": 1.1, "d_max": 1e6}
    expect_output(student, reference, batch, when=say("in {mode} mode with the default eps", mode=mode), **call)


@pytest.mark.points(1, criterion="inputs left alone", needs="normalises")
@pytest.mark.parametrize("mode", ["train", "test"])
def test_inputs_left_alone(student, rng, mode):
    """x, gamma and beta hold the same numbers after the call."""
    batch = near(rng)
    given = {name: getattr(batch, name) for name in ("x", "gamma", "beta")}
    state = student.new({"mode": mode, **OPEN, **batch.running})

    def call(*given):
        return student.batchrenorm_forward(*given, state).take(2)[0]

    expect_inputs_left_alone(student, given, call, by=say("a call in {mode} mode", mode=mode))


@pytest.mark.points(1, criterion="shapes", needs="normalises")
def test_shapes(student, rng):
    """out has the shape of x, the running averages have shape (D,), and exactly out and cache are returned."""
    batch = near(rng)
    state = student.new({"mode": "train", **OPEN, **batch.running})
    out, _ = student.batchrenorm_forward(batch.x, batch.gamma, batch.beta, state).unpack(2)
    out, after = student.fetch(out, state)
    expect_shape(out, batch.x.shape, what="out")
    for key in batch.running:
        if isinstance(after, dict) and key in after:
            expect_shape(after[key], batch.gamma.shape, what=key)


def _kept(state, key, shape):
    """A running average after the call."""
    return squeeze_to(expect_entry(state, key, of="param"), shape, what=key)
