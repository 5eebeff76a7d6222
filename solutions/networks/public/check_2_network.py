"""Public checks of the network: values that every network must have, and differences of your own loss."""

import numpy as np
import pytest

from autograder.checks import (
    CheckFailure,
    expect_array,
    expect_close,
    expect_shape,
    gradient,
    perturbations,
    say,
)

pytestmark = pytest.mark.exercise("FullyConnectedNet")

KINDS = [None, "batchnorm", "layernorm"]

INPUTS, HIDDEN, CLASSES, ROWS = 4, (5, 3), 3, 6

# Steps so small that no ReLU changes sides on the way.
STEP, TOLERANCE = 1e-5, 1e-5


def named(normalization):
    return f"with {normalization}" if normalization else "without a normalization"


def said(normalization):
    if not normalization:
        return say("without a normalization")
    return say("with {normalization}", normalization=normalization)


def shapes(normalization):
    """The shape of each entry of params, by its name."""
    dims = (INPUTS, *HIDDEN, CLASSES)
    found = {}
    for layer in (1, 2, 3):
        found |= {f"W{layer}": (dims[layer - 1], dims[layer]), f"b{layer}": (dims[layer],)}
        if normalization and layer < 3:
            found |= {f"gamma{layer}": (dims[layer],), f"beta{layer}": (dims[layer],)}
    return found


def draw(rng, normalization):
    """Weights for a network by name, X (6, 4) and y (6,)."""
    weights = {name: rng.normal(size=shape) for name, shape in shapes(normalization).items()}
    return weights, rng.normal(size=(ROWS, INPUTS)), np.array([0, 1, 2, 2, 1, 0])


def build(student, normalization, weights, reg=0.0):
    """A network with these weights."""
    double = student.new(np.zeros(1)).attribute("dtype").attribute("type")
    made = student.FullyConnectedNet(
        list(HIDDEN), input_dim=INPUTS, num_classes=CLASSES, normalization=normalization, reg=reg, dtype=double
    )
    put(made, weights)
    return made


def put(made, weights):
    for name, value in weights.items():
        made.attribute("params").put(name, value)


def loss_of(made, X, y):
    return made.attribute("loss")(X, y).take(2)


def number(value):
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float | np.ndarray | np.generic)
        or np.size(value) != 1
    ):
        raise CheckFailure("The loss should be one number.", kind="type")
    return float(np.ravel(value)[0])


def expect_number(got, expected, *, what, when, tolerance=1e-5):
    if not abs(got - expected) <= tolerance * max(abs(expected), 1.0):
        raise CheckFailure(
            say(
                "{what}{when} is {got:.6g}; expected {expected:.6g}.",
                what=what,
                when=say(" {when}", when=when),
                got=got,
                expected=expected,
            )
        )


def cross_entropy(scores, y):
    scores = expect_shape(scores, (len(y), CLASSES), what="scores")
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y])


def criteria(kind):
    """One criterion of this kind for each normalization."""
    marks = [pytest.mark.criterion(f"{kind} {named(one)}") for one in KINDS]
    return [pytest.param(one, marks=mark, id=str(one)) for one, mark in zip(KINDS, marks, strict=True)]


# The first weights


@pytest.mark.criterion("names and shapes")
@pytest.mark.parametrize("normalization", KINDS)
def test_names_and_shapes(student, normalization):
    """params holds W and b of each layer, gamma and beta of each hidden layer."""
    made = student.FullyConnectedNet(
        list(HIDDEN), input_dim=INPUTS, num_classes=CLASSES, normalization=normalization, weight_scale=0.0
    )
    (params,) = student.fetch(made.attribute("params"))
    if not isinstance(params, dict):
        raise CheckFailure("params should be a dictionary of arrays.", kind="type")
    expected = shapes(normalization)
    lacking, foreign = expected.keys() - params.keys(), params.keys() - expected
    if lacking or foreign:
        network = say("With {normalization}", normalization=normalization)
        network = network if normalization else say("Without a normalization")
        text = "{Network}, params lacks {names}." if lacking else "{Network}, params should not hold {names}."
        names = ", ".join(sorted(map(str, lacking or foreign)))
        raise CheckFailure(say(text, Network=network, names=names), kind="state")
    for name, shape in expected.items():
        expect_shape(params[name], shape, what=name)


