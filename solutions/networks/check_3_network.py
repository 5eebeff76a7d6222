"""Hidden checks of FullyConnectedNet. The comment at a value says which mistake it reveals."""

from dataclasses import replace

import numpy as np
import pytest
from network_credit import credit_for_layer, credit_for_own_loss, credit_for_own_penalty
from network_inputs import KINDS, NORMS, at_first, named, said
from network_nets import (
    build,
    collect_gradients,
    draw_net,
    expect_number,
    fetch_gradients,
    loss_of,
    scores_in_use,
    scores_of,
    set_params,
    type_of,
)

from autograder.checks import (
    NUMERIC,
    VALUES,
    CheckFailure,
    aside,
    expect_array,
    expect_close,
    fetch_with_types,
    names_in_words,
    same_bits,
    say,
    scaled_error,
    shape_in_words,
)

pytestmark = pytest.mark.exercise("FullyConnectedNet")


def points(number, kind, normalization):
    """The criterion of one kind of values with one normalization."""
    mark = pytest.mark.points(number, criterion=f"{kind} {named(normalization)}")
    return pytest.param(normalization, marks=mark, id=str(normalization))


# The first weights


@pytest.mark.points(2, criterion="names and shapes")
@pytest.mark.parametrize("normalization", KINDS)
def test_names_and_shapes(student, rng, normalization):
    """params holds W and b of each layer, gamma and beta of each hidden layer, each in its shape."""
    net = draw_net(rng, normalization)
    made = student.FullyConnectedNet(
        list(net.hidden_dims), input_dim=8, num_classes=5, normalization=normalization, weight_scale=0.0
    )
    params = params_of(student, made)
    missing = [name for name in net.params if name not in params]
    extra = sorted(map(str, set(params) - set(net.params)))
    if missing:
        raise CheckFailure(
            say("{Network}, params lacks {names}.", Network=at_first(normalization), names=", ".join(missing)),
            kind="state",
        )
    if extra:
        text = say(
            "{Network}, params should not hold {names}.",
            Network=at_first(normalization),
            names=names_in_words(extra),
        )
        raise CheckFailure(text, kind="state")
    for name, like in net.params.items():
        if params[name].shape != like.shape:
            shape = shape_in_words(params[name].shape)
            raise CheckFailure(
                say(
                    "{name} has shape {shape}; expected {expected} with input_dim = 8,"
                    " hidden_dims = {hidden_dims} and num_classes = 5.",
                    name=name,
                    shape=shape,
                    expected=like.shape,
                    hidden_dims=list(net.hidden_dims),
                ),
                kind="shape",
            )


@pytest.mark.points(1, criterion="first W and b")
@pytest.mark.parametrize("weight_scale", [3e-2, 1.5])
def test_first_weights(student, weight_scale):
    """Each W is drawn with mean 0 and the deviation weight_scale; each b is zero."""
    made = student.FullyConnectedNet([80, 60], input_dim=90, weight_scale=weight_scale, seed=5)
    params = collect_params(student, made, ["W1", "W2", "W3", "b1", "b2", "b3"])
    for name in ("W1", "W2", "W3"):
        W = params[name]
        # 600 to 7200 numbers: the deviation of a sample is off by 3 % at most, a square or a root by far more
        if not abs(W.std() / weight_scale - 1.0) < 0.15 or not abs(W.mean()) < 0.2 * weight_scale:
            text = say(
                "{name} has mean {mean:.2g} and standard deviation {spread:.2g}; expected 0 and {scale:g},"
                " which is weight_scale.",
                name=name,
                mean=W.mean(),
                spread=W.std(),
                scale=weight_scale,
            )
            raise CheckFailure(text)
    for name in ("b1", "b2", "b3"):
        if params[name].any():
            raise CheckFailure(say("{name} should start at zero.", name=name))


@pytest.mark.points(1, criterion="first gamma and beta")
@pytest.mark.parametrize("normalization", NORMS)
def test_first_gamma_and_beta(student, normalization):
    """gamma starts at one and beta at zero."""
    made = student.FullyConnectedNet(
        [7, 6], input_dim=8, normalization=normalization, weight_scale=0.05, seed=5
    )
    names = [f"{kind}{layer}" for layer in (1, 2) for kind in ("gamma", "beta")]
    for name, value in collect_params(student, made, names).items():
        start = 1.0 if name.startswith("gamma") else 0.0
        if not np.all(value == start):
            text = "{name} should start at {start:g}; it starts at {got:.4g}."
            raise CheckFailure(say(text, name=name, start=start, got=np.ravel(value)[0]))


