"""What the hidden checks of batchnorm share: inputs with a purpose, calls, and credit carried forward.

The sizes and ranges are chosen so that each mistake shows where it should and nowhere else:

* N = 7 rows and D = 5 features differ, so a wrong axis shows by its shape; a square case hides no broadcast.
* Column variances of 4 and more with eps = 1e-12: even the root of a misplaced eps moves nothing by 1e-5.
* Small variances with eps = 0.3: a misplaced eps moves the output by 4e-2 and more.
* gamma of either sign and never 1, beta never 0, running averages that are not the batch's.
"""

from dataclasses import dataclass, replace

import numpy as np
from batchnorm_laws import broken_law_of_dx

from autograder.checks import (
    VALUES,
    CheckFailure,
    Failure,
    carrying,
    credit_for,
    expect_close,
    expect_responds,
    expect_same_again,
    expect_shape,
    is_own_gradient,
    nudged,
    outputs_of,
    probes,
    remarking,
    response_share,
    scaled_error,
    squeeze_to,
    statistics_share,
)

TINY = 1e-12
"""An eps that hardly matters beside a variance of 4."""


LARGE = 0.3
"""An eps that shows where it stands."""

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
    def averages(self):
        return {"running_mean": self.running_mean, "running_var": self.running_var}

    @property
    def output_scale(self):
        return np.abs(self.gamma) + np.abs(self.beta)


def wide(rng, rows=7, columns=5):
    """Column standard deviations of 2 to 4: the variance rules, eps does not."""
    return _batch(rng, rows, columns, low=2.0, high=4.0)


def narrow(rng, rows=7, columns=5):
    """Column standard deviations of 0.3 to 1.5: eps = 0.3 rules as much as the variance."""
    return _batch(rng, rows, columns, low=0.3, high=1.5)


def huge(rng):
    """Column deviations of 1e8: no place or value of eps moves the last digits, float32 still does."""
    return _batch(rng, 7, 5, low=1e8, high=3e8)


def _batch(rng, rows, columns, *, low, high):
    x = rng.standard_normal((rows, columns))
    if rows > 1:
        x -= np.add.reduce(x) / rows
        x /= np.sqrt(np.add.reduce(x * x) / rows)
    x *= rng.uniform(low, high, columns)
    x += rng.uniform(-5.0, 5.0, columns)
    return Batch(
        x=x,
        gamma=_signed(rng, columns),
        beta=_signed(rng, columns),
        dout=rng.standard_normal((rows, columns)),
        running_mean=3.0 * rng.standard_normal(columns),
        running_var=rng.uniform(low**2, high**2, columns),
    )


def _signed(rng, columns):
    """Numbers of 0.5 to 2 with either sign."""
    return np.copysign(rng.uniform(0.5, 2.0, columns), rng.standard_normal(columns))


def forward(functions, batch, **param):
    """Call the forward pass; handles of the output, the cache and the parameter dict."""
    state = functions.new({"mode": "train", **param})
    out, cache = functions.batchnorm_forward(batch.x, batch.gamma, batch.beta, state).take(2)
    return out, cache, state


def backward(functions, name, batch, **param):
    """Call the forward and then the backward pass called `name`; handles of dx, dgamma, dbeta."""
    _, cache, _ = forward(functions, batch, **param)
    return getattr(functions, name)(batch.dout, cache).take(3)


def averages_after(functions, batch, **param):
    """The parameter dict after one call, with both running averages in it as arrays of D numbers."""
    out, _, state = forward(functions, batch, **param)
    functions.demand(out)  # only the averages are judged here, whatever out is
    (after,) = functions.fetch(state)
    return {key: squeeze_to(found, batch.gamma.shape, what=key) for key, found in _both(after).items()}


def _both(state):
    if not isinstance(state, dict):
        raise CheckFailure("bn_param is no longer a dictionary of plain values after the call.", kind="state")
    for key in ("running_mean", "running_var"):
        if key not in state:
            raise CheckFailure(f'bn_param has no key "{key}" after the call.', kind="state")
    return {key: state[key] for key in ("running_mean", "running_var")}


def expect_gradient(student, reference, batch, *, name, which, tolerance, when="", **param):
    """Demand the gradient `which` (0 dx, 1 dgamma, 2 dbeta) of the reference, or that of the own forward.

    Raises:
        CarriedCredit: it is wrong, but exactly right for the forward that the student wrote.
        CheckFailure: it is neither.
    """
    what = NAMES[which]
    (got,) = student.fetch(backward(student, name, batch, **param)[which])
    (expected,) = reference.fetch(backward(reference, name, batch, **param)[which])
    scale = gradient_scale(batch) if which == 0 else np.sum(np.abs(batch.dout), axis=0).max()

    def credit():
        if is_right_forward(student, reference, batch, **param):
            return None
        share = carried_share(student, batch, got, which, tolerance=max(tolerance, 1e-9), **param)
        if share and which == 0:
            share = min(share, backward_share(student, batch, name))
        return credit_for(what, share, lost="its mean or its variance")

    law = (lambda: broken_law_of_dx(student, name, batch)) if which == 0 else None
    with carrying(credit), remarking(law):
        expect_close(got, expected, what=what, tolerance=tolerance, scale=scale, when=when)


