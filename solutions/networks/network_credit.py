"""Credit carried forward in a network: for the student's own layer, and for the student's own loss."""

from dataclasses import replace

import numpy as np
from network_inputs import SIGNS, STEP, said, signed
from network_layers import Layer, layer_share, param_of
from network_nets import build, loss_of, set_params

from autograder.checks import NUMERIC, VALUES, CarriedCredit, CheckFailure, Sentence, aside, expect_shape, say


def softmax(scores, y):
    """The loss and the gradient of the scores."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    log = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    dscores = np.exp(log)
    dscores[rows, y] -= 1.0
    return -log[rows, y].mean(), dscores / len(y)


class Composed:
    """The network as it would be with the student's own layer and with nothing else of the student's.

    If a network agrees with this, it is right, and what is wrong is charged at the layer.
    """

    def __init__(self, subject, net):
        self.subject, self.net = subject, net
        self.settings = [subject.new(param_of(net.normalization)) for _ in net.hidden_dims]
        if net.normalization:  # the network's layers work with the default eps
            for settings in self.settings:
                settings.put("eps", 1e-5)

    def scores(self, X, mode="train"):
        """Scores and the handles of the caches; raises CheckFailure where the student's layer does not run."""
        hidden, caches = X, []
        for layer, settings in enumerate(self.settings, start=1):
            if self.net.normalization == "batchnorm":
                settings.put("mode", mode)
            own = [self.net.params.get(f"{name}{layer}") for name in ("W", "b", "gamma", "beta")]
            norm_param = settings if self.net.normalization else None
            hidden, cache = self.subject.affine_norm_relu_forward(
                hidden, *own, self.net.normalization, norm_param
            ).take(2)
            caches.append(cache)
        last = self.net.depth
        with aside(self.subject):
            (out,) = self.subject.fetch(hidden)
        out = expect_shape(out, (len(X), len(self.net.params[f"W{last}"])), what="out")
        return out @ self.net.params[f"W{last}"] + self.net.params[f"b{last}"], out, caches

    def scores_in_use(self, X):
        self.scores(self.net.X_earlier)
        self.scores(self.net.X)
        return self.scores(X, mode="test")[0]

    def loss(self):
        return softmax(self.scores(self.net.X)[0], self.net.y)[0]

    def gradients(self, names):
        """The gradients of these names."""
        net, last = self.net, self.net.depth
        scores, out, caches = self.scores(net.X)
        _, dscores = softmax(scores, net.y)
        found = {f"W{last}": out.T @ dscores, f"b{last}": dscores.sum(axis=0)}
        dhidden, handles = dscores @ net.params[f"W{last}"].T, {}
        for layer in range(last - 1, 0, -1):
            parts = self.subject.affine_norm_relu_backward(dhidden, caches[layer - 1]).take(5)
            dhidden = parts[0]
            for kind, part in zip(("W", "b", "gamma", "beta"), parts[1:], strict=True):
                handles[f"{kind}{layer}"] = part
        wanted = [name for name in names if name in handles]
        with aside(self.subject):
            values = self.subject.fetch(*(handles[name] for name in wanted))
        return {name: {**found, **dict(zip(wanted, values, strict=True))}[name] for name in names}


def _besides_name(said):
    """What a sentence says, but for the name of the function that it says it of."""
    if not isinstance(said, Sentence):
        return said
    return said.template, {name: _besides_name(value) for name, value in said.fields if name != "name"}


def credit_for_layer(subject, net, failure, ask):
    """Raise full credit if the network's values are those of the student's own layer, put together rightly.

    `ask(composed)` says whether they are. A network that fails as its own layer does waits for the layer.
    """
    try:
        agrees = ask(Composed(subject, net))
    except CheckFailure as of_layer:
        if of_layer.function and _besides_name(failure.said) == _besides_name(of_layer.said):
            raise of_layer from failure
        return
    if agrees and layer_share(subject, layer_of(net)):
        raise CarriedCredit(
            say(
                "The network {network} is right for the layer you wrote, though that is wrong.",
                network=said(net.normalization),
            ),
            share=1.0,
        ) from failure


