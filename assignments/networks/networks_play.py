"""What `play()` shows in this notebook: what happens inside your network while it learns.

The picture draws what your functions give, right or wrong. You may change all of it.
"""

import numpy as np
from matplotlib.figure import Figure
from training import Adam, load_digits

from autograder.learner.drawing.labels import in_label
from autograder.learner.play.scene import Drawing, Scene, Slider
from autograder.sentences import in_words, say

LAYERS, WIDTH, SCALE = 5, 50, 0.1
STEPS = (0, 1, 2, 5, 10, 20, 30, 45, 60)
BINS = np.linspace(-3, 3, 41)

# colours that colour-blind readers can tell apart (M. Okabe, K. Ito); the rows have their words as well
LOOKS = {None: (say("without"), "#D55E00"), "batchnorm": (say("with batch norm"), "#0072B2")}


def before_relu(net, functions, X):
    """What each hidden layer hands to its ReLU, in training mode; the running averages stay as they are."""
    found = []
    for layer in range(1, net.num_layers):
        W, b, gamma, beta = (net.params.get(f"{name}{layer}") for name in ("W", "b", "gamma", "beta"))
        a, _ = functions["affine_forward"](X, W, b)
        if net.normalization:
            a, _ = functions["batchnorm_forward"](a, gamma, beta, {"mode": "train"})
        found.append(np.asarray(a, dtype=float))
        X = np.maximum(a, 0)
    return found


def train_both(functions):
    """Train the network without and with batch norm; what its layers give at each step of STEPS."""
    data = load_digits(train=600)
    found = {}
    for normalization in LOOKS:
        net = functions["FullyConnectedNet"](
            [WIDTH] * LAYERS, normalization=normalization, weight_scale=SCALE, seed=0
        )
        optimizer, rng = Adam(3e-3), np.random.default_rng(0)
        for step in range(max(STEPS) + 1):
            if step in STEPS:
                right = np.mean(np.argmax(net.loss(data.X_val), axis=1) == data.y_val)
                found[normalization, step] = before_relu(net, functions, data.X_train[:300]), float(right)
            rows = rng.choice(len(data.y_train), size=50, replace=False)
            _, grads = net.loss(data.X_train[rows], data.y_train[rows])
            optimizer.step(net.params, grads)
    return found


def draw_rows(found, rows):
    """A row of histograms for each normalization and step, a column for each layer."""
    figure = Figure(figsize=(9, 0.4 + 1.2 * len(rows)), layout="constrained")
    axes = figure.subplots(len(rows), LAYERS, sharex=True, sharey=True, squeeze=False)
    for line, (normalization, step) in zip(axes, rows, strict=True):
        words, colour = LOOKS[normalization]
        layers, _ = found[normalization, step]
        for ax, values in zip(line, layers, strict=True):
            inside = values[np.isfinite(values)]
            shares = np.full(inside.size, 1 / max(1, values.size))
            ax.hist(inside, bins=BINS, weights=shares, histtype="stepfilled", color=colour)
            ax.axvline(0, color="black", linewidth=0.8, linestyle=":")
            ax.set(ylim=(0, 0.3), yticks=[])
        line[0].set_ylabel(
            f"{in_label(words.template)}\n{in_label('step {step:g}', step=step)}", fontsize="small"
        )
    for number, ax in enumerate(axes[0], start=1):
        ax.set_title(in_label("layer {number}", number=number))
    return figure


def line_of(found, normalization, step):
    """The spreads of all layers, and what the network knows, in a sentence."""
    layers, right = found[normalization, step]
    spreads = ", ".join(f"{values.std():.2f}" for values in layers)
    text = "Without, step {step:g}: deviations {spreads}; {right:.0%} of the new pictures are recognised."
    if normalization:
        text = (
            "With batch norm, step {step:g}: deviations {spreads}; {right:.0%} of the new pictures are"
            " recognised."
        )
    return in_words(text, step=step, spreads=spreads, right=right)


def draw_depth(found, step):
    """Both networks at one step."""
    rows = [(normalization, int(step)) for normalization in LOOKS]
    return Drawing(
        draw_rows(found, rows),
        in_words(
            "Histograms of what reaches ReLU in each of five hidden layers at step {step:g}:"
            " above without normalization, below with batch norm.",
            step=step,
        ),
        " ".join(line_of(found, *row) for row in rows),
    )


def draw_small_multiples(found):
    """Both networks at three steps, for a page on which nothing moves."""
    rows = [(normalization, step) for normalization in LOOKS for step in (0, 10, 60)]
    return Drawing(
        draw_rows(found, rows),
        in_words(
            "Histograms of what reaches ReLU in each of five hidden layers, at the steps 0, 10"
            " and 60: three rows without normalization, three with batch norm."
        ),
        " ".join(line_of(found, *row) for row in rows),
    )


SCENES = (
    Scene(
        "depth",
        "what reaches ReLU in each layer while a network learns, with and without batch norm",
        ("FullyConnectedNet", "affine_norm_relu_forward", "affine_norm_relu_backward", "batchnorm_forward"),
        (Slider("step", STEPS, 0, "training step"),),
        draw_depth,
        prepare=train_both,
        still=draw_small_multiples,
    ),
)
