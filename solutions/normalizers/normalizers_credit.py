"""Which gradients earn their points: the reference's, or those that are right for the student's own forward.

A gradient that is exactly right for a wrong forward keeps its points, as long as that forward is still a
normalizer of some kind: it takes out a mean and divides by a spread, over whatever sets of numbers it chose.
"""

from dataclasses import replace

import numpy as np
from normalizers_cases import LARGE, TINY, backward, forward, moderate, narrow, roomy, wide, without_spread
from normalizers_laws import broken_law_of_dx, precision_of_x, rounding_of_x

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
    expect_array,
    expect_close,
    expect_responds,
    is_own_gradient,
    nudged,
    outputs_of,
    remarking,
    response_share,
    same_bits,
    say,
    scaled_error,
    squeeze_to,
    statistics_share,
    truth_values,
)


def expect_gradient(student, reference, case, name, *, tolerance, when="", law=None, **param):
    """Demand the gradient with respect to `name` (x, gamma or beta): the reference's, or the own forward's.

    `law()` says why a wrong one must be wrong, in the place of the laws that bind dx.

    Raises:
        CarriedCredit: it is wrong, but exactly right for the forward that the student wrote.
        CheckFailure: it is neither.
    """
    at = list(case.arguments).index(name)
    what = case.gradients[at]
    (got,) = student.fetch(backward(student, case, **param)[at])
    (expected,) = reference.fetch(backward(reference, case, **param)[at])

    def credit():
        if same_forward(student, reference, case, **param):  # then the own gradient is the reference's
            return None
        for factor in (1.0, 0.05):  # powers of a variance of 3600 are beyond half precision, those of 9 are not
            near = _near_gradient(student, reference, replace(case, x=factor * case.x), name, **param)
            if near:
                return near
        share = carried_share(student, case, name, tolerance=min(tolerance, NUMERIC), **param)
        return credit_for(what, share, lost=say("its mean or its spread"))

    def remark():
        said = truth_values(student, what, backward(student, case, **param)[at])
        said = said or rounding_of_x(student, case) or (law() if law else "")
        return said or (broken_law_of_dx(student, case) if name == "x" and not law else "")

    with carrying(credit), remarking(remark):
        scale = case.scale_of(name, param.get("eps", 1e-5))
        expect_close(got, expected, what=what, tolerance=tolerance, scale=scale, when=when)


def same_forward(student, reference, case, *, tolerance=EXACT, **param):
    """Whether the student's forward gives the right output for this case; it then has the right gradient."""
    (got,) = student.try_fetch(forward(student, case, **param)[0])
    (expected,) = reference.fetch(forward(reference, case, **param)[0])
    return isinstance(got, np.ndarray) and scaled_error(got, expected, scale=case.output_scale) <= tolerance


def carried_share(student, case, name, *, tolerance, **param):
    """The share of credit for a gradient that is right for the student's own forward; 0 if it is not.

    It must be right where it is judged. Which share it deserves shows where no axis is short: along an axis of
    two numbers every x_hat is -1 or 1 and dx is zero, however much of a normalizer the forward is.
    """
    room = roomy(case)
    if not is_own(student, case, name, scale=case.scale_of(name, 0.0), tolerance=tolerance, **param):
        return 0.0
    if room is not case and not is_own(student, room, name, tolerance=tolerance, **param):
        return 0.0
    share = forward_share(student, room)
    return min(share, backward_share(student, room)) if share and name == "x" else share


def is_own(student, case, name, *, tolerance, scale=None, **param):
    """Whether the gradient with respect to `name` is that of the student's own forward."""
    at = list(case.arguments).index(name)
    (got,) = student.try_fetch(backward(student, case, **param)[at])
    point = case.arguments[name]
    try:
        given = squeeze_to(got, point.shape, what="")
    except CheckFailure:
        return False

    def forward_at(points):
        return outputs_at(student, case, points, name, **param)

    def own(step):
        return is_own_gradient(given, point, case.dout, forward_at, tolerance=tolerance, scale=scale, step=step)

    return any(own(step) for step in STEPS)


STEPS = (2e-3, 2e-4, 2e-5)
"""Steps of the differences. In a set of a few numbers, some are near each other and want a short one."""


NEAR = 5e-3
"""What half precision leaves of a value, in units of its scale."""