@pytest.mark.criterion("first W and b")
def test_first_weights(student):
    """W is drawn with the deviation weight_scale, b is zero."""
    made = student.FullyConnectedNet([80, 60], input_dim=90, weight_scale=0.05, seed=1)
    weights, bias = student.fetch(made.attribute("params")["W2"], made.attribute("params")["b2"])
    drawn = expect_array(weights, what="W2")
    spread = drawn.std() if drawn.size else np.nan
    if not abs(spread / 0.05 - 1.0) < 0.15:
        raise CheckFailure(
            say("W2 has the standard deviation {spread:.2g}; weight_scale was 0.05.", spread=spread)
        )
    expect_close(bias, np.zeros(60), what="b2")


@pytest.mark.criterion("first gamma and beta")
@pytest.mark.parametrize("normalization", KINDS[1:])
def test_first_gamma_and_beta(student, normalization):
    """gamma starts at one and beta at zero."""
    made = student.FullyConnectedNet(
        [7, 6], input_dim=5, normalization=normalization, weight_scale=0.05, seed=1
    )
    params = made.attribute("params")
    names = ["gamma1", "gamma2", "beta1", "beta2"]
    for name, value in zip(names, student.fetch(*(params[name] for name in names)), strict=True):
        start = np.ones_like if name.startswith("gamma") else np.zeros_like
        expect_close(value, start(expect_array(value, what=name)), what=name)


# Scores and loss


@pytest.mark.parametrize("normalization", criteria("scores"))
def test_scores(student, rng, normalization):
    """A row has the same scores alone and in company; with settled running averages, those of training."""
    weights, X, y = draw(rng, normalization)
    made = build(student, normalization, weights)
    # After 200 calls with the same batch, the running averages are its mean and variance to nine digits.
    for _ in range(200 if normalization == "batchnorm" else 1):
        loss, _ = loss_of(made, X, y)
    together, alone = made.attribute("loss")(X), made.attribute("loss")(X[:1])
    together, alone, loss = student.fetch(together, alone, loss)
    together = expect_shape(together, (ROWS, CLASSES), what="scores")
    expect_close(
        alone, together[:1], what="scores", when=say("{network} for a row alone", network=said(normalization))
    )
    what = say("With settled running averages, the cross-entropy of your scores")
    expect_number(cross_entropy(together, y), number(loss), what=what, when=said(normalization), tolerance=1e-4)


@pytest.mark.parametrize("normalization", criteria("loss"))
def test_loss(student, rng, normalization):
    """With a last layer of zeros, all classes are equally probable: the loss is log 3."""
    weights, X, y = draw(rng, normalization)
    weights |= {"W3": np.zeros((HIDDEN[-1], CLASSES)), "b3": np.zeros(CLASSES)}
    loss, grads = loss_of(build(student, normalization, weights), X, y)
    loss, bias = student.fetch(loss, grads["b3"])
    expect_number(number(loss), np.log(3.0), what=say("The loss"), when=said(normalization))
    # y holds each class twice, as often as the network expects it
    expect_close(bias, np.zeros(CLASSES), what='grads["b3"]', scale=1.0)


# Gradients


def compare(student, rng, normalization, kinds):
    """Compare the gradients of these kinds with differences of the own loss."""
    weights, X, y = draw(rng, normalization)
    names = [name for name in weights if name.rstrip("123") in kinds]
    _, grads = loss_of(build(student, normalization, weights), X, y)
    for name, got in zip(names, student.fetch(*(grads[name] for name in names)), strict=True):
        points = perturbations(weights[name], step=STEP)
        made = build(student, normalization, weights)
        losses = []
        for point in points:
            put(made, {name: point})
            losses.append(loss_of(made, X, y)[0])
        losses = [np.array([number(value)]) for value in student.fetch(*losses)]
        expected = gradient(losses, weights[name], np.ones(1), points=points, step=STEP)
        scale = max(np.abs(expected).max(), 0.1)
        what = f'grads["{name}"]'
        expect_close(got, expected, what=what, tolerance=TOLERANCE, scale=scale, when=said(normalization))