@pytest.mark.points(1, criterion="dtype")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_dtype(student, dtype):
    """All numbers in params are of the type dtype."""
    made = student.FullyConnectedNet(
        [7, 6], input_dim=8, normalization="batchnorm", dtype=type_of(student, dtype), seed=5
    )
    names = [f"{kind}{layer}" for kind in ("W", "b", "gamma", "beta") for layer in (1, 2)]
    params = made.attribute("params")
    found = fetch_with_types(student, *(params[name] for name in names))
    for name, (value, got) in zip(names, found, strict=True):
        expect_array(value, what=name)
        if got != dtype:
            raise CheckFailure(
                say("{name} is of type {got}; dtype was {dtype}.", name=name, got=got or "object", dtype=dtype),
                kind="type",
            )


@pytest.mark.advice("seed", needs="names and shapes")
def test_seed(student):
    """The same seed gives the same weights."""
    one, two = (student.FullyConnectedNet([7], input_dim=8, seed=11).attribute("params")["W1"] for _ in "12")
    if not same_bits(*student.fetch(one, two)):
        raise CheckFailure(
            "Two networks with the same seed start with different weights; experiments cannot be repeated then."
            " This costs no points."
        )


def params_of(student, made):
    """params as a dictionary of arrays."""
    (params,) = student.fetch(made.attribute("params"))
    if not isinstance(params, dict):
        raise CheckFailure("params should be a dictionary of arrays.", kind="type")
    return {name: expect_array(value, what=f'params["{name}"]') for name, value in params.items()}


def collect_params(student, made, names):
    """These entries of params, each an array."""
    target = made.attribute("params")
    values = student.fetch(*(target[name] for name in names))
    return {name: expect_array(value, what=name) for name, value in zip(names, values, strict=True)}


# Scores and loss


@pytest.mark.parametrize(
    "normalization",
    [points(2, "scores", None), points(3, "scores", "batchnorm"), points(2, "scores", "layernorm")],
)
@pytest.mark.parametrize("rows", [10, 1])  # one row alone: statistics of the batch cannot be used
def test_scores(student, reference, rng, normalization, rows):
    """loss(X) gives the scores in test mode; with batchnorm, after training on two batches."""
    net = draw_net(rng, normalization)
    X = net.X_later[:rows]
    (expected,) = reference.fetch(scores_in_use(reference, net, X))
    when = said(normalization)
    if rows == 1:
        when = say("{network} for a single row", network=when)
    try:
        (got,) = student.fetch(scores_in_use(student, net, X))
        expect_close(got, expected, what="scores", when=when, scale=np.abs(expected).max())
    except CheckFailure as failure:

        def agrees(composed):
            with aside(student):
                (own,) = student.try_fetch(scores_in_use(student, net, X))
            return close(own, composed.scores_in_use(X))

        credit_for_layer(student, net, failure, agrees)
        raise


@pytest.mark.parametrize(
    "normalization", [points(1, "loss", None), points(1, "loss", "batchnorm"), points(1, "loss", "layernorm")]
)
def test_loss(student, reference, rng, normalization):
    """loss(X, y) gives the mean cross-entropy, in training mode."""
    net = draw_net(rng, normalization)
    (expected,) = reference.fetch(loss_of(build(reference, net), net.X, net.y)[0])
    try:
        (got,) = student.fetch(loss_of(build(student, net), net.X, net.y)[0])
        expect_number(got, expected, what=say("the loss"), when=said(normalization))
    except CheckFailure as failure:

        def agrees(composed):
            with aside(student):
                (own,) = student.try_fetch(loss_of(build(student, net), net.X, net.y)[0])
            return close(own, composed.loss())

        credit_for_layer(student, net, failure, agrees)
        raise


# Gradients


