"""Public checks of batchnorm_forward: numbers that you can follow by hand, and what must always hold."""

import numpy as np
import pytest

from autograder.checks import CheckFailure, expect_close, expect_shape, same_bits, say, squeeze_to

pytestmark = pytest.mark.exercise("batchnorm_forward")

# Six examples, five features. Means 3, -2, 10, 5, 1; deviations 2, 3, 4, 2, 5.
X = np.array(
    [
        [6.0, -6.0, 16.0, 4.0, 6.0],
        [2.0, 1.0, 5.0, 9.0, -6.0],
        [3.0, -2.0, 11.0, 6.0, 7.0],
        [0.0, 1.0, 10.0, 4.0, 1.0],
        [5.0, 0.0, 13.0, 4.0, 3.0],
        [2.0, -6.0, 5.0, 3.0, -5.0],
    ]
)
MEAN, VAR = np.array([3.0, -2.0, 10.0, 5.0, 1.0]), np.array([4.0, 9.0, 16.0, 4.0, 25.0])
GAMMA, BETA = np.array([4.0, -6.0, 2.0, 3.0, -10.0]), np.array([1.0, -2.0, 3.0, -1.0, 2.0])

# The same batch, a hundred times as large: the same numbers come out, and no usual eps shows in them.
WIDE_X = 100 * X

# What the running averages hold before the call.
OLD_MEAN, OLD_VAR = np.array([10.0, 0.0, -10.0, 20.0, 5.0]), np.array([16.0, 25.0, 4.0, 25.0, 100.0])

# The batch that the notebook follows by hand, at eps = 3.
SMALL_X = np.array([[1.0, 23.0], [4.0, 29.0], [7.0, 8.0]])
SMALL_GAMMA, SMALL_BETA = np.array([2.0, 3.0]), np.array([5.0, -1.0])


def call(student, mode, x=X, **param):
    """The output for a batch, and bn_param after the call; eps hardly matters here."""
    state = student.new({"mode": mode, "eps": 1e-12, "running_mean": OLD_MEAN, "running_var": OLD_VAR, **param})
    out, _ = student.batchnorm_forward(x, GAMMA, BETA, state).take(2)
    return out, state


def call_small(student, **param):
    """The output for the batch that the notebook follows by hand."""
    state = student.new({"eps": 3.0, **param})
    return student.batchnorm_forward(SMALL_X, SMALL_GAMMA, SMALL_BETA, state).take(2)[0]


def averages(student, mode, **param):
    """Both running averages after a call; eps is large, so that it shows where it does not belong."""
    out, state = call(student, mode, eps=0.3, **param)
    (state,) = student.fetch(state, after=[out])
    return [squeeze_to(stored(state, key), MEAN.shape, what=key) for key in ("running_mean", "running_var")]


def stored(state, key):
    if not isinstance(state, dict) or key not in state:
        raise CheckFailure(say('bn_param has no key "{key}" after the call.', key=key), kind="state")
    return state[key]


def shares(new, old, batch):
    """How much of the old value and of the batch's is in the new one; None if it is no mix of the two."""
    parts = np.column_stack([old, batch])
    found = np.linalg.lstsq(parts, new, rcond=None)[0]
    return found if np.allclose(parts @ found, new, rtol=0.0, atol=1e-6) else None


def same_shares(one, other):
    return one is not None and other is not None and np.allclose(one, other, rtol=0.0, atol=1e-6)


@pytest.mark.criterion("training output")
def test_batch_of_six(student):
    """Each feature of the batch of six becomes gamma * x_hat + beta."""
    (out,) = student.fetch(call(student, "train", WIDE_X)[0])
    expected = [
        [7.0, 6.0, 6.0, -2.5, -8.0],
        [-1.0, -8.0, 0.5, 5.0, 16.0],
        [1.0, -2.0, 3.5, 0.5, -10.0],
        [-5.0, -8.0, 3.0, -2.5, 2.0],
        [5.0, -6.0, 4.5, -2.5, -2.0],
        [-1.0, 6.0, 0.5, -4.0, 14.0],
    ]
    expect_close(out, np.array(expected), what="out")


@pytest.mark.criterion("training output")
def test_any_batch(student, rng):
    """Each column of out has the mean beta and the standard deviation |gamma|."""
    (out,) = student.fetch(call(student, "train", rng.normal(300.0, 500.0, size=(8, 5)))[0])
    out = expect_shape(out, (8, 5), what="out")
    expect_close(out.mean(axis=0), BETA, what=say("the mean of the columns of out"))
    expect_close(out.std(axis=0), np.abs(GAMMA), what=say("the deviation of the columns of out"))


@pytest.mark.criterion("test output")
def test_test_mode(student):
    """In test mode, the running averages stand in for the mean and the variance of the batch."""
    running = {"running_mean": 100 * OLD_MEAN, "running_var": 100**2 * OLD_VAR}
    (out,) = student.fetch(call(student, "test", WIDE_X, **running)[0])
    expected = [
        [-3.0, 5.2, 29.0, -10.6, 1.0],
        [-7.0, -3.2, 18.0, -7.6, 13.0],
        [-6.0, 0.4, 24.0, -9.4, 0.0],
        [-9.0, -3.2, 23.0, -10.6, 6.0],
        [-4.0, -2.0, 26.0, -10.6, 4.0],
        [-7.0, 5.2, 18.0, -11.2, 12.0],
    ]
    expect_close(out, np.array(expected), what="out", when="in test mode")