def near_credit(student, reference, case, what, got, expected, *, scale=None, **param):
    """The credit of an answer as near to the right one as the output is from which it was made.

    Digits that are lost on the way cost where they first show, which is the output.
    """
    with aside(student):
        (out,) = student.try_fetch(forward(student, case, **param)[0])
        (right,) = reference.fetch(forward(reference, case, **param)[0])
    near = isinstance(out, np.ndarray) and VALUES < scaled_error(out, right, scale=case.output_scale) <= NEAR
    if not near or not isinstance(got, np.ndarray) or scaled_error(got, expected, scale=scale) > NEAR:
        return None
    text = say("{what} is as near to the right values as your output is, which is charged there.", what=what)
    return CarriedCredit(text, share=1.0)


def _near_gradient(student, reference, case, name, **param):
    """The credit of a gradient if it is as near to the right one as the output is."""
    at = list(case.arguments).index(name)
    with aside(student):
        (got,) = student.try_fetch(backward(student, case, **param)[at])
    (expected,) = reference.fetch(backward(reference, case, **param)[at])
    scale = case.scale_of(name, param.get("eps", 1e-5))
    return near_credit(student, reference, case, case.gradients[at], got, expected, scale=scale, **param)


def lost_digits(student, case, got, expected):
    """What is known about an output that is right in its first digits, as a sentence; empty if it is not."""
    if not 1e-4 < scaled_error(got, expected, scale=case.output_scale) <= NEAR:
        return ""
    one, other = student.fetch(*(forward(student, case, eps=TINY)[0] for _ in range(2)))
    if not same_bits(one, other):
        return ""
    return rounding_of_x(student, case) or say(
        "Its first digits are right and the fourth is not, as when numbers of half precision (float16) stand on"
        " the way."
    )


def check_precision(student, reference, case):
    """Nine digits of dx. Where half precision left none of them in the output, that is charged there."""

    def credit():
        with aside(student):
            precision = precision_of_x(student, case)
        if precision != "float16":
            return None
        text = "Half precision has no digits left here, which is charged with the output."
        return CarriedCredit(text, share=1.0)

    with carrying(credit), counting_digits("dx", case.gradient_scale, largest="1e8"):
        expect_gradient(student, reference, case, "x", tolerance=EXACT)


def check_constant_set(student, reference, rng, norm):
    """dx of numbers that are all alike is (d - its mean) / sqrt(eps), with d = dout * gamma.

    Which eps it is, is charged under eps: whatever anybody would write down is below a tenth. A variance that
    is not 0 costs dx.
    """
    case = without_spread(moderate(rng, norm))
    if not same_forward(student, reference, case, tolerance=VALUES, eps=1e-5):
        return  # a gradient that is right for a wrong forward was judged by its differences
    (dx,) = student.fetch(backward(student, case, eps=1e-5)[0])
    row = norm.sets(squeeze_to(dx, case.x.shape, what="dx"), case.groups)[1]
    d = norm.sets(case.dout * case.along_features(case.gamma), case.groups)[1]
    centred = d - d.mean() if norm.centred else d
    with np.errstate(all="ignore"):
        variance = np.max(np.abs(centred)) ** 2 / np.max(np.abs(row)) ** 2
    if variance > 0.1:  # not where the division failed: eps is missing there, and that has its own criterion
        raise CheckFailure(NO_SPREAD if norm.centred else NO_SQUARES)


NO_SPREAD = (
    "dx of numbers that share a mean and are all alike is far too small: their variance is 0, and only eps"
    " stands beside it under the root."
)
NO_SQUARES = (
    "dx of a row of zeros is far too small: the mean of its squares is 0, and only eps stands beside it under"
    " the root."
)


def check_eps_of_constant_set(student, reference, rng, norm):
    """dx of numbers that are all alike, at the default eps.

    A wrong eps in the forward is charged there. Some right formulas come to 0 / 0 here, which costs nothing.
    """
    case = narrow(rng, norm)
    right = same_forward(student, reference, case, tolerance=VALUES, eps=LARGE)
    case = without_spread(case)
    (dx,) = student.fetch(backward(student, case, eps=1e-5)[0])
    if right and np.all(np.isfinite(expect_array(dx, what="dx"))):
        when = "where all numbers that share a mean are equal" if norm.centred else "where a row is zero"
        expect_gradient(student, reference, case, "x", tolerance=VALUES, when=when, law=lambda: "", eps=1e-5)


def outputs_at(student, case, points, name="x", **param):
    """The student's outputs with one argument at each of the points, in one message; None if one is no use."""
    handles = [forward(student, case, given={name: point}, **param)[0] for point in points]
    return outputs_of(student, handles, case.x.shape, squeeze=True)


def forward_share(student, case):
    """How much of a normalizer the student's forward is: 1, 0.5 or 0; see `statistics_share`.

    RMSNorm has no mean to lose, so there the spread is all.
    """
    company = _company(student, case)
    outputs = None if company is None else outputs_at(student, case, list(_probes(case, company)), eps=TINY)
    if outputs is None:
        return 0.0
    share = statistics_share(outputs)
    return share if case.norm.centred else min(1.0, 2 * share)


