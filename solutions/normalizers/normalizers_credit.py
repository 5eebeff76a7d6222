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
    CarriedCredit,
    CheckFailure,
    Failure,
    expect_close,
    gradient_share,
    normaliser_share,
    nudged,
    points_along,
    scaled_error,
    slope_error,
    squeeze_to,
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
    try:
        expect_close(got, expected, what=what, tolerance=tolerance, scale=case.scale_of(name), when=when)
    except CheckFailure as failure:
        share = 0.0
        if not _same_forward(student, reference, case, **param):  # else the own gradient is the reference's
            share = carried_share(student, case, got, name, tolerance=tolerance, **param)
        if share and name == "x":
            share = min(share, backward_share(student, case))
        if share:
            raise CarriedCredit(_carried(what, share), share=share) from failure
        if name == "x":
            failure.remark = lambda: broken_law_of_dx(student, case)
        raise


def _same_forward(student, reference, case, **param):
    (got,) = student.try_fetch(forward(student, case, **param)[0])
    (expected,) = reference.fetch(forward(reference, case, **param)[0])
    return isinstance(got, np.ndarray) and scaled_error(got, expected, scale=case.output_scale) <= EXACT


def carried_share(student, case, got, name, *, tolerance, **param):
    """The share of credit for a gradient that is right for the student's own forward; 0 if it is not."""
    at = case.arguments[name]
    points = points_along(at)
    outputs = outputs_at(student, case, points, name, **param)
    if outputs is None:
        return 0.0
    try:
        given = squeeze_to(got, at.shape, what="")
    except CheckFailure:
        return 0.0
    error = slope_error(given, outputs, case.dout, points=points)
    return forward_share(student, case) if error <= min(tolerance, NUMERIC) else 0.0


def outputs_at(student, case, points, name="x", **param):
    """The student's outputs with one argument at each of the points, in one message; None if one is no use."""
    handles = [forward(student, case, given={name: point}, **param)[0] for point in points]
    outputs = student.try_fetch(*handles)
    try:
        return [squeeze_to(out, case.x.shape, what="out") for out in outputs]
    except CheckFailure:
        return None


def forward_share(student, case):
    """How much of a normalizer the student's forward is: 1, 0.5 or 0; see `normaliser_share`.

    RMSNorm has no mean to lose, so there the spread is all.
    """
    points = list(_probes(case))
    outputs = outputs_at(student, case, points, eps=TINY)
    if outputs is None:
        return 0.0
    share = normaliser_share(outputs)
    return share if case.norm.centred else min(1.0, 2 * share)


def backward_share(student, case):
    """How much of a normalizer's gradient the student's backward gives: 1, 0.5 or 0; see `gradient_share`."""
    cases = (case, replace(case, dout=nudged(case.dout)))
    gradients = student.try_fetch(*(backward(student, one, eps=TINY)[0] for one in cases))
    try:
        share = gradient_share(*(squeeze_to(dx, case.x.shape, what="dx") for dx in gradients))
    except CheckFailure:
        return 0.0
    return share if case.norm.centred else min(1.0, 2 * share)


def _probes(case):
    """The inputs that `normaliser_share` asks for, with each partition in the place of an axis."""
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
    values = student.try_fetch(*(backward(student, one, eps=TINY)[0] for one in cases))
    for value in values:
        if isinstance(value, Failure):
            raise student.failure(value)
    base, *others = (squeeze_to(value, case.x.shape, what="dx") for value in values)
    for what, other in zip(("dout", "x"), others, strict=True):
        if not np.max(np.abs(other - base) / case.gradient_scale) > NUMERIC:
            raise CheckFailure(f"Judged once dx depends on {what}.")


def _carried(what, share):
    if share == 1.0:
        return (
            f"{what} is right for the forward you wrote, so it keeps its points though that forward is wrong."
        )
    return (
        f"{what} is right for the forward you wrote, but that forward lost its mean or its spread and is"
        " easier to differentiate: half the points."
    )
