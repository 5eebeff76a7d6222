"""Hidden checks of batchnorm_forward. The comment at a value says which mistake it reveals."""

from dataclasses import replace

import numpy as np
import pytest
from batchnorm_cases import (
    LARGE,
    TINY,
    averages_after,
    averages_after_each,
    carry_near,
    check_forward_normalises,
    forward,
    huge,
    is_of_sum,
    lost_digits,
    moderate,
    narrow,
    of_mean,
    wide,
    with_constant_feature,
)
from batchnorm_laws import broken_law_of_output, rounding_of_x

from autograder.checks import (
    EXACT,
    CheckFailure,
    Failure,
    counting_digits,
    expect_array,
    expect_close,
    expect_raises,
    expect_shape,
    expect_unchanged,
    fetch_with_types,
    mix,
    names_in_words,
    remarking,
    say,
    stored_in_half,
    truth_values,
    weights_in_words,
)

pytestmark = pytest.mark.exercise("batchnorm_forward")

SHAPES = [
    pytest.param((7, 5), id="7x5"),
    pytest.param((5, 5), id="5x5"),
]  # square: a wrong axis fits by shape


@pytest.mark.points(7, criterion="training output")
@pytest.mark.parametrize("shape", SHAPES)
def test_training_output(student, reference, rng, shape):
    """In training mode, out is gamma * x_hat + beta with the batch's own mean and variance."""
    batch = wide(rng, *shape)
    # Running averages far from the batch's: normalising with them in training shows.
    call = {"eps": TINY, "momentum": 0.7, **batch.averages}
    (got,) = student.fetch(forward(student, batch, **call)[0])
    (expected,) = reference.fetch(forward(reference, batch, **call)[0])

    def remark():
        return (
            truth_values(student, "out", forward(student, batch, **call)[0])
            or lost_digits(student, batch, got, expected)
            or broken_law_of_output(student, batch)
        )

    with remarking(remark):
        expect_close(got, expected, what="out", scale=batch.output_scale)


@pytest.mark.gate("depends on the batch")
def test_depends_on_the_batch(student, reference, rng):
    """The training output depends on the batch through a mean or a spread."""
    check_forward_normalises(student, reference, rng)


@pytest.mark.points(4, criterion="test output")
@pytest.mark.parametrize("rows", [7, 1])  # one row alone: statistics of the batch cannot be used
def test_test_output(student, reference, rng, rows):
    """In test mode, the running averages normalise, then gamma and beta apply."""
    batch = wide(rng, rows)
    call = {"mode": "test", "eps": TINY, **batch.averages}
    (got,) = student.fetch(forward(student, batch, **call)[0])
    (expected,) = reference.fetch(forward(reference, batch, **call)[0])
    with remarking(lambda: truth_values(student, "out", forward(student, batch, **call)[0])):
        scale = batch.output_scale + np.abs(expected)
        expect_close(got, expected, what="out", when="in test mode", scale=scale)


@pytest.mark.gate("test mode responds")
def test_test_mode_responds(student, rng):
    """The output in test mode moves with x and with the running mean."""
    batch = wide(rng)
    call = {"mode": "test", "eps": TINY, "running_var": batch.running_var}
    moved = batch.running_mean + 1.0
    asked = (batch.running_mean, batch.running_mean, moved)
    values = student.try_fetch(*(forward(student, batch, **call, running_mean=mean)[0] for mean in asked))
    if isinstance(values[0], Failure):
        raise student.failure(values[0])
    one, again, two = (expect_array(value, what=say("out in test mode")) for value in values)
    if not one.shape == again.shape == two.shape or not np.allclose(one, again, rtol=0.0, atol=1e-6):
        raise CheckFailure("Judged once the output in test mode is the same when asked again.")
    if np.allclose(one, two, rtol=0.0, atol=1e-6):
        raise CheckFailure("Judged once the output in test mode depends on the running mean.")


@pytest.mark.points(1, criterion="running mean")
def test_running_mean(student, reference, rng):
    """In training mode, running_mean becomes a mix of its old value and the batch's mean."""
    batch = moderate(rng)
    after = averages_after(student, batch, eps=LARGE, momentum=0.7, **batch.averages)
    weights = mix(after["running_mean"], batch.running_mean, batch.x.mean(axis=0))
    if weights is None:
        carry_near(student, reference, batch, "running_mean", after)
        raise CheckFailure(
            "running_mean is not a mix of its old value and the batch's mean.",
            remark=lambda: (
                stored_in_half("running_mean", after["running_mean"]) or rounding_of_x(student, batch)
            ),
        )
    if abs(weights[1]) < 1e-6:
        raise CheckFailure("running_mean takes nothing from the batch: it is not updated.")
    if is_of_sum(weights, len(batch.x)):
        raise CheckFailure("running_mean records N times the batch's mean: that is the sum of each column.")


