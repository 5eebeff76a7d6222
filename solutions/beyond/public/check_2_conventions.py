"""Public checks of torch_to_cs231n and cs231n_to_torch: a layer that was trained with five rows a batch."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, say

HERE, THERE = "torch_to_cs231n", "cs231n_to_torch"

ARRAYS = {"running_mean": np.array([3.0, -1.0, 0.5])}
TORCH = {
    "weight": np.array([1.5, 2.5, -1.0]),
    "bias": np.array([5.0, 6.0, 7.0]),
    **ARRAYS,
    "running_var": np.array([10.0, 20.0, 2.5]),
    "momentum": 0.25,
    "eps": 1e-3,
    "num_batches_tracked": 12,
}
COURSE = {
    "gamma": TORCH["weight"],
    "beta": TORCH["bias"],
    **ARRAYS,
    "running_var": np.array([8.0, 16.0, 2.0]),
    "momentum": 0.75,
    "eps": 1e-3,
}


def expect_item(student, name, given, key, expected):
    """Demand what stands under a key of the new dictionary."""
    (got,) = student.fetch(getattr(student, name)(given, 5))
    if not isinstance(got, dict) or key not in got:
        raise CheckFailure(
            say('{name} should return a dictionary with the key "{key}".', name=name, key=key), kind="state"
        )
    found = got[key]
    if isinstance(found, int | float | np.ndarray):
        found = np.atleast_1d(np.asarray(found, dtype=float))
    expect_close(found, np.atleast_1d(expected), what=key)


@pytest.mark.exercise(HERE)
@pytest.mark.criterion("scale, shift, mean and eps")
@pytest.mark.parametrize("key", ["gamma", "beta", "running_mean", "eps"])
def test_plain_values_here(student, key):
    """gamma, beta, running_mean and eps are taken over as they are."""
    expect_item(student, HERE, TORCH, key, COURSE[key])


@pytest.mark.exercise(HERE)
@pytest.mark.criterion("running variance")
def test_variance_here(student):
    """With five rows, running variances of 10, 20 and 2.5 there are 8, 16 and 2 here."""
    expect_item(student, HERE, TORCH, "running_var", COURSE["running_var"])


@pytest.mark.exercise(HERE)
@pytest.mark.criterion("momentum")
def test_momentum_here(student):
    """A momentum of 0.25 there is 0.75 here."""
    expect_item(student, HERE, TORCH, "momentum", COURSE["momentum"])


@pytest.mark.exercise(THERE)
@pytest.mark.criterion("scale, shift and mean")
@pytest.mark.parametrize("key", ["weight", "bias", "running_mean"])
def test_plain_values_there(student, key):
    """weight, bias and running_mean are taken over as they are."""
    expect_item(student, THERE, COURSE, key, TORCH[key])


@pytest.mark.exercise(THERE)
@pytest.mark.criterion("running variance")
def test_variance_there(student):
    """With five rows, running variances of 8, 16 and 2 here are 10, 20 and 2.5 there."""
    expect_item(student, THERE, COURSE, "running_var", TORCH["running_var"])


@pytest.mark.exercise(THERE)
@pytest.mark.criterion("momentum")
def test_momentum_there(student):
    """A momentum of 0.75 here is 0.25 there."""
    expect_item(student, THERE, COURSE, "momentum", TORCH["momentum"])


@pytest.mark.exercise(THERE)
@pytest.mark.criterion("keys and defaults")
def test_keys_there(student):
    """eps is taken over, and num_batches_tracked is 0."""
    expect_item(student, THERE, COURSE, "eps", TORCH["eps"])
    expect_item(student, THERE, COURSE, "num_batches_tracked", 0.0)


@pytest.mark.exercise(THERE)
@pytest.mark.criterion("keys and defaults")
def test_defaults_there(student):
    """Absent, our eps is 1e-5; an absent momentum gives no error."""
    bare = {key: value for key, value in COURSE.items() if key not in ("momentum", "eps")}
    expect_item(student, THERE, bare, "eps", 1e-5)
