"""A small network of your own: a few hidden layers, with your normalization between them.

    net = SmallNet(spirals(), batchnorm_forward, batchnorm_backward)
    losses = net.train(steps=400)
    save_picture({"with batch norm": (net, losses)}, "my_network.png")

Each hidden layer is affine, your normalization, ReLU; without functions, affine and ReLU. The data are made by
`spirals` or `stripes`; nothing is read and nothing is downloaded. Change whatever you like.
"""

from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

HERE = Path(__file__).resolve().parent

# colours that colour-blind readers can tell apart (M. Okabe, K. Ito); dashes and markers for grey paper
LINES = (("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#000000", ":"))
SIGNS = (("#0072B2", "o"), ("#D55E00", "^"), ("#009E73", "s"))


def spirals(points=120, turns=1.25, noise=0.12, seed=0):
    """Give X (3 * points, 2) and y (3 * points,): three arms that wind around each other."""
    rng = np.random.default_rng(seed)
    out = np.linspace(0.1, 1.0, points)
    X, y = [], []
    for arm in range(3):
        angle = 2 * np.pi * (turns * out + arm / 3) + noise * rng.normal(size=points)
        X.append(np.stack([out * np.cos(angle), out * np.sin(angle)], axis=1))
        y.append(np.full(points, arm))
    return np.concatenate(X), np.concatenate(y)


def stripes(pictures=400, size=8, seed=0):
    """Give X (pictures, size * size) and y (pictures,): noisy stripes of three directions, dim or bright."""
    rng = np.random.default_rng(seed)
    y = rng.integers(3, size=pictures)
    angle, phase = np.pi * y / 3, rng.uniform(0, 2 * np.pi, pictures)
    down, across = np.meshgrid(np.arange(size), np.arange(size), indexing="ij")
    place = np.cos(angle)[:, None, None] * across + np.sin(angle)[:, None, None] * down
    waves = np.sin(1.6 * place + phase[:, None, None])
    bright = rng.uniform(0.1, 2.0, size=(pictures, 1, 1))
    X = bright * (waves + 0.4 * rng.normal(size=waves.shape)) + rng.normal(size=(pictures, 1, 1))
    return X.reshape(pictures, -1), y


class SmallNet:
    """Affine layers with ReLU, and a normalization between the two where there is one; three classes.

    `data` is X (N, D) and y (N,). `forward(x, gamma, beta, param)` gives out and a cache,
    `backward(dout, cache)` gives dx, dgamma and dbeta.
    """

    def __init__(self, data, forward=None, backward=None, *, widths=(30, 30, 30, 30), weight_scale=0.1, seed=0):
        self.X, self.y = data
        self.forward, self.backward = forward, backward
        rng = np.random.default_rng(seed)
        sizes = [self.X.shape[1], *widths, 3]
        self.weights = [weight_scale * rng.normal(size=pair) for pair in pairwise(sizes)]
        self.shifts = [np.zeros(size) for size in sizes[1:]]  # beta, or the bias where nothing is normalized
        self.scales = [np.ones(size) for size in sizes[1:-1]]  # gamma
        self.settings = [{} for _ in widths]

    def scores(self, X, mode="test"):
        """Give the scores (N, 3), and what the way back needs."""
        seen = []
        for W, beta, gamma, param in zip(self.weights, self.shifts, self.scales, self.settings, strict=False):
            a, cache = X @ W, None
            if self.forward:
                param["mode"] = mode
                n, cache = self.forward(a, gamma, beta, param)
            else:
                n = a + beta
            seen.append((X, n, cache))
            X = np.maximum(n, 0)
        return X @ self.weights[-1] + self.shifts[-1], [*seen, (X, None, None)]

    def step(self, X, y, learning_rate):
        """Go one step down; give the loss before it."""
        scores, seen = self.scores(X, "train")
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        loss = -np.log(chances[np.arange(len(y)), y] + 1e-12).mean()
        down = (chances - np.eye(3)[y]) / len(y)
        for layer in range(len(self.weights) - 1, -1, -1):
            entered, n, cache = seen[layer]
            dshift, dscale = down.sum(axis=0), None
            if n is not None:
                down = down * (n > 0)
                dshift = down.sum(axis=0)
                if self.forward:
                    down, dscale, dshift = self.backward(down, cache)
            dW, down = entered.T @ down, down @ self.weights[layer].T
            self.weights[layer] = self.weights[layer] - learning_rate * dW
            self.shifts[layer] = self.shifts[layer] - learning_rate * dshift
            if dscale is not None:
                self.scales[layer] = self.scales[layer] - learning_rate * dscale
        return float(loss)

    def train(self, steps=400, batch_size=60, learning_rate=0.3, seed=0):
        """Take so many steps, each on a batch drawn by chance; give the loss of each."""
        rng = np.random.default_rng(seed)
        batches = (rng.choice(len(self.y), size=batch_size, replace=False) for _ in range(steps))
        return np.array([self.step(self.X[rows], self.y[rows], learning_rate) for rows in batches])

    def accuracy(self):
        """The part of the data that get their own class, in test mode."""
        return float(np.mean(self.scores(self.X)[0].argmax(axis=1) == self.y))


def smooth(losses, width=20):
    """The means of neighbours: a loss over single batches is a restless line."""
    width = min(width, len(losses))
    return np.convolve(losses, np.ones(width) / width, mode="valid")


def save_picture(runs, name="my_network.png"):
    """Draw the losses of all runs, and what the first network makes of its data; save it beside the notebook.

    `runs` maps what stands in the legend to a network and its losses.
    """
    figure = plt.figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(5, 4))
    ax = left.subplots()
    for (label, (net, losses)), (colour, dashes) in zip(runs.items(), LINES, strict=False):
        ax.plot(smooth(losses), color=colour, linestyle=dashes, label=label)
        print(f"{label}: {net.accuracy():.0%} get their own class in test mode")
    ax.set(xlabel="step", title="loss in training, mean of 20 steps", ylim=(0, None))
    ax.legend()
    label, (net, _) = next(iter(runs.items()))
    right.suptitle(label)
    if net.X.shape[1] == 2:
        draw_plane(net, right.subplots())
    else:
        draw_pictures(net, right.subplots(3, 4))
    figure.savefig(HERE / name, dpi=110)
    plt.show()
    print(f"Saved as {name}, beside this notebook.")


def draw_plane(net, ax):
    """Colour the plane by the class that the network gives each point."""
    line = np.linspace(-1.2, 1.2, 120)
    plane = np.stack(np.meshgrid(line, line), axis=-1)
    won = net.scores(plane.reshape(-1, 2))[0].argmax(axis=1).reshape(120, 120)
    colours = [colour for colour, _ in SIGNS]
    ax.contourf(line, line, won, levels=[-0.5, 0.5, 1.5, 2.5], colors=colours, alpha=0.25)
    for number, (colour, marker) in enumerate(SIGNS):
        ax.plot(*net.X[net.y == number].T, marker, color=colour, markersize=3)
    ax.set(aspect="equal", xticks=[], yticks=[])


def draw_pictures(net, axes):
    """Show the first twelve pictures, with the class that the network gives and the right one."""
    found = net.scores(net.X)[0].argmax(axis=1)
    side = int(np.sqrt(net.X.shape[1]))
    for number, ax in enumerate(axes.flat):
        ax.imshow(net.X[number].reshape(side, side), cmap="gray")
        ax.set(title=f"{found[number]}, right: {net.y[number]}", xticks=[], yticks=[])