@pytest.mark.points(1, criterion="running variance")
def test_running_variance(student, reference, rng):
    """In training mode, running_var becomes a mix of its old value and the batch's variance (1/N)."""
    batch = moderate(rng)
    # eps is large here: a variance recorded with eps in it shows.
    call = {"eps": LARGE, "momentum": 0.7, **batch.averages}
    constant = with_constant_feature(batch)
    after, of_constant = averages_after_each(student, (batch, call), (constant, call))
    weights = mix(after["running_var"], batch.running_var, batch.x.var(axis=0))
    if weights is None:
        carry_near(student, reference, batch, "running_var", after)
        raise CheckFailure(
            "running_var is not a mix of its old value and the batch's variance.",
            remark=lambda: stored_in_half("running_var", after["running_var"]),
        )
    if abs(weights[1]) < 1e-6:
        raise CheckFailure("running_var takes nothing from the batch: it is not updated.")
    # N = 7: a variance with 1/(N-1) gets 7/6 of the weight that is due. Weights that are wrong for both
    # averages alike are charged under momentum.
    due = [(0.7, 0.3)]
    mean_weights = mix(after["running_mean"], batch.running_mean, batch.x.mean(axis=0))
    if mean_weights is not None and abs(mean_weights[1]) > 1e-6:
        due.append(of_mean(mean_weights, len(batch.x)))
    if all(np.abs(weights - pair).max() > 1e-5 for pair in due):
        old, new = weights
        text = say(
            "running_var weighs its old value {old:.4g} and the batch's variance {new:.4g}; momentum is 0.7,"
            " so they should get 0.7 and 0.3.",
            old=old,
            new=new,
        )
        raise CheckFailure(text)
    if mix(of_constant["running_var"], constant.running_var, constant.x.var(axis=0)) is None:
        carry_near(student, reference, constant, "running_var", of_constant)
        raise CheckFailure(
            "running_var is not a mix of its old value and the batch's variance where a feature is constant:"
            " the variance of that feature is 0, and that is what the batch adds."
        )


@pytest.mark.gate("averages recorded")
def test_averages_recorded(student, reference, rng):
    """At least one running average takes something from the batch."""
    if _weights(student, reference, moderate(rng), 0.7) is None:
        raise CheckFailure("Judged once the running averages take something from the batch.")


@pytest.mark.points(2, criterion="momentum", needs=("depends on the batch", "averages recorded"))
@pytest.mark.parametrize("momentum", [0.7, None], ids=["given", "default"])
def test_momentum(student, reference, rng, momentum):
    """The old running average keeps the weight momentum (0.9 unless given), the batch gets the rest."""
    weights = _weights(student, reference, moderate(rng), momentum)
    keep = 0.9 if momentum is None else momentum
    if weights is None or np.abs(weights - [keep, 1 - keep]).max() > 1e-6:
        none_given = momentum is None
        said = say("no momentum is given") if none_given else say("momentum is {momentum}", momentum=momentum)
        text = say(
            "When {when}, the old running average should keep the weight {keep:g} and the batch get {rest:g};"
            " {weights}.",
            when=said,
            keep=keep,
            rest=1 - keep,
            weights=weights_in_words(weights),
        )
        raise CheckFailure(text)


def _weights(student, reference, batch, momentum):
    """How the running averages weigh the old value and the batch; None if nothing is recorded.

    A sum that stands in the place of the mean is charged there, and weighed here as the mean that it should be.
    """
    given = {} if momentum is None else {"momentum": momentum}
    after = averages_after(student, batch, eps=LARGE, **given, **batch.averages)
    parts = {
        "running_mean": (batch.running_mean, batch.x.mean(axis=0)),
        "running_var": (batch.running_var, batch.x.var(axis=0)),
    }
    for key, (old, new) in parts.items():
        weights = mix(after[key], old, new)
        if weights is not None and abs(weights[1]) > 1e-6:
            return of_mean(weights, len(batch.x))
    for key in parts:
        carry_near(student, reference, batch, key, after, keep=0.9 if momentum is None else momentum)
    return None


@pytest.mark.points(1, criterion="eps in training", needs="training output")
def test_eps_in_training(student, reference, rng):
    """In training mode, eps stands inside the root: sqrt(var + eps), with the eps that was passed."""
    batch = narrow(rng)
    (got,) = student.fetch(forward(student, batch, eps=LARGE)[0])
    (expected,) = reference.fetch(forward(reference, batch, eps=LARGE)[0])
    expect_close(got, expected, what="out", when="at eps = 0.3", scale=batch.output_scale)


