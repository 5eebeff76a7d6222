"""Hidden checks of ema_update: the weights of old and new are solved for, so that each fault costs once."""

import numpy as np
import pytest
from warmup_cases import check_responds
from warmup_laws import broken_law_of_ema

from autograder.checks import (
    CheckFailure,
    expect_close,
    expect_inputs_left_alone,
    expect_shape,
    mix,
    remarking,
    say,
    weights_in_words,
)

pytestmark = pytest.mark.exercise("ema_update")


def draw(rng):
    """An old and a new average (5,), far from zero and from each other."""
    return rng.normal(3.0, 2.0, size=5), rng.normal(-4.0, 2.0, size=5)


@pytest.mark.points(1, criterion="mix")
def test_mix(student, rng):
    """The result is a mix of old and new, with one weight for each."""
    old, new = draw(rng)
    (got,) = student.fetch(student.ema_update(old, new, 0.7))
    weights = mix(expect_shape(got, old.shape, what=say("the average")), old, new)
    if weights is None or np.abs(weights).min() < 1e-6:
        with remarking(lambda: broken_law_of_ema(student, old, new)):
            expect_close(got, 0.7 * old + 0.3 * new, what=say("the average"), when="at momentum 0.7")


@pytest.mark.gate("depends on both")
@pytest.mark.parametrize("which", ["old", "new"])
def test_depends_on_both(student, rng, which):
    """The result depends on old and on new."""
    old, new = draw(rng)
    pair = (2 * old, new) if which == "old" else (old, 2 * new)
    one, other = student.ema_update(old, new, 0.7), student.ema_update(*pair, 0.7)
    check_responds(student, one, other, what=say("the average"))


@pytest.mark.points(1, criterion="momentum", needs="mix")
@pytest.mark.parametrize("momentum", [0.7, 0.25, 1.0, 0.0])  # at 1 nothing moves, at 0 nothing is remembered
def test_momentum(student, rng, momentum):
    """old keeps the share momentum, new gets the rest."""
    old, new = draw(rng)
    (got,) = student.fetch(student.ema_update(old, new, momentum))
    weights = mix(expect_shape(got, old.shape, what=say("the average")), old, new)
    if weights is None or np.abs(weights - [momentum, 1 - momentum]).max() > 1e-5:
        text = say(
            "When momentum is {keep:g}, old should keep the share {keep:g} and new get {rest:g}; {weights}.",
            keep=momentum,
            rest=1 - momentum,
            weights=weights_in_words(weights, otherwise="what comes out is no mix of the two"),
        )
        raise CheckFailure(text)


@pytest.mark.points(1, criterion="inputs left alone", needs="depends on both")
def test_inputs_left_alone(student, rng):
    """old and new hold the same numbers after the call."""
    inputs = dict(zip(("old", "new"), draw(rng), strict=True))
    expect_inputs_left_alone(student, inputs, lambda old, new: student.ema_update(old, new, 0.7))
