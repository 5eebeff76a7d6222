"""A small network with a normalizer of your choice, trained by plain gradient descent.

Every hidden layer computes relu(norm(h @ W)). The normalizer is a pair of functions with the signatures of
`batchrenorm_forward` and `batchrenorm_backward`, or None; without one, the layer adds its shift and nothing
else happens. There is no momentum, no weight decay and no schedule: what differs between two runs is what you
made different.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np


@dataclass(frozen=True)
class Normalizer:
    """Two functions and the settings that go into the parameter dict of every layer."""

    forward: Callable
    backward: Callable
    settings: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Jolt:
    """Noise after the normalizer: each feature is stretched and moved, in another way at every step.

    All rows of a batch are treated alike, so the *distribution* of the next layer's inputs jumps from step to
    step, as in Santurkar et al. 2018, section 2.1: with a mean and a spread drawn anew each time.
    """

    shift: float = 0.5
    stretch: float = 0.25

    def draw(self, features, rng):
        """A factor and an offset for each feature, each of shape (features,)."""
        factor = rng.uniform(1.0 - self.stretch, 1.0 + self.stretch, size=features)
        return factor, rng.uniform(-self.shift, self.shift, size=features)


class Net:
    """Fully connected layers of the given widths, the first being the inputs and the last the classes.

    `weights[k]` has shape (widths[k], widths[k + 1]); every layer has a shift, every hidden one a scale too.
    """

    def __init__(self, widths, normalizer=None, jolt=None, seed=0):
        rng = np.random.default_rng(seed)
        pairs = list(pairwise(widths))
        self.weights = [rng.normal(0.0, np.sqrt(2.0 / n), size=(n, m)) for n, m in pairs]
        self.shifts = [np.zeros(m) for _, m in pairs]
        self.scales = [np.ones(m) for _, m in pairs[:-1]]
        self.normalizer, self.jolt = normalizer, jolt
        self.states = [dict(normalizer.settings) for _ in pairs[:-1]] if normalizer else []
        self.noise = np.random.default_rng(seed + 1)
        self.jolts = [(1.0, 0.0)] * (len(pairs) - 1)

    @property
    def parameters(self):
        """All learned arrays, in a fixed order."""
        return [*self.weights, *self.shifts, *self.scales]

    def move(self, directions, step):
        """Add `step` times the directions to the parameters, in place."""
        for values, direction in zip(self.parameters, directions, strict=True):
            values += step * direction

    def jolt_anew(self):
        """Draw the noise of the next step, if there is any."""
        if self.jolt:
            self.jolts = [self.jolt.draw(len(scale), self.noise) for scale in self.scales]

    def scores(self, images, mode="test", record=True):
        """Class scores (N, classes), and what the backward pass needs."""
        h, tape = images, []
        for layer, (weight, shift, scale) in enumerate(
            zip(self.weights[:-1], self.shifts[:-1], self.scales, strict=True)
        ):
            z, cache = h @ weight, None
            if self.normalizer:
                state = self.states[layer] if record else dict(self.states[layer])
                state["mode"] = mode
                z, cache = self.normalizer.forward(z, scale, shift, state)
            else:
                z = z + shift
            factor, offset = self.jolts[layer] if mode == "train" else (1.0, 0.0)
            z = factor * z + offset
            tape.append((h, z, cache))
            h = np.maximum(z, 0.0)
        return h @ self.weights[-1] + self.shifts[-1], [*tape, (h, None, None)]

    def loss(self, images, labels):
        """The mean cross-entropy in training mode; no running average moves."""
        return _cross_entropy(self.scores(images, "train", record=False)[0], labels)[0]

    def gradients(self, images, labels, record=True):
        """The loss and its gradients in the order of `parameters`; moves the running averages if told to."""
        scores, tape = self.scores(images, "train", record=record)
        loss, down = _cross_entropy(scores, labels)
        to_weights = [tape[-1][0].T @ down]
        to_shifts, to_scales = [down.sum(axis=0)], []
        for layer in reversed(range(len(self.scales))):
            entering, z, cache = tape[layer]
            down = (down @ self.weights[layer + 1].T) * (z > 0) * self.jolts[layer][0]
            to_scale, to_shift = np.zeros_like(self.scales[layer]), down.sum(axis=0)
            if self.normalizer:
                down, to_scale, to_shift = self.normalizer.backward(down, cache)
            to_weights.append(entering.T @ down)
            to_shifts.append(to_shift)
            to_scales.append(to_scale)
        return loss, [*to_weights[::-1], *to_shifts[::-1], *to_scales[::-1]]

    def accuracy(self, digits, mode="test"):
        """The share of images whose label gets the highest score."""
        scores, _ = self.scores(digits.images, mode, record=False)
        return float(np.mean(scores.argmax(axis=1) == digits.labels))


def train(net, batches, rate, watch=None):
    """Descend over the batches; the loss of each, and what `watch(net, images, labels)` saw before the step."""
    losses, seen = [], []
    for images, labels in batches:
        net.jolt_anew()
        if watch:
            seen.append(watch(net, images, labels))
        loss, gradients = net.gradients(images, labels)
        net.move(gradients, -rate)
        losses.append(loss)
    return np.array(losses), seen


def _cross_entropy(scores, labels):
    """The mean loss and its gradient with respect to the scores (N, classes)."""
    rows = np.arange(len(labels))
    logits = scores - scores.max(axis=1, keepdims=True)
    log_likelihood = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    down = np.exp(log_likelihood)
    down[rows, labels] -= 1.0
    return -log_likelihood[rows, labels].mean(), down / len(labels)