@pytest.mark.criterion("eps in training")
def test_default_eps_in_training(student, reference, rng):
    """Without eps in bn_param, it is 1e-5."""
    batch = narrow(rng)
    batch = replace(batch, x=3e-3 * batch.x)  # variances about 1e-5: the default itself shows
    (got,) = student.fetch(forward(student, batch)[0])
    (expected,) = reference.fetch(forward(reference, batch)[0])
    expect_close(got, expected, what="out", when="with the default eps", scale=batch.output_scale)


@pytest.mark.criterion("eps in training")
@pytest.mark.parametrize("rows", [6, 1], ids=["constant column", "one row"])
def test_no_spread(student, reference, rng, rows):
    """A feature that never changes in the batch comes out as beta."""
    batch = with_constant_feature(narrow(rng, rows))
    (got,) = student.fetch(forward(student, batch, eps=1e-5)[0])
    (expected,) = reference.fetch(forward(reference, batch, eps=1e-5)[0])
    expect_close(got, expected, what="out", when="where a feature is constant", scale=batch.output_scale)


@pytest.mark.points(1, criterion="eps in test mode", needs="test output")
def test_eps_in_test_mode(student, reference, rng):
    """In test mode, eps stands inside the root: sqrt(running_var + eps)."""
    batch = narrow(rng)
    call = {"mode": "test", "eps": LARGE, **batch.averages}
    (got,) = student.fetch(forward(student, batch, **call)[0])
    (expected,) = reference.fetch(forward(reference, batch, **call)[0])
    expect_close(
        got, expected, what="out", when="in test mode at eps = 0.3", scale=np.abs(expected).max(axis=0)
    )


@pytest.mark.criterion("eps in test mode")
def test_default_eps_in_test_mode(student, reference, rng):
    """Without eps in bn_param, it is 1e-5 in test mode too."""
    batch = narrow(rng)
    call = {"mode": "test", "running_mean": batch.running_mean, "running_var": 1e-5 * batch.running_var}
    (got,) = student.fetch(forward(student, batch, **call)[0])
    (expected,) = reference.fetch(forward(reference, batch, **call)[0])
    expect_close(
        got,
        expected,
        what="out",
        when="in test mode with the default eps",
        scale=np.abs(expected).max(axis=0),
    )


@pytest.mark.points(1, criterion="averages left alone in test mode", needs="test mode responds")
def test_averages_left_alone(student, rng):
    """Test mode does not change the running averages."""
    batch = moderate(rng)
    after = averages_after(student, batch, mode="test", eps=TINY, momentum=0.7, **batch.averages)
    for key, before in batch.averages.items():
        stored = [before, before.astype(np.float32), before.astype(np.float16)]  # in fewer digits: no change
        if not any(np.allclose(after[key], same, rtol=1e-9, atol=0.0) for same in stored):
            raise CheckFailure(say("{key} changed during a call in test mode.", key=key), kind="state")


@pytest.mark.points(1, criterion="averages created when absent", needs="depends on the batch")
def test_created_in_training(student, rng):
    """Running averages that are absent start at zeros and are stored in bn_param, in either mode."""
    batch = moderate(rng)
    zeros = {key: np.zeros(5) for key in batch.averages}
    call = {"eps": TINY, "momentum": 0.7}
    after, from_zeros = averages_after_each(student, (batch, call), (batch, call | zeros))
    for key in zeros:
        start = np.max(np.abs(after[key] - from_zeros[key]))
        if start > 1e-6 * np.abs(from_zeros[key]).max():
            raise CheckFailure(
                say(
                    "{key} should start at zeros when bn_param has none; its first value times the"
                    " weight of the old value is {start:.3g}.",
                    key=key,
                    start=start,
                ),
                kind="state",
            )


@pytest.mark.criterion("averages created when absent")
def test_created_in_test_mode(student, rng):
    """A call in test mode works without running averages, and stores them."""
    batch = wide(rng)
    state = student.new({"mode": "test", "eps": LARGE})
    call = student.batchnorm_forward(batch.x, batch.gamma, batch.beta, state)
    out, after = student.try_fetch(call, state)
    if isinstance(out, Failure):
        if out.type_name == "KeyError":
            raise student.failure(out)
        return  # test mode does not run at all: that is charged where it is judged
    for key in batch.averages:
        if isinstance(after, dict) and key not in after:
            raise CheckFailure(
                say('bn_param has no key "{key}" after a call in test mode.', key=key), kind="state"
            )


@pytest.mark.points(1, criterion="shapes", needs="depends on the batch")
def test_shapes(student, rng):
    """out has the shape of x; the running averages have shape (D,)."""
    batch = wide(rng)
    out, _, state = forward(student, batch, eps=TINY, **batch.averages)
    out, state = student.fetch(out, state)
    expect_shape(out, batch.x.shape, what="out")
    for key in batch.averages:
        if isinstance(state, dict) and key in state:
            expect_shape(state[key], batch.gamma.shape, what=key)


