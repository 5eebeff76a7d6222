"""What the hidden checks of batchnorm share: inputs with a purpose, calls, and credit carried forward.

The sizes and ranges are chosen so that each mistake shows where it should and nowhere else:

* N = 7 rows and D = 5 features differ, so a wrong axis shows by its shape; a square case hides no broadcast.
* Column variances of 3600 and more with eps = 1e-12: no place of eps moves anything by 1e-5, and neither does
  an eps of 1e-2 that somebody wrote down in the place of the one that was passed. The sum of seven such squares
  is still a number of half precision.
* Where no eps belongs, in the running averages, variances of 4 to 16 with eps = 0.3: one that is there shows.
* Small variances with eps = 0.3: a misplaced eps moves the output by 4e-2 and more.
* gamma of either sign and never 1, beta never 0, running averages that are not the batch's.
"""

from dataclasses import dataclass, replace

import numpy as np
from batchnorm_laws import broken_law_of_dx, precision_of_x, rounding_of_x

from autograder.checks import (
    EXACT,
    NUMERIC,
    VALUES,
    CarriedCredit,
    CheckFailure,
    Failure,
    aside,
    carrying,
    counting_digits,
    credit_for,
    drawn_once,
    expect_array,
    expect_close,
    expect_responds,
    expect_same_again,
    expect_shape,
    is_own_gradient,
    nudged,
    outputs_of,
    points_along,
    probes,
    remarking,
    response_share,
    same_bits,
    say,
    scaled_error,
    squeeze_to,
    statistics_share,
    truth_values,
)

TINY = 1e-12
"""An eps that does not matter beside a variance of 3600."""


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


@drawn_once
def wide(rng, rows=7, columns=5):
    """Column standard deviations of 60 to 90: the variance rules, and no eps that anybody uses."""
    return _batch(rng, rows, columns, low=60.0, high=90.0, offset=150.0)


@drawn_once
def moderate(rng, rows=7, columns=5):
    """Column standard deviations of 2 to 4: for what has no eps in it."""
    return _batch(rng, rows, columns, low=2.0, high=4.0)


@drawn_once
def narrow(rng, rows=7, columns=5):
    """Column standard deviations of 0.3 to 1.5: eps = 0.3 rules as much as the variance."""
    return _batch(rng, rows, columns, low=0.3, high=1.5)


@drawn_once
def huge(rng):
    """Columns near 3e8 or -3e8 with deviations of 1e7: no eps moves the last digits, float32 still does.

    x holds whole numbers, so that its sums are exact, and so are the differences from a mean so near (P. H.
    Sterbenz, Floating-Point Computation, 1974). The deviations then sum to N times the rounding error of the
    mean, whatever the order of the sum: a factor of this zero that is forgotten gives the same values to all.
    """
    batch = _batch(rng, 7, 5, low=1e7, high=2e7, offset=0.0)
    middle = np.copysign(rng.uniform(2.8e8, 4e8, 5), rng.standard_normal(5))
    return replace(batch, x=np.round(batch.x + middle))


def with_constant_feature(batch):
    """The batch with one column in which nothing changes."""
    x = batch.x.copy()
    x[:, 2] = 4.0
    return replace(batch, x=x)


