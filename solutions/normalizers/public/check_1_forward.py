"""Public checks of the four forward passes: numbers that you can follow by hand, and what must always hold."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, say, squeeze_to

# Four times six numbers; their means are 3, -2, 10, 5, their deviations 2, 3, 4, 2.
NUMBERS = np.array(
    [
        [6.0, 2.0, 3.0, 0.0, 5.0, 2.0],
        [-6.0, 1.0, -2.0, 1.0, 0.0, -6.0],
        [16.0, 5.0, 11.0, 10.0, 13.0, 5.0],
        [4.0, 9.0, 6.0, 4.0, 4.0, 3.0],
    ]
)
NORMALISED = np.array(
    [
        [1.5, -0.5, 0.0, -1.5, 1.0, -0.5],
        [-4 / 3, 1.0, 0.0, 1.0, 2 / 3, -4 / 3],
        [1.5, -1.25, 0.25, 0.0, 0.75, -1.25],
        [-0.5, 2.0, 0.5, -0.5, -0.5, -1.0],
    ]
)
MEANS, VARIANCES = np.array([3.0, -2.0, 10.0, 5.0]), np.array([4.0, 9.0, 16.0, 4.0])

# Five rows whose root mean squares are 5, 5, 3, 5, 6.
ROWS = np.array(
    [
        [7.0, 1.0, -5.0, 5.0],
        [2.0, 4.0, -4.0, 8.0],
        [1.0, -1.0, 5.0, -3.0],
        [-3.0, 3.0, 1.0, 9.0],
        [6.0, -2.0, 10.0, 2.0],
    ]
)
ROWS_NORMALISED = ROWS / np.array([[5.0], [5.0], [3.0], [5.0], [6.0]])

GAMMA, BETA = np.array([2.0, -3.0, 4.0, 1.5, -1.0, 6.0]), np.array([1.0, 0.5, -2.0, 3.0, -1.0, 2.0])


def as_channels(table):
    """Four rows of six numbers as two images of four channels with 1 x 3 pixels: a row for each channel."""
    return table.reshape(4, 2, 1, 3).transpose(1, 0, 2, 3)


def as_groups(table):
    """The same rows as two images with two groups of two channels: a row for each group of an image."""
    return table.reshape(2, 4, 1, 3)


# What each function gets: x, gamma and beta, and G for group norm; and what comes out.
FOUR = (1, 4, 1, 1)
ARGUMENTS = {
    "layernorm_forward": {"x": NUMBERS, "gamma": GAMMA, "beta": BETA},
    "rmsnorm_forward": {"x": ROWS, "gamma": GAMMA[:4]},
    "spatial_batchnorm_forward": {"x": as_channels(NUMBERS), "gamma": GAMMA[:4], "beta": BETA[:4]},
    "spatial_groupnorm_forward": {
        "x": as_groups(NUMBERS),
        "gamma": GAMMA[:4].reshape(FOUR),
        "beta": BETA[:4].reshape(FOUR),
    },
}
EXPECTED = {
    "layernorm_forward": GAMMA * NORMALISED + BETA,
    "rmsnorm_forward": GAMMA[:4] * ROWS_NORMALISED,
    "spatial_batchnorm_forward": GAMMA[:4].reshape(FOUR) * as_channels(NORMALISED) + BETA[:4].reshape(FOUR),
    "spatial_groupnorm_forward": GAMMA[:4].reshape(FOUR) * as_groups(NORMALISED) + BETA[:4].reshape(FOUR),
}

# The small examples that the notebook follows by hand: x, gamma, beta, eps, and what comes out.
BY_HAND = {
    "layernorm_forward": (
        np.array([[1.0, 4.0, 7.0], [23.0, 29.0, 8.0]]),
        np.array([3.0, 2.0, 6.0]),
        np.array([1.0, -1.0, 0.0]),
        3.0,
        np.array([[-2.0, -1.0, 6.0], [2.0, 1.0, -8.0]]),
    ),
    "rmsnorm_forward": (
        np.array([[1.0, -2.0, 2.0], [0.0, 6.0, -6.0]]),
        np.array([4.0, 3.0, -5.0]),
        None,
        1.0,
        np.array([[2.0, -3.0, -5.0], [0.0, 3.6, 6.0]]),
    ),
    "spatial_batchnorm_forward": (
        np.array([[[[5.0, 9.0]], [[6.0, -6.0]]], [[[1.0, 5.0]], [[-2.0, -6.0]]]]),
        np.array([3.0, 5.0]),
        np.array([1.0, -1.0]),
        1.0,
        np.array([[[[1.0, 5.0]], [[7.0, -5.0]]], [[[-3.0, 1.0]], [[-1.0, -5.0]]]]),
    ),
    "spatial_groupnorm_forward": (
        np.array([[[[5.0, 9.0]], [[1.0, 5.0]], [[6.0, -6.0]], [[-2.0, -6.0]]]]),
        np.array([3.0, -3.0, 5.0, 10.0]).reshape(FOUR),
        np.array([1.0, 0.0, -1.0, 2.0]).reshape(FOUR),
        1.0,
        np.array([[[[1.0, 5.0]], [[4.0, 0.0]], [[7.0, -5.0]], [[2.0, -6.0]]]]),
    ),
}

each = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.exercise(name), id=name) for name in ARGUMENTS]
)
spatial = pytest.mark.exercise("spatial_batchnorm_forward")


def call(student, name, *arguments, settings=None, groups=2):
    """The output of a forward pass, and the dictionary of settings after it; eps hardly matters here."""
    mode = {"mode": "train"} if name == "spatial_batchnorm_forward" else {}
    state = student.new({**mode, "eps": 1e-12, **(settings or {})})
    more = (groups,) if name == "spatial_groupnorm_forward" else ()
    given = [argument for argument in arguments if argument is not None]
    return getattr(student, name)(*given, *more, state).take(2)[0], state


@each
@pytest.mark.criterion("output")
def test_numbers_by_hand(student, name):
    """Means and deviations are whole numbers, so each step can be followed."""
    (out,) = student.fetch(call(student, name, *ARGUMENTS[name].values())[0])
    expect_close(out, EXPECTED[name], what="out")


@each
@pytest.mark.criterion("eps", needs="output")
def test_example_of_the_notebook(student, name):
    """At a large eps, the small example of the notebook comes out as there."""
    *arguments, eps, expected = BY_HAND[name]
    (out,) = student.fetch(call(student, name, *arguments, settings={"eps": eps})[0])
    expect_close(out, expected, what="out", when=say("at eps = {eps:g}", eps=eps))


@each
@pytest.mark.criterion("eps")
def test_small_numbers_and_no_eps(student, name):
    """Without eps in the dictionary, it is 1e-5: numbers of 1e-3 times the size show it."""
    x, *others = ARGUMENTS[name].values()
    mode = {"mode": "train"} if name == "spatial_batchnorm_forward" else {}
    more = (2,) if name == "spatial_groupnorm_forward" else ()
    calls = [
        getattr(student, name)(1e-3 * x, *others, *more, student.new({**mode, **eps})).take(2)[0]
        for eps in ({}, {"eps": 1e-5})
    ]
    without, given = student.fetch(*calls)
    expect_close(without, given, what="out", when="without eps, compared with eps = 1e-5")


@each
@pytest.mark.criterion("shapes")
def test_shapes(student, name):
    """The output has the shape of x; a running average has one number for each channel."""
    out, state = student.fetch(*call(student, name, *ARGUMENTS[name].values()))
    expect_shape(out, ARGUMENTS[name]["x"].shape, what="out")
    if name == "spatial_batchnorm_forward":
        for key in ("running_mean", "running_var"):
            expect_shape(stored(state, key), (4,), what=key)


@each
@pytest.mark.criterion("inputs left alone")
def test_inputs_left_alone(student, name):
    """The arrays that were passed hold the same numbers after the call."""
    given = {key: student.new(value) for key, value in ARGUMENTS[name].items()}
    out, _ = call(student, name, *given.values())
    _, *after = student.fetch(out, *given.values())
    for (key, before), value in zip(ARGUMENTS[name].items(), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{key} was changed by the call; work on a new array.", key=key), kind="state"
            )


@pytest.mark.exercise("layernorm_forward")
@pytest.mark.criterion("mode is ignored", needs="output")
@pytest.mark.parametrize("mode", ["train", "test"])
def test_mode_is_ignored(student, mode):
    """A mode in ln_param changes nothing."""
    name = "layernorm_forward"
    (out,) = student.fetch(call(student, name, *ARGUMENTS[name].values(), settings={"mode": mode})[0])
    expect_close(out, EXPECTED[name], what="out", when=say('with mode = "{mode}"', mode=mode))


@pytest.mark.exercise("spatial_groupnorm_forward")
@pytest.mark.criterion("one group and C groups", needs="output")
@pytest.mark.parametrize("groups", [1, 4])
def test_one_group_and_c_groups(student, groups):
    """With G = 1 each image has mean 0 and variance 1 before gamma and beta, with G = C each channel."""
    name = "spatial_groupnorm_forward"
    x, ones, zeros = ARGUMENTS[name]["x"], np.ones(FOUR), np.zeros(FOUR)
    (out,) = student.fetch(call(student, name, x, ones, zeros, groups=groups)[0])
    sets = squeeze_to(out, x.shape, what="out").reshape(2 * groups, -1)
    expect_close(
        sets.mean(axis=1),
        np.zeros(2 * groups),
        what=say("the mean of each group"),
        when=say("with G = {groups}", groups=groups),
    )
    expect_close(
        sets.std(axis=1),
        np.ones(2 * groups),
        what=say("the deviation of each group"),
        when=say("with G = {groups}", groups=groups),
    )


# What the running averages hold before a call.
OLD_MEAN, OLD_VAR = np.array([10.0, 0.0, -10.0, 20.0]), np.array([16.0, 25.0, 4.0, 25.0])
RUNNING = {"running_mean": OLD_MEAN, "running_var": OLD_VAR}


def stored(state, key):
    if not isinstance(state, dict) or key not in state:
        raise CheckFailure(say('bn_param has no key "{key}" after the call.', key=key), kind="state")
    return state[key]


def running_after(student, **settings):
    """Both running averages after a call; eps is large, so that it shows where it does not belong."""
    name = "spatial_batchnorm_forward"
    out, state = call(student, name, *ARGUMENTS[name].values(), settings={"eps": 0.3, **RUNNING, **settings})
    (state,) = student.fetch(state, after=[out])
    return {key: squeeze_to(stored(state, key), (4,), what=key) for key in RUNNING}


def shares(new, old, batch):
    """How much of the old value and of the batch's is in the new one; None if it is no mix of the two."""
    parts = np.column_stack([old, batch])
    found = np.linalg.lstsq(parts, new, rcond=None)[0]
    return found if np.allclose(parts @ found, new, rtol=0.0, atol=1e-6) else None