@pytest.mark.criterion("shapes")
def test_shapes_when_created(student, rng):
    """Running averages that the function creates itself have shape (D,) too."""
    out, _, state = forward(student, wide(rng), eps=TINY)
    _, state = student.fetch(out, state)
    for key in ("running_mean", "running_var"):
        if isinstance(state, dict) and key in state:
            expect_shape(state[key], (5,), what=key)


@pytest.mark.points(1, criterion="inputs left alone", needs="depends on the batch")
@pytest.mark.parametrize("mode", ["train", "test"])
def test_inputs_left_alone(student, rng, mode):
    """x, gamma and beta hold the same numbers after the call."""
    batch = wide(rng)
    inputs = {name: student.new(getattr(batch, name)) for name in ("x", "gamma", "beta")}
    state = student.new({"mode": mode, "eps": TINY, **batch.averages})
    student.batchnorm_forward(inputs["x"], inputs["gamma"], inputs["beta"], state)
    after = student.fetch(*inputs.values())
    expect_unchanged(
        {name: getattr(batch, name) for name in inputs}, after, by=say("a call in {mode} mode", mode=mode)
    )


@pytest.mark.points(1, criterion="two return values", needs="depends on the batch")
@pytest.mark.parametrize("mode", ["train", "test"])
def test_two_return_values(student, rng, mode):
    """The function returns exactly two values, out and cache."""
    batch = wide(rng)
    state = student.new({"mode": mode, "eps": TINY, **batch.averages})
    values = student.batchnorm_forward(batch.x, batch.gamma, batch.beta, state).unpack(2)
    (got,) = student.try_fetch(values[0])
    if isinstance(got, Failure) and got.kind == "count":  # what does not run is charged where it is judged
        raise student.failure(got)


@pytest.mark.points(1, criterion="invalid mode", needs="depends on the batch")
def test_invalid_mode(student, rng):
    """A mode that is neither train nor test raises ValueError with the text of the contract."""
    batch = wide(rng)
    state = student.new({"mode": "sideways", "eps": TINY, **batch.averages})
    out = student.batchnorm_forward(batch.x, batch.gamma, batch.beta, state)[0]
    text = 'Invalid forward batchnorm mode "sideways"'
    expect_raises(student, out, "ValueError", when="mode = 'sideways'", text=text)


@pytest.mark.points(1, criterion="precision", needs="training output")
def test_precision(student, reference, rng):
    """The output agrees to nine digits: float64 throughout."""
    batch = huge(rng)
    (got,) = student.fetch(forward(student, batch, eps=TINY)[0])
    (expected,) = reference.fetch(forward(reference, batch, eps=TINY)[0])
    with (
        counting_digits("out", batch.output_scale, largest="3e8"),
        remarking(lambda: rounding_of_x(student, batch)),
    ):
        expect_close(got, expected, what="out", tolerance=EXACT, scale=batch.output_scale)


@pytest.mark.advice("large offsets", needs="training output")
def test_large_offset(student, reference, rng):
    """The variance survives an offset of a million."""
    batch = moderate(rng)
    batch = replace(batch, x=batch.x + 1e6)
    (got,) = student.fetch(forward(student, batch, eps=TINY)[0])
    (expected,) = reference.fetch(forward(reference, batch, eps=TINY)[0])
    try:
        expect_close(got, expected, what="out", tolerance=1e-6, scale=batch.output_scale)
    except CheckFailure as failure:
        raise CheckFailure(
            "batchnorm_forward loses digits when a feature's mean is a million times its spread: single"
            " precision or a variance taken as the difference of two large numbers does that. This costs no"
            " points."
        ) from failure


@pytest.mark.advice("single precision", needs="training output")
def test_single_precision(student, rng):
    """float32 in gives float32 out."""
    batch = wide(rng)
    single = [np.float32(getattr(batch, name)) for name in ("x", "gamma", "beta")]
    out = student.batchnorm_forward(*single, student.new({"mode": "train"}))[0]
    ((got, dtype),) = fetch_with_types(student, out)
    if isinstance(got, np.ndarray) and dtype != "float32":
        raise CheckFailure(
            say(
                "batchnorm_forward gives {dtype} for float32 inputs; the contract would like the type of x."
                " This costs no points.",
                dtype=dtype or say("something else"),
            )
        )


@pytest.mark.advice("new keys", needs="training output")
def test_new_keys(student, rng):
    """bn_param gains no keys beside the running averages."""
    out, _, state = forward(student, wide(rng), eps=TINY)
    _, state = student.fetch(out, state)
    known = {"mode", "eps", "momentum", "running_mean", "running_var"}
    extra = sorted(set(map(str, state)) - known) if isinstance(state, dict) else []
    if extra:
        text = say(
            "bn_param gained the keys {keys}, which the contract does not know. This costs no points.",
            keys=names_in_words(extra),
        )
        raise CheckFailure(text)