@pytest.mark.parametrize("normalization", criteria("gradients of W"))
def test_gradients_of_w(student, rng, normalization):
    """The gradient of each W agrees with differences of your own loss."""
    compare(student, rng, normalization, {"W"})


@pytest.mark.criterion("gradients of b")
@pytest.mark.parametrize("normalization", KINDS)
def test_gradients_of_b(student, rng, normalization):
    """The gradient of each b agrees with differences of your own loss."""
    compare(student, rng, normalization, {"b"})


@pytest.mark.criterion("gradients of gamma and beta")
@pytest.mark.parametrize("normalization", KINDS[1:])
def test_gradients_of_gamma_and_beta(student, rng, normalization):
    """The gradient of each gamma and beta agrees with differences of your own loss."""
    compare(student, rng, normalization, {"gamma", "beta"})


# Regularization


@pytest.mark.criterion("regularized loss")
@pytest.mark.parametrize("normalization", KINDS[:2])
def test_regularized_loss(student, rng, normalization):
    """reg adds reg / 2 times the sum of the squares of all W to the loss, and nothing else."""
    weights, X, y = draw(rng, normalization)
    plain, regularized = (
        number(value)
        for value in student.fetch(
            *(loss_of(build(student, normalization, weights, reg), X, y)[0] for reg in (0.0, 0.7))
        )
    )
    due = 0.35 * sum(np.sum(value**2) for name, value in weights.items() if name.startswith("W"))
    what = say("What reg = 0.7 adds to the loss")
    expect_number(regularized - plain, due, what=what, when=said(normalization))


@pytest.mark.criterion("regularized gradients")
def test_regularized_gradients(student, rng):
    """reg adds reg * W to the gradient of each W."""
    weights, X, y = draw(rng, None)
    names = ["W1", "W2", "W3"]
    handles = [loss_of(build(student, None, weights, reg), X, y)[1] for reg in (0.0, 0.7)]
    values = student.fetch(*(one[name] for one in handles for name in names))
    for name, before, after in zip(names, values[:3], values[3:], strict=True):
        before, after = expect_array(before, what=name), expect_array(after, what=name)
        added = after - before if after.shape == before.shape else after
        # what is right for a loss that is wrong counts as right here
        if not fits_own_loss(student, weights, X, y, name, added):
            expect_close(
                added, 0.7 * weights[name], what=say('what reg = 0.7 adds to grads["{name}"]', name=name)
            )


def fits_own_loss(student, weights, X, y, name, added):
    """Whether this is the gradient of what reg = 0.7 adds to the own loss; a penalty is a square of W."""
    if added.shape != weights[name].shape or not added.any():
        return False
    direction = np.cos(np.arange(added.size) ** 2).reshape(added.shape)
    moved = [{**weights, name: weights[name] + side * direction} for side in (0.5, -0.5)]
    known = len(student.fetched)
    handles = [loss_of(build(student, None, one, reg), X, y)[0] for one in moved for reg in (0.7, 0.0)]
    losses = student.fetch(*handles)
    del student.fetched[known:]  # mistakes are recognised by the gradients alone
    up, up_plain, down, down_plain = map(number, losses)
    slope = up - up_plain - (down - down_plain)
    return abs(slope - np.sum(added * direction)) <= 1e-6 * np.linalg.norm(weights[name])


# Modes


@pytest.mark.criterion("training after scores", needs="loss with batchnorm")
def test_training_after_scores(student, rng):
    """loss(X, y) gives the same before and after a call of loss(X)."""
    weights, X, y = draw(rng, "batchnorm")
    made = build(student, "batchnorm", weights)
    before, _ = loss_of(made, X, y)
    made.attribute("loss")(2 * X)
    after, _ = loss_of(made, X, y)
    before, after = (number(value) for value in student.fetch(before, after))
    if not abs(before - after) <= 1e-6 * abs(before):
        raise CheckFailure(
            say(
                "For the same X and y, loss(X, y) gives {one:.6g} before a call of loss(X), {two:.6g} after"
                " it.",
                one=before,
                two=after,
            ),
            kind="state",
        )