@spatial
@pytest.mark.criterion("test output")
def test_test_mode(student):
    """In test mode, the running averages stand in for those of the batch: roots 4, 5, 2 and 5."""
    name = "spatial_batchnorm_forward"
    x, gamma, beta = ARGUMENTS[name].values()
    (out,) = student.fetch(call(student, name, x, gamma, beta, settings={"mode": "test", **RUNNING})[0])
    x_hat = (x - np.array([10.0, 0.0, -10.0, 20.0]).reshape(FOUR)) / np.array([4.0, 5.0, 2.0, 5.0]).reshape(
        FOUR
    )
    expect_close(out, gamma.reshape(FOUR) * x_hat + beta.reshape(FOUR), what="out", when="in test mode")


@spatial
@pytest.mark.criterion("running averages")
def test_running_averages(student):
    """Each running average becomes a mix of its old value and the batch's, channel by channel."""
    after = running_after(student, momentum=0.7)
    found = shares(after["running_mean"], OLD_MEAN, MEANS)
    if found is None or abs(found[1]) < 1e-6:
        expect_close(
            after["running_mean"],
            np.array([7.9, -0.6, -4.0, 15.5]),
            what="running_mean",
            when="at momentum 0.7",
        )
    # Shares that are wrong in the same way for both count under momentum.
    other = shares(after["running_var"], OLD_VAR, VARIANCES)
    if other is None or not np.allclose(other, found, rtol=0.0, atol=1e-6):
        expect_close(
            after["running_var"], np.array([12.4, 20.2, 7.6, 18.7]), what="running_var", when="at momentum 0.7"
        )


