"""Public checks of ema_update: four pairs of an old and a new value."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, say

pytestmark = pytest.mark.exercise("ema_update")

OLD, NEW = np.array([10.0, 0.0, -4.0, 2.0]), np.array([20.0, 8.0, -4.0, -2.0])


def average(student, momentum):
    (got,) = student.fetch(student.ema_update(OLD, NEW, momentum))
    return expect_shape(got, OLD.shape, what=say("the average"))


@pytest.mark.criterion("mix")
def test_mix(student):
    """The result is a mix of old and new, with one weight for each."""
    got = average(student, 0.75)
    weights, *_ = np.linalg.lstsq(np.stack([OLD, NEW], axis=1), got, rcond=None)
    is_mix = np.allclose(weights @ [OLD, NEW], got, rtol=0.0, atol=1e-4)
    if not is_mix or np.abs(weights).min() < 1e-6:  # wrong weights are said under "momentum"
        expect_close(got, np.array([12.5, 2.0, -4.0, 1.0]), what=say("the average"), when="at momentum 0.75")


@pytest.mark.criterion("momentum", needs="mix")
@pytest.mark.parametrize(
    ("momentum", "expected"),
    [
        pytest.param(0.75, [12.5, 2.0, -4.0, 1.0], id="0.75"),
        pytest.param(0.5, [15.0, 4.0, -4.0, 0.0], id="0.5"),
        pytest.param(0.0, [20.0, 8.0, -4.0, -2.0], id="0"),
        pytest.param(1.0, [10.0, 0.0, -4.0, 2.0], id="1"),
    ],
)
def test_momentum(student, momentum, expected):
    """old keeps the share momentum, new gets the rest."""
    got = average(student, momentum)
    expect_close(
        got,
        np.array(expected),
        what=say("the average"),
        when=say("at momentum {momentum:g}", momentum=momentum),
    )


@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student):
    """old and new hold the same numbers after the call."""
    old, new = student.new(OLD), student.new(NEW)
    _, *after = student.fetch(student.ema_update(old, new, 0.75), old, new)
    for what, before, value in zip(("old", "new"), (OLD, NEW), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{what} was changed by the call; work on a new array.", what=what), kind="state"
            )