def layer_of(net):
    """The first hidden layer, as a case of its own."""
    W = net.params["W1"]
    return Layer(
        x=net.X,
        W=W,
        b=net.params["b1"],
        gamma=net.params.get("gamma1", np.ones(W.shape[1])),
        beta=net.params.get("beta1", np.zeros(W.shape[1])),
        dout=np.ones((len(net.X), W.shape[1])),
        normalization=net.normalization,
    )


def slopes(subject, net, name, directions):
    """The slopes of the student's own loss along each direction of one parameter; None where it has none."""
    made = build(subject, net)
    losses = []
    for direction in directions:
        for step in (STEP, -STEP):
            set_params(made, {name: net.params[name] + step * direction})
            losses.append(loss_of(made, net.X, net.y)[0])
    with aside(subject):
        values = subject.try_fetch(*losses)
    if not all(isinstance(value, float | np.floating | np.ndarray) and np.size(value) == 1 for value in values):
        return None
    values = np.array([np.asarray(value, dtype=float).item() for value in values]).reshape(-1, 2)
    return (values[:, 0] - values[:, 1]) / (2 * STEP)


def credit_for_own_loss(subject, net, got, rng, failure):
    """Raise credit if the gradients are those of the student's own loss, and that is the loss of some network.

    It is none unless the first weights move it. Half the credit if a normalization was asked for and the first
    gamma or beta moves nothing.
    """
    if not got or not _moves(subject, net, "W1", rng):
        return
    for name, value in got.items():
        if not isinstance(value, np.ndarray) or value.shape != net.params[name].shape:
            return
        # a bias may have no gradient, what is multiplied has one
        if not name.startswith("b") and not np.linalg.norm(value) > NUMERIC:
            return
        if not _follows_own_loss(subject, net, name, value, rng):
            return
    whole = not net.normalization or all(_moves(subject, net, name, rng) for name in ("gamma1", "beta1"))
    raise CarriedCredit(
        "The gradients are right for the loss that your network gives, though that loss is wrong.",
        share=1.0 if whole else 0.5,
    ) from failure


def _moves(subject, net, name, rng):
    """Whether a parameter moves the own loss."""
    found = slopes(subject, net, name, [signed(rng, net.params[name].shape)])
    return found is not None and abs(found[0]) > NUMERIC


def _follows_own_loss(subject, net, name, value, rng):
    """Whether the slopes of the own loss along three random directions are those that the gradient says.

    One may fail: a ReLU that changes sides within the step spoils a slope.
    """
    directions = [SIGNS[rng.integers(2, size=value.shape)] for _ in range(3)]
    found = slopes(subject, net, name, directions)
    if found is None:
        return False
    due = np.array([np.sum(value * direction) for direction in directions])
    allowed = VALUES * max(
        np.linalg.norm(value), 1e-2
    )  # gradients are of the size 0.1, differences off by 1e-9
    return int(np.sum(np.abs(found - due) <= allowed)) >= 2


def credit_for_own_penalty(subject, net, added, rng, failure):
    """Raise full credit if what reg adds to the gradients is the gradient of what it adds to the own loss.

    The penalty is a square, so its differences are exact for large steps too, and rounding stays away.
    """
    for name, value in added.items():
        if value.shape != net.params[name].shape or (name[0] == "W" and not value.any()):
            return
        direction = signed(rng, value.shape)
        up, down = (_penalty(subject, net, {name: net.params[name] + side * direction}) for side in (0.5, -0.5))
        due = np.sum(value * direction)
        if up is None or down is None or not abs(up - down - due) <= VALUES * np.linalg.norm(net.params[name]):
            return
    raise CarriedCredit(
        "The regularized gradients are right for the loss that your network gives, though that loss is wrong.",
        share=1.0,
    ) from failure


def _penalty(subject, net, changes):
    """What reg = 0.7 adds to the own loss at other weights; None where it does not run."""
    handles = [loss_of(build(subject, one, **changes), net.X, net.y)[0] for one in (replace(net, reg=0.7), net)]
    with aside(subject):
        values = subject.try_fetch(*handles)
    if not all(isinstance(value, float | np.ndarray | np.generic) and np.size(value) == 1 for value in values):
        return None
    return float(np.ravel(values[0])[0]) - float(np.ravel(values[1])[0])