def expect_gradients(student, reference, rng, net, names):
    """Demand gradients of the reference, or those that fit the student's own layer or loss."""
    expected = fetch_gradients(reference, net, names)
    got = {}
    try:
        got = fetch_gradients(student, net, names)
        for name in expected:
            expect_close(
                got[name],
                expected[name],
                what=f'grads["{name}"]',
                when=said(net.normalization),
                scale=scale_of_gradient(net, name, expected),
            )
    except CheckFailure as failure:

        def agrees(composed):
            own = composed.gradients(names)
            scales = {name: scale_of_gradient(net, name, expected) for name in names}
            return bool(got) and all(close(got[name], own[name], scale=scales[name]) for name in names)

        credit_for_layer(student, net, failure, agrees)
        credit_for_own_loss(student, net, got, rng, failure)
        raise


def scale_of_gradient(net, name, expected):
    """A bias before batch normalization has the gradient zero, and is compared with that of the last."""
    if net.normalization == "batchnorm" and name[0] == "b" and not name.startswith("beta"):
        return np.abs(expected[f"b{net.depth}"]).max() if f"b{net.depth}" in expected else 0.1
    return np.abs(expected[name]).max()


@pytest.mark.parametrize(
    "normalization",
    [
        points(2, "gradients of W", None),
        points(2, "gradients of W", "batchnorm"),
        points(2, "gradients of W", "layernorm"),
    ],
)
def test_gradients_of_w(student, reference, rng, normalization):
    """grads holds the gradient of each W."""
    net = draw_net(rng, normalization)
    expect_gradients(student, reference, rng, net, net.names("W"))


@pytest.mark.points(2, criterion="gradients of b")
@pytest.mark.parametrize("normalization", [None, "layernorm"])
def test_gradients_of_b(student, reference, rng, normalization):
    """grads holds the gradient of each b; those before batch normalization are zero."""
    net = draw_net(rng, normalization)
    expect_gradients(student, reference, rng, net, net.names("b"))


@pytest.mark.criterion("gradients of b")
@pytest.mark.parametrize("part", ["last", "hidden"])
def test_gradients_of_b_with_batchnorm(student, reference, rng, part):
    """The last bias has a gradient; those before batch normalization have zero."""
    net = draw_net(rng, "batchnorm")
    names = net.names("b")
    expect_gradients(student, reference, rng, net, names[-1:] if part == "last" else names[:-1])


@pytest.mark.points(2, criterion="gradients of gamma and beta")
@pytest.mark.parametrize("normalization", NORMS)
def test_gradients_of_gamma_and_beta(student, reference, rng, normalization):
    """grads holds the gradient of each gamma and each beta."""
    net = draw_net(rng, normalization)
    expect_gradients(student, reference, rng, net, net.names("gamma", "beta"))


def close(got, expected, scale=None):
    """Whether two answers, or what is computed from one, are numbers that agree."""
    if not all(isinstance(value, int | float | np.ndarray) for value in (got, expected)):
        return False
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    unit = np.abs(expected).max(initial=0.0) if scale is None else scale
    return scaled_error(got, expected, scale=unit) <= VALUES


# Regularization, seen in the difference of two networks: the loss without it is charged where it is judged


@pytest.mark.gate("loss responds")
def test_loss_responds(student, rng):
    """The loss depends on the first weights and on y."""
    net = draw_net(rng, None)
    made = build(student, net)
    base = loss_of(made, net.X, net.y)[0]
    other_y = loss_of(made, net.X, (net.y + 1) % 5)[0]
    set_params(made, {"W1": 1.5 * net.params["W1"]})
    other_weights = loss_of(made, net.X, net.y)[0]
    values = student.fetch(base, other_y, other_weights)
    one, *others = (np.asarray(expect_number(value, None, what=say("the loss"))) for value in values)
    if any(abs(one - other) < NUMERIC for other in others):
        raise CheckFailure("Judged once the loss depends on the first weights and on y.")


@pytest.mark.points(1, criterion="regularized loss", needs="loss responds")
@pytest.mark.parametrize("normalization", [None, "batchnorm"])
def test_regularized_loss(student, rng, normalization):
    """Regularization adds reg / 2 times the sum of the squares of all W to the loss, and nothing else."""
    net = draw_net(rng, normalization)
    # 0.7: neither 1 nor 2, so that a factor lost or squared shows
    pair = (net, replace(net, reg=0.7))
    plain, regularized = student.fetch(*(loss_of(build(student, one), net.X, net.y)[0] for one in pair))
    plain, regularized = (expect_number(value, None, what=say("the loss")) for value in (plain, regularized))
    due = 0.35 * sum(np.sum(net.params[name] ** 2) for name in net.names("W"))
    expect_number(
        regularized - plain, due, what=say("what reg = 0.7 adds to the loss"), when=said(normalization)
    )