@spatial
@pytest.mark.criterion("momentum", needs="running averages")
@pytest.mark.parametrize("momentum", [0.7, None], ids=["given", "default"])
def test_momentum(student, momentum):
    """The old running mean keeps the share momentum (0.9 unless given), the batch gets the rest."""
    after = running_after(student, **({} if momentum is None else {"momentum": momentum}))
    keep = 0.9 if momentum is None else momentum
    found = shares(after["running_mean"], OLD_MEAN, MEANS)
    if found is None or not np.allclose(found, (keep, 1 - keep), rtol=0.0, atol=1e-6):
        old, new = (np.nan, np.nan) if found is None else found
        none_given = momentum is None
        when = say("no momentum is given") if none_given else say("momentum is {momentum}", momentum=momentum)
        raise CheckFailure(
            say(
                "When {when}, the old running mean should keep the share {keep:g} and the batch get {rest:g};"
                " they get {old:.4g} and {new:.4g}.",
                when=when,
                keep=keep,
                rest=1 - keep,
                old=old,
                new=new,
            )
        )


@spatial
@pytest.mark.criterion("record left alone in test mode")
def test_record_left_alone(student):
    """Test mode does not change the running averages."""
    for key, value in running_after(student, mode="test").items():
        if not np.array_equal(value, RUNNING[key]):
            raise CheckFailure(say("{key} changed during a call in test mode.", key=key), kind="state")