def gradient_scale(batch):
    """The scale of dx, column by column: the largest |dout * gamma| over the column's deviation; (1, D)."""
    spread = np.sqrt(batch.x.var(axis=0) + 1e-12) if len(batch.x) > 1 else 1.0
    return np.max(np.abs(batch.dout * batch.gamma), axis=0, keepdims=True) / spread


def carried_share(student, batch, got, which, *, tolerance, **param):
    """The share of credit for a gradient that is right for the student's own forward; 0 if it is not."""
    at = (batch.x, batch.gamma, batch.beta)[which]
    if not isinstance(got, np.ndarray) or got.shape not in (at.shape, (1, *at.shape)):
        return 0.0

    def forward_at(points):
        return outputs_at(student, batch, points, which, **param)

    own = is_own_gradient(got, at, batch.dout, forward_at, tolerance=tolerance)
    return forward_share(student, batch) if own else 0.0


def forward_share(student, batch):
    """How much of a normaliser the student's forward is: 1, 0.5 or 0; see `statistics_share`."""
    outputs = outputs_at(student, batch, probes(batch.x), 0, eps=TINY)
    return 0.0 if outputs is None else statistics_share(outputs)


def is_right_forward(student, reference, batch, **param):
    """Whether the student's forward gives the right output for this batch; it then has the right gradient.

    Raises:
        CheckFailure: it does not run.
    """
    (got,) = student.try_fetch(forward(student, batch, **param)[0])
    if isinstance(got, Failure):
        raise student.failure(got)
    (expected,) = reference.fetch(forward(reference, batch, **param)[0])
    return isinstance(got, np.ndarray) and scaled_error(got, expected) <= VALUES


def backward_share(student, batch, name):
    """How much of a normaliser's gradient the student's backward gives: 1, 0.5 or 0; see `response_share`."""
    batches = (batch, replace(batch, dout=nudged(batch.dout)))
    gradients = student.try_fetch(*(backward(student, name, one, eps=TINY)[0] for one in batches))
    good = all(isinstance(dx, np.ndarray) and dx.shape == batch.x.shape for dx in gradients)
    return response_share(*gradients) if good else 0.0


def outputs_at(student, batch, points, which, **param):
    """The student's outputs with argument `which` at each of the points, in one message."""
    handles = []
    for point in points:
        arguments = [batch.x, batch.gamma, batch.beta]
        arguments[which] = point
        state = student.new({"mode": "train", **param})
        handles.append(student.batchnorm_forward(*arguments, state)[0])
    return outputs_of(student, handles, batch.dout.shape)


def check_forward_normalises(student, reference, rng):
    """Much counts only once the forward is a normaliser of some kind; the right one is, and is seen at once."""
    batch = wide(rng)
    if not is_right_forward(student, reference, batch, eps=TINY) and not forward_share(student, batch):
        raise CheckFailure("Judged once the training output depends on the batch's mean or variance.")


def check_responds(student, rng, name):
    """Small criteria of a backward pass wait until its dx depends on dout and on x."""
    batch = wide(rng)
    other_dout = replace(batch, dout=batch.dout[::-1] + 1.0)
    other_x = replace(batch, x=batch.x * np.linspace(1.5, 2.5, 5))
    asked = (batch, batch, other_dout, other_x)
    base, again, *others = student.fetch(*(backward(student, name, one, eps=TINY)[0] for one in asked))
    moved = dict(zip(("dout", "x"), others, strict=True))
    expect_responds(base, moved, again=again, what="dx", shape=batch.x.shape, scale=gradient_scale(batch))


def check_shapes(student, rng, name):
    """dx has the shape of x, dgamma and dbeta have the shape of gamma."""
    batch = wide(rng)
    values = student.fetch(*backward(student, name, batch, eps=TINY))
    for what, value, like in zip(NAMES, values, (batch.x, batch.gamma, batch.beta), strict=True):
        expect_shape(value, like.shape, what=what)


def check_twice(student, rng, name):
    """dout keeps its numbers, and a second call with the same cache gives the same bits."""
    batch = narrow(rng)
    _, cache, _ = forward(student, batch, eps=LARGE)  # at a large eps, a variance changed in place shows
    function = getattr(student, name)
    expect_same_again(student, batch.dout, NAMES, lambda dout: function(dout, cache).take(3))


def check_count(student, rng, name):
    """Exactly three values are returned: dx, dgamma, dbeta."""
    batch = wide(rng)
    _, cache, _ = forward(student, batch, eps=TINY)
    student.fetch(getattr(student, name)(batch.dout, cache).unpack(3)[0])