@pytest.mark.criterion("regularized loss")
def test_no_regularization(student, rng):
    """Unless it is asked for, there is none."""
    net = draw_net(rng, None)
    sizes = {"input_dim": 8, "num_classes": 5, "dtype": type_of(student, np.float64)}
    bare = student.FullyConnectedNet(list(net.hidden_dims), **sizes)
    set_params(bare, net.params)
    losses = (loss_of(made, net.X, net.y)[0] for made in (build(student, net), bare))
    asked, unasked = (expect_number(value, None, what=say("the loss")) for value in student.fetch(*losses))
    expect_number(unasked, asked, what=say("the loss"), when="of a network that is made without reg")


@pytest.mark.points(1, criterion="regularized gradients", needs="loss responds")
@pytest.mark.parametrize("normalization", [None, "batchnorm"])
def test_regularized_gradients(student, rng, normalization):
    """Regularization adds reg * W to the gradient of each W, and nothing to the others."""
    net = draw_net(rng, normalization)
    # Biases before batch normalization have only rounding for a gradient.
    names = net.names("W", "gamma", "beta") if normalization else net.names("W", "b")
    grads = [loss_of(build(student, one), net.X, net.y)[1] for one in (net, replace(net, reg=0.7))]
    names = present(student, grads[0], names)
    plain, regularized = (collect_gradients(student, one, names) for one in grads)
    added = {}
    try:
        for name in plain:
            before, after = (expect_array(one[name], what=f'grads["{name}"]') for one in (plain, regularized))
            W = net.params[name]
            added[name] = after - before if after.shape == before.shape else after
            due = 0.7 * W if name.startswith("W") else np.zeros_like(W)
            what = say('what reg = 0.7 adds to grads["{name}"]', name=name)
            expect_close(added[name], due, what=what, when=said(normalization), scale=np.abs(W).max())
    except CheckFailure as failure:
        for name in plain:
            before, after = plain[name], regularized[name]
            arrays = isinstance(before, np.ndarray) and isinstance(after, np.ndarray)
            if not arrays or before.shape != after.shape:
                raise
            added.setdefault(name, after - before)
        credit_for_own_penalty(student, net, added, rng, failure)
        raise


def present(student, grads, names):
    """The names for which there is a gradient; one that is missing is charged where it is judged."""
    values = student.try_fetch(*(grads[name] for name in names))
    found = [name for name, value in zip(names, values, strict=True) if isinstance(value, np.ndarray)]
    return found or names


# Modes and purity


@pytest.mark.points(1, criterion="training after scores", needs="loss with batchnorm")
def test_training_after_scores(student, rng):
    """loss(X, y) works in training mode again after a call of loss(X)."""
    net = draw_net(rng, "batchnorm")
    made = build(student, net)
    before = loss_of(made, net.X, net.y)[0]
    scores_of(made, net.X_later)
    after = loss_of(made, net.X, net.y)[0]
    one, two = (expect_number(value, None, what=say("the loss")) for value in student.fetch(before, after))
    # the loss in training depends on the batch and on no running average
    if not abs(one - two) <= NUMERIC * abs(one):
        text = say(
            "For the same X and y, loss(X, y) gives {one:.6g} before a call of loss(X), {two:.6g} after it.",
            one=one,
            two=two,
        )
        raise CheckFailure(text, kind="state")


@pytest.mark.points(1, criterion="inputs and params left alone", needs="loss responds")
@pytest.mark.parametrize("normalization", KINDS)
def test_left_alone(student, rng, normalization):
    """X, y and params hold the same numbers after the calls."""
    net = replace(draw_net(rng, normalization), reg=0.7)
    made = build(student, net)
    X, y = student.new(net.X), student.new(net.y)
    loss_of(made, X, y)
    scores_of(made, X)
    params = made.attribute("params")
    values = student.fetch(X, y, *(params[name] for name in net.params))
    for name, value, before in zip(
        ("X", "y", *net.params), values, (net.X, net.y, *net.params.values()), strict=True
    ):
        if not same_bits(value, before):
            raise CheckFailure(
                say("{name} was changed by loss; only an optimizer changes params.", name=name), kind="state"
            )
