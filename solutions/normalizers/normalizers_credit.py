"""Which gradients earn their points: the reference's, or those that are right for the student's own forward.

A gradient that is exactly right for a wrong forward keeps its points, as long as that forward is still a
normalizer of some kind: it takes out a mean and divides by a spread, over whatever sets of numbers it chose.
"""

from dataclasses import replace

import numpy as np
from normalizers_cases import TINY, backward, forward, wide
from normalizers_laws import broken_law_of_dx

from autograder.checks import (
    EXACT,
    NUMERIC,
    VALUES,
    CheckFailure,
    Failure,
    carrying,
    credit_for,
    expect_close,
    expect_responds,
    is_own_gradient,
    nudged,
    outputs_of,
    remarking,
    response_share,
    scaled_error,
    squeeze_to,
    statistics_share,
)


def expect_gradient(student, reference, case, name, *, tolerance, when="", **param):
    """Demand the gradient with respect to `name` (x, gamma or beta): the reference's, or the own forward's.

    Raises:
        CarriedCredit: it is wrong, but exactly right for the forward that the student wrote.
        CheckFailure: it is neither.
    """
    at = list(case.arguments).index(name)
    what = case.gradients[at]
    (got,) = student.fetch(backward(student, case, **param)[at])
    (expected,) = reference.fetch(backward(reference, case, **param)[at])

    def credit():
        if _same_forward(student, reference, case, **param):  # then the own gradient is the reference's
            return None
        share = carried_share(student, case, got, name, tolerance=tolerance, **param)
        if share and name == "x":
            share = min(share, backward_share(student, case))
        return credit_for(what, share, lost="its mean or its spread")

    law = (lambda: broken_law_of_dx(student, case)) if name == "x" else None
    with carrying(credit), remarking(law):
        expect_close(got, expected, what=what, tolerance=tolerance, scale=case.scale_of(name), when=when)


def _same_forward(student, reference, case, **param):
    (got,) = student.try_fetch(forward(student, case, **param)[0])
    (expected,) = reference.fetch(forward(reference, case, **param)[0])
    return isinstance(got, np.ndarray) and scaled_error(got, expected, scale=case.output_scale) <= EXACT


def carried_share(student, case, got, name, *, tolerance, **param):
    """The share of credit for a gradient that is right for the student's own forward; 0 if it is not."""
    at = case.arguments[name]
    try:
        given = squeeze_to(got, at.shape, what="")
    except CheckFailure:
        return 0.0

    def forward_at(points):
        return outputs_at(student, case, points, name, **param)

    own = is_own_gradient(given, at, case.dout, forward_at, tolerance=min(tolerance, NUMERIC))
    return forward_share(student, case) if own else 0.0


def outputs_at(student, case, points, name="x", **param):
    """The student's outputs with one argument at each of the points, in one message; None if one is no use."""
    handles = [forward(student, case, given={name: point}, **param)[0] for point in points]
    return outputs_of(student, handles, case.x.shape, squeeze=True)


def forward_share(student, case):
    """How much of a normalizer the student's forward is: 1, 0.5 or 0; see `statistics_share`.

    RMSNorm has no mean to lose, so there the spread is all.
    """
    points = list(_probes(case))
    outputs = outputs_at(student, case, points, eps=TINY)
    if outputs is None:
        return 0.0
    share = statistics_share(outputs)
    return share if case.norm.centred else min(1.0, 2 * share)


def backward_share(student, case):
    """How much of a normalizer's gradient the student's backward gives: 1, 0.5 or 0; see `response_share`."""
    cases = (case, replace(case, dout=nudged(case.dout)))
    gradients = student.try_fetch(*(backward(student, one, eps=TINY)[0] for one in cases))
    try:
        share = response_share(*(squeeze_to(dx, case.x.shape, what="dx") for dx in gradients))
    except CheckFailure:
        return 0.0
    return share if case.norm.centred else min(1.0, 2 * share)


def _probes(case):
    """The inputs that `statistics_share` asks for, with each partition in the place of an axis."""
    x = case.x
    other = x[::-1] * 1.3 + 0.7
    yield from (x, other)
    if not case.norm.centred:
        yield from (other, 2 * x, 3 * x, x)  # a shift that moves the output: it shows no mean
        return
    for labels in _partitions(x.shape, case.groups or 1):
        sizes = np.bincount(labels.ravel())
        if sizes.min() == 1:  # nothing is normalised alone: any function would pass
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
        size = max(shape[1] // groups, 1)
        flat = np.arange(n.size).reshape(shape) % shape[1]  # reshaped without moving the channels
        keys += [(n, group), (n, strided), (n, c // groups), (n, c % size), (group,)]
        keys += [(n, *pixel), (n, group, *pixel), (c, *pixel), tuple(pixel), (flat,)]
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
