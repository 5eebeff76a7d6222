"""What the hidden checks of batch renormalization share: their inputs, calls, and credit carried.

Where the bounds are wide (`OPEN`), r and d are what the batch and the running averages say; where they
hold r and d fast (the averages of `far`, the bounds of `FAST`), both are constants in truth, so that the
slope of the student's own forward is the gradient that its backward pass should give.
"""

from dataclasses import dataclass, replace

import numpy as np
from beyond_cases import TINY, signed, spread_rows

from autograder.checks import (
    NUMERIC,
    VALUES,
    CarriedCredit,
    CheckFailure,
    Failure,
    carrying,
    expect_close,
    is_own_gradient,
    nudged,
    outputs_of,
    probes,
    response_share,
    say,
    scaled_error,
    statistics_share,
)

OPEN = {"eps": TINY, "r_max": 100.0, "d_max": 100.0}
"""Bounds that nothing reaches."""

FAST = {"eps": TINY, "r_max": 1.5, "d_max": 0.5}
"""Bounds that `far` exceeds in every column."""

NAMES = ("dx", "dgamma", "dbeta")


@dataclass(frozen=True)
class Batch:
    """x, dout (N, D); gamma, beta, running_mean, running_var (D,)."""

    x: np.ndarray
    gamma: np.ndarray
    beta: np.ndarray
    dout: np.ndarray
    running_mean: np.ndarray
    running_var: np.ndarray

    @property
    def running(self):
        return {"running_mean": self.running_mean, "running_var": self.running_var}


def near(rng, rows=7, columns=5, *, low=2.0, high=4.0):
    """A running deviation of 0.5 to 2 times the batch's, on either side, and a running mean not far off."""
    x = spread_rows(rng, rows, columns, low=low, high=high)
    sigma = x.std(axis=0) * np.resize([0.5, 2.0], columns) * rng.uniform(0.9, 1.1, size=columns)
    return _batch(rng, x, x.mean(axis=0) + sigma * signed(rng, columns), sigma**2)


def far(rng, rows=7, columns=5):
    """A running deviation 4 to 6 times smaller or larger, and a running mean 3 to 6 of them away."""
    x = spread_rows(rng, rows, columns, low=20.0, high=40.0)  # a sixth of it is still large beside eps
    factor = rng.uniform(4.0, 6.0, size=columns)
    sigma = x.std(axis=0) * np.where(np.arange(columns) % 2, factor, 1 / factor)
    side = np.where(np.arange(columns) % 3, 1.0, -1.0)  # both bounds of d, with both bounds of r
    return _batch(rng, x, x.mean(axis=0) + side * rng.uniform(3.0, 6.0, size=columns) * sigma, sigma**2)


def scaled(batch, factor):
    """The same batch in other units: x and both running averages are smaller by the factor."""
    return replace(
        batch,
        x=factor * batch.x,
        running_mean=factor * batch.running_mean,
        running_var=factor**2 * batch.running_var,
    )


def _batch(rng, x, running_mean, running_var):
    rows, columns = x.shape
    return Batch(
        x=x,
        gamma=signed(rng, columns),
        beta=signed(rng, columns),
        dout=rng.normal(size=(rows, columns)),
        running_mean=running_mean,
        running_var=running_var,
    )


def output_scale(batch, expected):
    """The scale of the output, column by column."""
    return np.abs(batch.gamma) + np.abs(batch.beta) + np.abs(expected).max(axis=0)


def forward(functions, batch, *, mode="train", **param):
    """Call the forward pass with the batch's running averages; handles of out, cache and the parameter dict."""
    state = functions.new({"mode": mode, **batch.running, **param})
    out, cache = functions.batchrenorm_forward(batch.x, batch.gamma, batch.beta, state).take(2)
    return out, cache, state


def backward(functions, batch, **param):
    """Call the forward and then the backward pass; handles of dx, dgamma, dbeta."""
    _, cache, _ = forward(functions, batch, **param)
    return functions.batchrenorm_backward(batch.dout, cache).take(3)