def _batch(rng, rows, columns, *, low, high, offset=5.0):
    x = rng.standard_normal((rows, columns))
    if rows > 1:
        x -= np.add.reduce(x) / rows
        x /= np.sqrt(np.add.reduce(x * x) / rows)
    x *= rng.uniform(low, high, columns)
    x += rng.uniform(-offset, offset, columns)
    return Batch(
        x=x,
        gamma=_signed(rng, columns),
        beta=_signed(rng, columns),
        dout=rng.standard_normal((rows, columns)),
        running_mean=0.75 * high * rng.standard_normal(columns),
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


def check_constant_feature(student, reference, rng, name):
    """dx of a feature that never changes is (dout - its mean) * gamma / sqrt(eps).

    Which eps it is, is charged under eps: whatever anybody would write down is below a tenth. A variance that
    is not 0 costs dx.
    """
    batch = with_constant_feature(moderate(rng))
    call = {"eps": 1e-5}
    out, dx = student.fetch(forward(student, batch, **call)[0], backward(student, name, batch, **call)[0])
    (right,) = reference.fetch(forward(reference, batch, **call)[0])
    if not _is_right(out, right):
        return  # a gradient that is right for a wrong forward was judged by its differences
    column = squeeze_to(dx, batch.x.shape, what="dx")[:, 2]
    centred = (batch.dout[:, 2] - batch.dout[:, 2].mean()) * batch.gamma[2]
    with np.errstate(all="ignore"):
        variance = np.max(np.abs(centred)) ** 2 / np.max(np.abs(column)) ** 2
    if variance > 0.1:  # not where the division failed: eps is missing there, and that has its own criterion
        raise CheckFailure(
            "dx of a feature that never changes in the batch is far too small: the variance of that feature is"
            " 0, and only eps stands beside it under the root."
        )


def check_eps_of_constant_feature(student, reference, rng, name):
    """dx of a feature that never changes, at the default eps.

    A wrong eps in the forward is charged there. Some right formulas come to 0 / 0 here, which costs nothing.
    """
    batch = narrow(rng)
    constant = with_constant_feature(batch)
    out, dx = student.fetch(
        forward(student, batch, eps=LARGE)[0], backward(student, name, constant, eps=1e-5)[0]
    )
    (right,) = reference.fetch(forward(reference, batch, eps=LARGE)[0])
    (expected,) = reference.fetch(backward(reference, name, constant, eps=1e-5)[0])
    if _is_right(out, right) and np.all(np.isfinite(expect_array(dx, what="dx"))):
        scale = gradient_scale(constant, 1e-5)
        expect_close(dx, expected, what="dx", when="where a feature is constant", scale=scale)


def averages_after(functions, batch, **param):
    """The parameter dict after one call, with both running averages in it as arrays of D numbers."""
    return averages_after_each(functions, (batch, param))[0]


def averages_after_each(functions, *calls):
    """The same for several calls, each with a batch and its parameters, in one message."""
    made = [forward(functions, batch, **param) for batch, param in calls]
    # Only the averages are judged here, whatever out is.
    states = functions.fetch(*(state for _, _, state in made), after=[out for out, _, _ in made])
    return [
        {key: squeeze_to(found, batch.gamma.shape, what=key) for key, found in _both(after).items()}
        for (batch, _), after in zip(calls, states, strict=True)
    ]


def _both(state):
    if not isinstance(state, dict):
        raise CheckFailure("bn_param is no longer a dictionary of plain values after the call.", kind="state")
    for key in ("running_mean", "running_var"):
        if key not in state:
            raise CheckFailure(say('bn_param has no key "{key}" after the call.', key=key), kind="state")
    return {key: state[key] for key in ("running_mean", "running_var")}


def is_of_sum(weights, rows):
    """Whether a running average takes N times the share of the batch that its old value leaves: a sum's."""
    old, new = weights
    return abs(new - rows * (1 - old)) < 1e-6 < abs(new)


def of_mean(weights, rows):
    """The weights, those of a sum turned into those of the mean that it should be."""
    return np.array([weights[0], weights[1] / rows]) if is_of_sum(weights, rows) else weights


def expect_gradient(
    student, reference, batch, *, name, which, tolerance, when="", laws=True, got=None, **param
):
    """Demand the gradient `which` (0 dx, 1 dgamma, 2 dbeta) of the reference, or that of the own forward.

    `got` is what was fetched of it already, with other answers.

    Raises:
        CarriedCredit: it is wrong, but exactly right for the forward that the student wrote.
        CheckFailure: it is neither.
    """
    what = NAMES[which]
    if got is None:
        (got,) = student.try_fetch(backward(student, name, batch, **param)[which])
    if isinstance(got, Failure):
        raise student.failure(got)
    (expected,) = reference.fetch(backward(reference, name, batch, **param)[which])
    scale = gradient_scale(batch, param.get("eps", 1e-5))
    if which:
        scale = np.sum(np.abs(batch.dout), axis=0).max()

    def credit():
        told = _told(student, batch, name, which, **param)
        (right,) = reference.fetch(forward(reference, batch, **param)[0])
        if told is None or _is_right(told.out, right):
            return None
        for one, gradient, out in told.near:
            near = _near_gradient(reference, one, name, which, gradient, out, **param)
            if near:
                return near
        if not _is_own(got, told, batch, which, tolerance=min(tolerance, NUMERIC)):
            return None
        share = _share_of_both(student, batch, name) if which == 0 else forward_share(student, batch)
        return credit_for(what, share, lost=say("its mean or its variance"))

    def law():
        said = truth_values(student, what, backward(student, name, batch, **param)[which])
        said = said or rounding_of_x(student, batch)
        return said or (broken_law_of_dx(student, name, batch) if laws and which == 0 else "")

    with carrying(credit), remarking(law):
        expect_close(got, expected, what=what, tolerance=tolerance, scale=scale, when=when)


def gradient_scale(batch, eps=1e-12):
    """The scale of dx, column by column: the largest |dout * gamma| over the column's deviation; (1, D)."""
    spread = np.sqrt(batch.x.var(axis=0) + eps)
    return np.max(np.abs(batch.dout * batch.gamma), axis=0, keepdims=True) / spread


def check_precision(student, reference, rng, name, before):
    """Nine digits of dx; those that the forward or a backward pass `before` this one gives away cost there."""
    batch = huge(rng)
    scale = gradient_scale(batch)
    (expected,) = reference.fetch(backward(reference, name, batch, eps=TINY)[0])

    def credit():
        with aside(student):
            return _lost_before(student, reference, batch, name, before, expected)

    with carrying(credit), counting_digits("dx", scale, largest="3e8"):
        expect_gradient(
            student,
            reference,
            batch,
            name=name,
            which=0,
            tolerance=EXACT,
            when="at large x",
            laws=False,
            eps=TINY,
        )


def _lost_before(student, reference, batch, name, before, expected):
    """The credit of a dx that lacks the digits only that an earlier answer lacks as well."""
    scale = gradient_scale(batch)
    dx, out, *earlier = student.try_fetch(
        backward(student, name, batch, eps=TINY)[0],
        forward(student, batch, eps=TINY)[0],
        *(backward(student, other, batch, eps=TINY)[0] for other in before),
    )
    (right,) = reference.fetch(forward(reference, batch, eps=TINY)[0])
    answers = [("batchnorm_forward", out, right, batch.output_scale)]
    answers += [(other, found, expected, scale) for other, found in zip(before, earlier, strict=True)]
    small = replace(batch, x=1e-6 * batch.x)  # half precision has no numbers as large as these
    if precision_of_x(student, small) == "float16":
        return CarriedCredit(
            "Half precision has no digits left here, which is charged with the output.", share=1.0
        )
    if not _lacks_digits(dx, expected, scale):
        return None
    for where, found, wanted, unit in answers:
        if _lacks_digits(found, wanted, unit):
            text = say("dx lacks the digits that {where} lacks, and that costs a point there.", where=where)
            return CarriedCredit(text, share=1.0)
    return None


def _lacks_digits(got, expected, scale):
    """Whether an answer is right as a value, and has fewer than nine digits."""
    return isinstance(got, np.ndarray) and EXACT < scaled_error(got, expected, scale=scale) <= VALUES


NEAR = 5e-3
"""What half precision leaves of a value, in units of its scale; the nearest known mistake is 1.7e-2 away."""


def lost_digits(student, batch, got, expected):
    """What is known about an output that is right in its first digits, as a sentence; empty if it is not."""
    if not 1e-4 < scaled_error(got, expected, scale=batch.output_scale) <= NEAR:
        return ""
    one, other = student.fetch(*(forward(student, batch, eps=TINY)[0] for _ in range(2)))
    if not same_bits(one, other):
        return ""
    return rounding_of_x(student, batch) or say(
        "Its first digits are right and the fourth is not, as when numbers of half precision (float16) stand on"
        " the way."
    )


def near_credit(student, reference, batch, what, got, expected, **param):
    """The credit of an answer as near to the right one as the output is from which it was made.

    Digits that are lost on the way cost where they first show, which is the output.
    """
    with aside(student):
        (out,) = student.try_fetch(forward(student, batch, **param)[0])
    (right,) = reference.fetch(forward(reference, batch, **param)[0])
    return _credit_if_near(batch, what, got, expected, out, right)


def _credit_if_near(batch, what, got, expected, out, right, *, scale=None):
    near = isinstance(out, np.ndarray) and VALUES < scaled_error(out, right, scale=batch.output_scale) <= NEAR
    if not near or not isinstance(got, np.ndarray) or scaled_error(got, expected, scale=scale) > NEAR:
        return None
    text = say("{what} is as near to the right values as your output is, which is charged there.", what=what)
    return CarriedCredit(text, share=1.0)


def _near_gradient(reference, batch, name, which, got, out, **param):
    """The credit of the gradient `which` if it is as near to the right one as the output is."""
    right, expected = reference.fetch(
        forward(reference, batch, **param)[0], backward(reference, name, batch, **param)[which]
    )
    scale = gradient_scale(batch, param.get("eps", 1e-5)) if which == 0 else None
    return _credit_if_near(batch, NAMES[which], got, expected, out, right, scale=scale)


@dataclass(frozen=True)
class _Told:
    """What the credit of a wrong gradient rests on."""

    out: np.ndarray  # of the own forward
    outputs: list[np.ndarray] | None  # at `points_along` the argument; None where one is of no use
    near: list[tuple[Batch, object, object]]  # smaller batches, each with its gradient and its output


def _told(student, batch, name, which, **param):
    """All of it in one message, for each message costs more than what it asks; None without an output.

    None of it is the answer by which a mistake is known: that is the gradient alone.
    """
    factors = (1.0, 0.05)  # powers of a variance of 3600 are beyond half precision, those of 9 are not
    smaller = [replace(batch, x=factor * batch.x) for factor in factors]
    points = points_along((batch.x, batch.gamma, batch.beta)[which])
    asked = [forward(student, batch, **param)[0], *_handles_at(student, batch, points, which, **param)]
    for one in smaller:
        asked += [backward(student, name, one, **param)[which], forward(student, one, **param)[0]]
    with aside(student):
        out, *outputs = student.try_fetch(*asked)
    if not isinstance(out, np.ndarray):
        return None
    near = outputs[len(points) :]
    good = all(_has_shape(one, batch.dout.shape) for one in outputs[: len(points)])
    return _Told(
        out=out,
        outputs=outputs[: len(points)] if good else None,
        near=list(zip(smaller, near[::2], near[1::2], strict=True)),
    )


def _has_shape(value, shape):
    return isinstance(value, np.ndarray) and value.shape == shape


def carry_near(student, reference, batch, key, after, keep=0.7):
    """Leave the points of a running average that lacks digits only where the output lacks them.

    Raises:
        CarriedCredit: it does.
    """
    new = {"running_mean": batch.x.mean(axis=0), "running_var": batch.x.var(axis=0)}[key]
    right = keep * batch.averages[key] + (1 - keep) * new
    credit = near_credit(student, reference, batch, key, after[key], right, eps=LARGE)
    if credit:
        raise credit


def _is_own(got, told, batch, which, *, tolerance):
    """Whether a gradient is right for the student's own forward."""
    at = (batch.x, batch.gamma, batch.beta)[which]
    if not isinstance(got, np.ndarray) or got.shape not in (at.shape, (1, *at.shape)):
        return False
    return is_own_gradient(got, at, batch.dout, lambda _: told.outputs, tolerance=tolerance)


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
    return _is_right(got, expected)


def _is_right(got, expected):
    return isinstance(got, np.ndarray) and scaled_error(got, expected) <= VALUES


def _share_of_both(student, batch, name):
    """How much of a normaliser the forward is, and its gradient the backward: the smaller of the two.

    See `statistics_share` and `response_share`.
    """
    batches = (batch, replace(batch, dout=nudged(batch.dout)))
    asked = [backward(student, name, one, eps=TINY)[0] for one in batches]
    asked += _handles_at(student, batch, probes(batch.x), 0, eps=TINY)
    with aside(student):
        dx, other, *outputs = student.try_fetch(*asked)
    good = all(_has_shape(one, batch.x.shape) for one in (dx, other, *outputs))
    return min(statistics_share(outputs), response_share(dx, other)) if good else 0.0


def outputs_at(student, batch, points, which, **param):
    """The student's outputs with argument `which` at each of the points, in one message."""
    return outputs_of(student, _handles_at(student, batch, points, which, **param), batch.dout.shape)


def _handles_at(student, batch, points, which, **param):
    handles = []
    for point in points:
        arguments = [batch.x, batch.gamma, batch.beta]
        arguments[which] = point
        state = student.new({"mode": "train", **param})
        handles.append(student.batchnorm_forward(*arguments, state)[0])
    return handles


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
