"""Hidden checks of sync_stats. The comment at a value says which mistake it reveals."""

import numpy as np
import pytest
from beyond_cases import expect_moves, spread_rows

from autograder.checks import (
    NUMERIC,
    VALUES,
    CarriedCredit,
    CheckFailure,
    carrying,
    expect_close,
    expect_shape,
    expect_unchanged,
    say,
    scaled_error,
    squeeze_to,
)

pytestmark = pytest.mark.exercise("sync_stats")

COUNTS = (5, 1, 9, 3)  # unequal, so that a plain average shows; one device holds a single row, of variance 0


def devices(rng, counts=COUNTS, columns=4):
    """(n, mean, var) of devices whose rows come from different places."""
    found = []
    for count in counts:
        rows = spread_rows(rng, max(count, 2), columns)[:count] + rng.uniform(-3.0, 3.0, size=columns)
        found.append((count, rows.mean(axis=0), rows.var(axis=0)))
    return found


def whole(parts):
    """The mean and the variance of all rows."""
    counts = np.array([[count] for count, _, _ in parts])
    means, variances = (np.array([part[at] for part in parts]) for at in (1, 2))
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, variance_about(mean, counts, means, variances)


def variance_about(center, counts, means, variances):
    """The mean square of all rows about a center, which need not be their mean."""
    return (counts * (variances + (means - center) ** 2)).sum(axis=0) / counts.sum()


CASES = [
    pytest.param(COUNTS, id="four devices"),
    pytest.param((4, 4), id="two alike"),
    pytest.param((6,), id="one"),
]


@pytest.mark.points(2, criterion="mean")
@pytest.mark.parametrize("counts", CASES)
def test_mean(student, rng, counts):
    """The mean of all rows: each device counts by its rows."""
    parts = devices(rng, counts)
    (got,) = student.fetch(student.sync_stats(parts).take(2)[0])
    expect_close(got, whole(parts)[0], what="mean", scale=10.0)


@pytest.mark.points(2, criterion="variance")
@pytest.mark.parametrize("counts", CASES)
def test_variance(student, rng, counts):
    """The variance of all rows: within the devices, and between their means."""
    parts = devices(rng, counts)
    mean, got = student.fetch(*student.sync_stats(parts).take(2))

    def credit():
        if not _fits_own_mean(student, parts, mean, got):
            return None
        message = "var is right for the mean you found, so it keeps its points though that mean is wrong."
        return CarriedCredit(message, share=1.0)

    with carrying(credit):
        expect_close(got, whole(parts)[1], what="var")


def _fits_own_mean(student, parts, mean, var):
    """Whether var is right about a mean that is wrong, but that moves as the rows do."""
    shape = parts[0][1].shape
    mean, var = squeeze_to(mean, shape, what="mean"), squeeze_to(var, shape, what="var")
    counts = np.array([[count] for count, _, _ in parts])
    means, variances = (np.array([part[at] for part in parts]) for at in (1, 2))
    by_deviations = variance_about(mean, counts, means, variances)
    by_squares = variance_about(0.0, counts, means, variances) - mean**2
    shifted = [(count, part_mean + 7.0, part_var) for count, part_mean, part_var in parts]
    (moved,) = student.fetch(student.sync_stats(shifted).take(2)[0])
    return (
        scaled_error(mean, whole(parts)[0], scale=10.0) > VALUES
        and np.allclose(squeeze_to(moved, shape, what="mean") - mean, 7.0, rtol=0.0, atol=1e-6)
        and min(scaled_error(var, by_deviations), scaled_error(var, by_squares)) <= NUMERIC
    )


@pytest.mark.gate("merges")
def test_merges(student, rng):
    """Both results depend on every device."""
    parts = devices(rng)
    mean, var = student.sync_stats(parts).take(2)
    for at in range(len(parts)):
        count, part_mean, part_var = parts[at]
        changed = [*parts[:at], (count, part_mean + 2.0, part_var + 3.0), *parts[at + 1 :]]
        other_mean, other_var = student.sync_stats(changed).take(2)
        expect_moves(student, mean, {say("every device"): other_mean}, name="mean")
        expect_moves(student, var, {say("every device"): other_var}, name="var")


@pytest.mark.points(1, criterion="large offsets", needs="variance")
def test_large_offset(student, rng):
    """The variance survives a mean that is ten million times the spread."""
    near = devices(rng)
    far = [(count, part_mean + 3e7, part_var) for count, part_mean, part_var in near]
    # Squares of 1e15 hold no digit of a variance of 10. A wrong mean is charged where it is judged.
    got, expected = student.fetch(*(student.sync_stats(parts).take(2)[1] for parts in (far, near)))
    expected = squeeze_to(expected, near[0][1].shape, what="var")
    expect_close(got, expected, what="var", tolerance=1e-3, when="after 3e7 was added to every mean")


@pytest.mark.points(1, criterion="shapes", needs="merges")
def test_shapes(student, rng):
    """mean and var have shape (D,), and nothing else is returned."""
    parts = devices(rng)
    mean, var = student.fetch(*student.sync_stats(parts).unpack(2))
    expect_shape(mean, (4,), what="mean")
    expect_shape(var, (4,), what="var")


@pytest.mark.points(1, criterion="parts left alone", needs="merges")
def test_parts_left_alone(student, rng):
    """The devices' means and variances hold the same numbers after the call."""
    parts = devices(rng)
    handle = student.new(parts)
    result = student.sync_stats(handle).take(2)[0]
    _, after = student.fetch(result, handle)
    if not isinstance(after, list) or len(after) != len(parts):
        raise CheckFailure("The list of parts was changed by sync_stats.", kind="state")
    for before, now in zip(parts, after, strict=True):
        arrays = {say("the mean of a device"): before[1], say("the variance of a device"): before[2]}
        expect_unchanged(arrays, now[1:3] if isinstance(now, list | tuple) else (), by="sync_stats")
