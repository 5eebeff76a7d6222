"""Hidden checks of what batch normalization of images keeps between calls, and of test mode."""

import numpy as np
import pytest
from normalizers_cases import (
    LARGE,
    SPATIAL,
    TINY,
    average_after,
    expect_kept_axes_gone,
    forward,
    moderate,
    wide,
    without_spread,
)
from normalizers_credit import near_credit
from normalizers_laws import rounding_of_x

from autograder.checks import (
    CheckFailure,
    Failure,
    expect_array,
    expect_close,
    mix,
    remarking,
    say,
    squeeze_to,
    stored_in_half,
    truth_values,
    weights_in_words,
)

pytestmark = pytest.mark.exercise("spatial_batchnorm_forward")

KEYS = ("running_mean", "running_var")


def averages(case):
    """The mean and the variance of each channel of a batch, by the key of their running average."""
    return {"running_mean": case.x.mean(axis=(0, 2, 3)), "running_var": case.x.var(axis=(0, 2, 3))}


def carry_near(student, reference, case, key, after, keep=0.7):
    """Leave the points of a running average that lacks digits only where the output lacks them.

    Raises:
        CarriedCredit: it does.
    """
    right = keep * case.running[key] + (1 - keep) * averages(case)[key]
    credit = near_credit(student, reference, case, key, after[key], right, eps=LARGE)
    if credit:
        raise credit


def running_after(student, case, **param):
    """Both running averages after one call, each as an array of C numbers."""
    out, _, settings = forward(student, case, **param)
    # Only the running averages are judged here, whatever out is.
    (after,) = student.fetch(settings, after=[out])
    return {key: squeeze_to(average_after(after, key), (case.x.shape[1],), what=key) for key in KEYS}


@pytest.mark.points(2, criterion="test output")
def test_test_output(student, reference, rng):
    """In test mode, the running averages normalise, then gamma and beta apply."""
    case = wide(rng, SPATIAL)
    call = {"mode": "test", "eps": TINY, **case.running}
    (got,) = student.fetch(forward(student, case, **call)[0])
    (expected,) = reference.fetch(forward(reference, case, **call)[0])
    with remarking(lambda: truth_values(student, "out", forward(student, case, **call)[0])):
        scale = case.output_scale + np.abs(expected)
        expect_close(got, expected, what="out", when="in test mode", scale=scale)


@pytest.mark.gate("test mode responds")
def test_test_mode_responds(student, rng):
    """The output in test mode moves with the running mean."""
    case = wide(rng, SPATIAL)
    moved = {**case.running, "running_mean": case.running["running_mean"] + 1.0}
    calls = [forward(student, case, mode="test", eps=TINY, **one)[0] for one in (case.running, moved)]
    one, two = (expect_array(value, what=say("out in test mode")) for value in student.fetch(*calls))
    if one.shape != two.shape or np.allclose(one, two, rtol=0.0, atol=1e-6):
        raise CheckFailure("Judged once the output in test mode depends on the running mean.")


@pytest.mark.points(1, criterion="running averages")
@pytest.mark.parametrize("key", KEYS)
def test_running_averages(student, reference, rng, key):
    """In training, each running average mixes its old value with that of the channel (1/m), from zeros."""
    case = moderate(rng, SPATIAL)
    # eps is large here: a variance recorded with eps in it shows.
    after = running_after(student, case, eps=LARGE, momentum=0.7, **case.running)
    found = {name: mix(after[name], case.running[name], new) for name, new in averages(case).items()}
    if found[key] is None:
        carry_near(student, reference, case, key, after)
        raise CheckFailure(
            say("{key} is not a mix of its old value and the batch's, channel by channel.", key=key),
            remark=lambda: stored_in_half(key, after[key]) or rounding_of_x(student, case),
        )
    if abs(found[key][1]) < 1e-6:
        raise CheckFailure(say("{key} takes nothing from the batch: it is not updated.", key=key))
    # m = 60: a variance with 1/(m-1) gets 60/59 of its weight. Weights wrong for both alike count as momentum.
    due = [(0.7, 0.3)] + ([] if found["running_mean"] is None else [found["running_mean"]])
    if all(np.abs(found[key] - pair).max() > 1e-5 for pair in due):
        old, batch = found[key].round(9) + 0.0  # zero without its rounding error
        text = say(
            "{key} weighs its old value {old:.4g} and the batch's {batch:.4g}; momentum is 0.7, so they should"
            " get 0.7 and 0.3.",
            key=key,
            old=old,
            batch=batch,
        )
        raise CheckFailure(text)