def _company(student, case):
    """Where the output moves with the first number of x: what shares its statistics; None without outputs."""
    moved = case.x.copy()
    moved.flat[0] += 0.1 * case.x.std()
    outputs = outputs_at(student, case, [case.x, moved], eps=TINY)
    if outputs is None:
        return None
    change = np.abs(outputs[1] - outputs[0])
    return change > SAME * np.max(np.abs(outputs[0]), initial=0.0)


SAME = 1e-6
"""Changes below this part of the output count as none."""


def backward_share(student, case):
    """How much of a normalizer's gradient the student's backward gives: 1, 0.5 or 0; see `response_share`."""
    cases = (case, replace(case, dout=nudged(case.dout)))
    gradients = student.try_fetch(*(backward(student, one, eps=TINY)[0] for one in cases))
    try:
        share = response_share(*(squeeze_to(dx, case.x.shape, what="dx") for dx in gradients))
    except CheckFailure:
        return 0.0
    return share if case.norm.centred else min(1.0, 2 * share)


def _probes(case, company):
    """The inputs that `statistics_share` asks for, with sets of numbers in the place of an axis.

    One is the company of the first number alone. The others are ways to cut all of x, for a forward that takes
    its mean over other numbers than its spread.
    """
    x = case.x
    other = x[::-1] * 1.3 + 0.7
    yield from (x, other)
    if not case.norm.centred:
        yield from (other, 2 * x, 3 * x, x)  # a shift that moves the output: it shows no mean
        return
    if np.sum(company) > 1:
        center = np.where(company, np.mean(x[company]), x)
        yield x + 1.5 * company
        yield from (center + stretch * (x - center) for stretch in (2.0, 3.0))
    for labels in _partitions(x.shape, case.groups or 1):
        sizes = np.bincount(labels.ravel())
        if sizes.min() == 1:  # no number is normalised alone: any function would pass
            continue
        center = (np.bincount(labels.ravel(), x.ravel()) / sizes)[labels]
        yield x + np.linspace(1.0, 2.0, labels.max() + 1)[labels]
        yield from (center + stretch * (x - center) for stretch in (2.0, 3.0))
    yield x  # the last is the first again: whoever answers otherwise is no normalizer


def _partitions(shape, groups):
    """Ways to cut x into sets that share a mean, right and wrong; each as the number of its set, shape of x."""
    n, c, *pixel = np.indices(shape)
    group = c * groups // shape[1]
    strided = c % groups
    keys = [(n,), (c,), (n, c), (0 * n,)]
    if pixel:
        flat = np.arange(n.size).reshape(shape) % shape[1]  # reshaped without moving the channels
        keys += [(n, group), (n, strided), (group,), (n, group, *pixel), (c, *pixel), (flat,)]
    for parts in keys:
        columns = np.stack([part.ravel() for part in parts])
        yield np.unique(columns, axis=1, return_inverse=True)[1].reshape(shape)


def check_normalises(student, reference, rng, norm):
    """Much counts only once the forward is a normalizer of some kind; the right one is seen at once.

    The right numbers in other places will do: they cost their points where the output is judged.
    """
    case = wide(rng, norm)
    (got,) = student.try_fetch(forward(student, case, eps=TINY)[0])
    if isinstance(got, Failure):
        raise student.failure(got)
    (expected,) = reference.fetch(forward(reference, case, eps=TINY)[0])
    ordered = np.sort(got, axis=None) if isinstance(got, np.ndarray) else np.empty(0)
    if scaled_error(ordered, np.sort(expected, axis=None), scale=1.0) <= VALUES:
        return
    if not forward_share(student, case):
        raise CheckFailure("Judged once the output depends on x through a mean or a spread.")


def check_responds(student, reference, rng, norm):
    """Small criteria of a backward pass wait until its dx depends on what it must depend on."""
    check_normalises(student, reference, rng, norm)
    case = wide(rng, norm)
    stretched = norm.sets(case.x, case.groups)
    stretched = norm.unsets(stretched * np.linspace(1.5, 2.5, len(stretched))[:, np.newaxis], case.x.shape)
    cases = (case, replace(case, dout=case.dout[::-1] + 1.0), replace(case, x=stretched))
    base, *others = student.fetch(*(backward(student, one, eps=TINY)[0] for one in cases))
    moved = dict(zip(("dout", "x"), others, strict=True))
    expect_responds(base, moved, what="dx", shape=case.x.shape, scale=case.gradient_scale)