def expect_output(student, reference, batch, *, when="", **param):
    """Demand the reference's output."""
    (got,) = student.fetch(forward(student, batch, **param)[0])
    (expected,) = reference.fetch(forward(reference, batch, **param)[0])
    expect_close(got, expected, what="out", when=when, scale=output_scale(batch, expected))


def forward_is_right(student, reference, batch, **param):
    """Whether the student's output is the reference's; False where it cannot be had."""
    (got,) = student.try_fetch(forward(student, batch, **param)[0])
    (expected,) = reference.fetch(forward(reference, batch, **param)[0])
    good = isinstance(got, np.ndarray)
    return good and scaled_error(got, expected, scale=output_scale(batch, expected)) <= VALUES


def expect_gradient(student, reference, batch, *, which, when="", **param):
    """Demand the gradient `which` (0 dx, 1 dgamma, 2 dbeta) of the reference, or that of the own forward.

    Raises:
        CarriedCredit: it is wrong, but right for the forward that the student wrote.
        CheckFailure: it is neither.
    """
    (got,) = student.fetch(backward(student, batch, **param)[which])
    (expected,) = reference.fetch(backward(reference, batch, **param)[which])

    def credit():
        if forward_is_right(student, reference, batch, **param):
            return None
        share = _carried_share(student, batch, which)
        message = say("{name} is right for the forward you wrote, so it keeps its points.", name=NAMES[which])
        return CarriedCredit(message, share=share) if share else None

    with carrying(credit):
        expect_close(got, expected, what=NAMES[which], when=when)


def _carried_share(student, batch, which):
    """The share of credit for a gradient that is the slope of the student's own forward; 0 if it is not.

    The slope is taken where the bounds hold r and d fast: elsewhere they would move with x.
    """
    held = far(np.random.default_rng(len(batch.x)), *batch.x.shape)
    at = (held.x, held.gamma, held.beta)[which]
    (got,) = student.try_fetch(backward(student, held, **FAST)[which])
    if not isinstance(got, np.ndarray) or got.size != at.size:
        return 0.0

    def forward_at(points):
        return _outputs_at(student, held, points, which, FAST)

    if not is_own_gradient(got, at, held.dout, forward_at, tolerance=NUMERIC):
        return 0.0
    share = normaliser(student, held)
    if share and which == 0:
        other = replace(held, dout=nudged(held.dout))
        (changed,) = student.try_fetch(backward(student, other, **FAST)[0])
        alike = isinstance(changed, np.ndarray) and changed.shape == got.shape
        share = min(share, response_share(got, changed)) if alike else 0.0
    return share


def normaliser(student, batch):
    """How much of a normaliser the forward is where r = 1 and d = 0: 1, 0.5 or 0; see `statistics_share`."""
    plain = {"eps": TINY, "r_max": 1.0, "d_max": 0.0}
    outputs = _outputs_at(student, batch, probes(batch.x), 0, plain)
    return 0.0 if outputs is None else statistics_share(outputs)


def _outputs_at(student, batch, points, which, param):
    """The student's outputs with argument `which` at each of the points, in one message."""
    handles = []
    for point in points:
        arguments = [batch.x, batch.gamma, batch.beta]
        arguments[which] = point
        state = student.new({"mode": "train", **batch.running, **param})
        handles.append(student.batchrenorm_forward(*arguments, state)[0])
    return outputs_of(student, handles, batch.dout.shape)


def check_normalises(student, reference, rng):
    """Small criteria count once the forward is a normaliser of some kind; the right one is seen at once."""
    batch = near(rng)
    (got,) = student.try_fetch(forward(student, batch, **OPEN)[0])
    if isinstance(got, Failure):
        raise student.failure(got)
    if not forward_is_right(student, reference, batch, **OPEN) and not normaliser(student, batch):
        raise CheckFailure("Judged once the training output depends on the batch's mean or variance.")