@pytest.mark.criterion("running mean")
def test_running_mean(student):
    """The running mean becomes a mix of its old value and the batch's mean."""
    mean, _ = averages(student, "train", momentum=0.7)
    mix = shares(mean, OLD_MEAN, MEAN)
    of_sum = mix is not None and abs(mix[1] - len(X) * (1 - mix[0])) < 1e-6
    if mix is None or abs(mix[1]) < 1e-6 or of_sum:
        expect_close(mean, np.array([7.9, -0.6, -4.0, 15.5, 3.8]), what="running_mean", when="at momentum 0.7")


@pytest.mark.criterion("running variance")
def test_running_variance(student):
    """The running variance becomes a mix of its old value and the batch's variance."""
    mean, var = averages(student, "train", momentum=0.7)
    # Shares that are wrong in the same way for both averages count under momentum.
    if not same_shares(shares(var, OLD_VAR, VAR), shares(mean, OLD_MEAN, MEAN)) or same_bits(var, OLD_VAR):
        expect_close(var, np.array([12.4, 20.2, 7.6, 18.7, 77.5]), what="running_var", when="at momentum 0.7")


@pytest.mark.criterion("momentum", needs="running mean")
@pytest.mark.parametrize("momentum", [0.7, None], ids=["given", "default"])
def test_momentum(student, momentum):
    """The old running mean keeps the share momentum (0.9 unless given), the batch gets the rest."""
    given = {} if momentum is None else {"momentum": momentum}
    mean, _ = averages(student, "train", **given)
    keep = 0.9 if momentum is None else momentum
    mix = shares(mean, OLD_MEAN, MEAN)
    if not same_shares(mix, (keep, 1 - keep)):
        old, new = (np.nan, np.nan) if mix is None else mix
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


@pytest.mark.criterion("eps in training", needs="training output")
def test_small_batch(student):
    """At eps = 3, the batch of the notebook gives [[3, 0], [5, 2], [7, -5]]."""
    (out,) = student.fetch(call_small(student, mode="train"))
    expect_close(out, np.array([[3.0, 0.0], [5.0, 2.0], [7.0, -5.0]]), what="out", when="at eps = 3")


@pytest.mark.criterion("eps in training", needs="training output")
def test_two_rows(student):
    """At eps = 3, a variance of 1 has the root 2: two rows give [[4, -2.5], [6, 0.5]]."""
    x = np.array([[1.0, 10.0], [3.0, 12.0]])
    state = student.new({"mode": "train", "eps": 3.0})
    (out,) = student.fetch(student.batchnorm_forward(x, SMALL_GAMMA, SMALL_BETA, state).take(2)[0])
    expect_close(out, np.array([[4.0, -2.5], [6.0, 0.5]]), what="out", when="of two rows at eps = 3")


@pytest.mark.criterion("eps in test mode", needs="test output")
def test_small_batch_in_test_mode(student):
    """At eps = 3, running variances 1 and 13 have the roots 2 and 4."""
    running = {"running_mean": np.array([3.0, 15.0]), "running_var": np.array([1.0, 13.0])}
    (out,) = student.fetch(call_small(student, mode="test", **running))
    expected = np.array([[3.0, 5.0], [6.0, 9.5], [9.0, -6.25]])
    expect_close(out, expected, what="out", when="in test mode at eps = 3")


@pytest.mark.criterion("averages left alone in test mode")
def test_averages_left_alone(student):
    """Test mode does not change the running averages."""
    for key, value, old in zip(
        ("running_mean", "running_var"), averages(student, "test"), (OLD_MEAN, OLD_VAR), strict=True
    ):
        if not np.array_equal(value, old):
            raise CheckFailure(say("{key} changed during a call in test mode.", key=key), kind="state")


@pytest.mark.criterion("shapes")
def test_shapes(student):
    """out has the shape of x; the running averages have shape (D,)."""
    out, state = student.fetch(*call(student, "train"))
    expect_shape(out, X.shape, what="out")
    for key in ("running_mean", "running_var"):
        expect_shape(stored(state, key), MEAN.shape, what=key)


@pytest.mark.criterion("inputs left alone")
@pytest.mark.parametrize("mode", ["train", "test"])
def test_inputs_left_alone(student, mode):
    """x, gamma and beta hold the same numbers after the call."""
    inputs = {"x": X, "gamma": GAMMA, "beta": BETA}
    given = [student.new(value) for value in inputs.values()]
    running = {"running_mean": OLD_MEAN, "running_var": OLD_VAR}
    out = student.batchnorm_forward(*given, student.new({"mode": mode, **running})).take(2)[0]
    _, *after = student.fetch(out, *given)
    for (name, before), value in zip(inputs.items(), after, strict=True):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{name} was changed by a call in {mode} mode; work on a new array.", name=name, mode=mode),
                kind="state",
            )