@pytest.mark.criterion("running averages")
def test_variance_of_a_constant_channel(student, reference, rng):
    """A channel that never changes in the batch adds nothing to its running_var."""
    case = without_spread(moderate(rng, SPATIAL))
    after = running_after(student, case, eps=LARGE, momentum=0.7, **case.running)
    if mix(after["running_var"], case.running["running_var"], averages(case)["running_var"]) is None:
        carry_near(student, reference, case, "running_var", after)
        raise CheckFailure(
            "running_var is not a mix of its old value and the batch's where a channel is constant: the"
            " variance of that channel is 0, and that is what the batch adds."
        )


@pytest.mark.criterion("running averages")
def test_record_starts_at_zeros(student, rng):
    """Running averages that are absent start at zeros and are stored in bn_param."""
    case = moderate(rng, SPATIAL)
    after = running_after(student, case, eps=TINY, momentum=0.7)
    for key, new in averages(case).items():
        found = mix(after[key], new, np.ones(6))
        # A start at one shows as a constant part.
        if found is not None and abs(found[1]) > 1e-6 * np.abs(new).max():
            raise CheckFailure(
                say("{key} should start at zeros when bn_param has none; it does not.", key=key), kind="state"
            )


@pytest.mark.points(1, criterion="momentum", needs=("normalises", "running averages"))
@pytest.mark.parametrize("momentum", [0.7, None, 0.0, 1.0], ids=["given", "default", "forgets", "never learns"])
def test_momentum(student, reference, rng, momentum):
    """The old running average keeps the weight momentum (0.9 unless given), the batch gets the rest."""
    case = moderate(rng, SPATIAL)
    given = {} if momentum is None else {"momentum": momentum}
    keep = 0.9 if momentum is None else momentum
    after = running_after(student, case, eps=LARGE, **given, **case.running)
    for key, new in averages(case).items():
        found = mix(after[key], case.running[key], new)
        if found is None or np.abs(found - [keep, 1 - keep]).max() > 1e-6:
            if found is None:
                carry_near(student, reference, case, key, after, keep)
            none_given = momentum is None
            said = (
                say("no momentum is given")
                if none_given
                else say("momentum is {momentum:g}", momentum=momentum)
            )
            text = say(
                "When {when}, the old {key} should keep the weight {keep:g} and the batch get {rest:g};"
                " {weights}.",
                when=said,
                key=key,
                keep=keep,
                rest=1 - keep,
                weights=weights_in_words(found),
            )
            raise CheckFailure(text)


@pytest.mark.points(1, criterion="record left alone in test mode", needs="test mode responds")
def test_record_left_alone(student, rng):
    """Test mode does not change the running averages."""
    case = wide(rng, SPATIAL)
    after = running_after(student, case, mode="test", eps=TINY, momentum=0.7, **case.running)
    for key, before in case.running.items():
        if not np.allclose(after[key], before, rtol=1e-6, atol=0.0):  # stored anew as float32 is no change
            raise CheckFailure(say("{key} changed during a call in test mode.", key=key), kind="state")


@pytest.mark.points(1, criterion="shapes", needs="normalises")
@pytest.mark.parametrize("given", [True, False], ids=["record given", "record created"])
def test_shapes(student, rng, given):
    """The output has the shape of x; the running averages have shape (C,)."""
    case = wide(rng, SPATIAL)
    out, _, settings = forward(student, case, eps=TINY, **(case.running if given else {}))
    out, after = student.fetch(out, settings)
    there = [key for key in KEYS if isinstance(after, dict) and key in after]
    expect_kept_axes_gone((out, case.x.shape, "out"), *((after[key], (6,), key) for key in there))


@pytest.mark.criterion("output")
def test_integers(student, reference, rng):
    """gamma and beta may be integers."""
    case = wide(rng, SPATIAL)
    whole = {"gamma": np.array([3, -4, 5, 2, -3, 4]), "beta": np.array([6, 7, -8, 1, 2, 3])}
    values = student.try_fetch(forward(student, case, given=whole, eps=TINY)[0])
    if isinstance(values[0], Failure):
        raise student.failure(values[0])
    (expected,) = reference.fetch(forward(reference, case, given=whole, eps=TINY)[0])
    expect_close(values[0], expected, what="out", when="with integer gamma and beta", scale=10.0)
