"""What `play()` shows in this notebook: pictures of your own functions, with sliders.

Each picture draws what your functions give, right or wrong. You may change all of it.
"""

import numpy as np
from batchnorm_graph import GRAPH
from matplotlib.figure import Figure

from autograder.learner.drawing.labels import in_label
from autograder.learner.graph import sent_back
from autograder.learner.play.scene import Drawing, Scene, Slider
from autograder.sentences import in_words, say

# colours that colour-blind readers can tell apart (M. Okabe, K. Ito); dashes and hatches for grey paper
BLUE, ORANGE = "#0072B2", "#D55E00"

SKEWED = np.random.default_rng(1).gamma(4.0, 0.5, size=(1000, 1))  # deviation 1, and a tail to the right


def draw_feature(functions, gamma, beta, eps, spread):
    """One feature before and after the training pass; the right axis never moves."""
    before = 3.0 + spread * (SKEWED - SKEWED.mean()) / SKEWED.std()
    after, _ = functions["batchnorm_forward"](
        before.copy(), np.array([gamma]), np.array([beta]), {"mode": "train", "eps": eps}
    )
    after = np.asarray(after)
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.hist(before[:, 0], bins=40, color="#808080")
    left.set(title=in_label("before: your feature"), xlabel=in_label("value"), ylabel=in_label("examples"))
    right.hist(after[np.isfinite(after)], bins=np.linspace(-8, 8, 81), color=BLUE)
    right.axvline(0, color="black", linewidth=0.8, linestyle=":")
    right.set(
        title=in_label("after: your batchnorm_forward"), xlabel=in_label("value"), xlim=(-8, 8), ylim=(0, 250)
    )
    return Drawing(
        figure,
        in_words(
            "Two histograms of one skewed feature of 1000 examples, before and after, for gamma"
            " {gamma:g}, beta {beta:g}, eps {eps:g}.",
            gamma=gamma,
            beta=beta,
            eps=eps,
        ),
        in_words(
            "Before: mean {mean:.3g}, deviation {std:.3g}. After: mean {mean_after:.2f},"
            " deviation {std_after:.3f}.",
            mean=before.mean(),
            std=before.std(),
            mean_after=round(after.mean(), 2) + 0,
            std_after=after.std(),
        ),
    )


def draw_averages(functions, momentum, batch_size):
    """Both running averages over 100 batches of one feature with mean 3 and variance 4."""
    rng = np.random.default_rng(2)
    bn_param = {"mode": "train", "momentum": momentum}
    found = []
    for _ in range(100):
        batch = rng.normal(3.0, 2.0, size=(int(batch_size), 1))
        functions["batchnorm_forward"](batch, np.ones(1), np.zeros(1), bn_param)
        found.append([np.asarray(bn_param[name]).item() for name in ("running_mean", "running_var")])
    means, variances = np.array(found).T
    figure = Figure(figsize=(9, 3.2), layout="constrained")
    ax = figure.subplots()
    batches = np.arange(1, 101)
    ax.plot(batches, variances, color=BLUE, label=in_label("your running variance"))
    ax.axhline(4.0, color=BLUE, linestyle=":", label=in_label("the true variance, 4"))
    ax.plot(batches, means, "--", color=ORANGE, label=in_label("your running mean"))
    ax.axhline(3.0, color=ORANGE, linestyle="-.", linewidth=1, label=in_label("the true mean, 3"))
    ax.set(xlabel=in_label("training batches"), xlim=(0, 100), ylim=(0, 8))
    ax.legend(loc="upper right", ncols=2)
    late = variances[-50:].std()
    return Drawing(
        figure,
        in_words(
            "Two curves over 100 batches of {batch_size:g} examples, with momentum {momentum:g}:"
            " the running variance and the running mean, each beside a level line at the true"
            " value.",
            batch_size=batch_size,
            momentum=momentum,
        ),
        in_words(
            "After 10 batches: mean {mean:.2f}, variance {variance:.2f}. After 100: mean"
            " {last_mean:.2f}, variance {last_variance:.2f}, which went up and down by {late:.2f} in the"
            " last fifty.",
            mean=means[9],
            variance=variances[9],
            last_mean=means[-1],
            last_variance=variances[-1],
            late=late,
        ),
    )


FEATURE = np.array([-1.6, -0.9, -0.5, -0.2, 0.1, 0.4, 0.9, 1.8])[:, np.newaxis]


def paths_of_dx(x, dout, gamma, eps):
    """What comes back to x by each of the three paths, from differences of the forward boxes."""
    ones = np.ones(x.shape[1])
    values = GRAPH.values({"x": x, "gamma": gamma * ones, "beta": 0.0 * ones, "eps": eps, "dout": dout})
    box = {node.gives: node for node in GRAPH.nodes}

    def back(gives, value, gradient):
        return sent_back(box[gives], value, values, gradient)

    by_centred = back("x_hat", "centred", GRAPH.gradient("x_hat", values))
    by_variance = back("square", "centred", GRAPH.gradient("square", values))
    return {
        say("directly"): back("centred", "x", by_centred),
        say("through the variance"): back("centred", "x", by_variance),
        say("through the mean"): back("mu", "x", GRAPH.gradient("mu", values)),
    }


def draw_paths(functions, row, gamma, eps):
    """The three parts of dx and their sum, for a dout that is one in a single row."""
    dout = np.zeros_like(FEATURE)
    dout[int(row) - 1] = 1.0
    settings = {"mode": "train", "eps": eps}
    _, cache = functions["batchnorm_forward"](FEATURE.copy(), np.array([gamma]), np.zeros(1), settings)
    yours = np.asarray(functions["batchnorm_backward"](dout.copy(), cache)[0], dtype=float)[:, 0]
    parts = paths_of_dx(FEATURE, dout, gamma, eps)
    total = sum(parts.values())[:, 0]

    figure = Figure(figsize=(9, 3), layout="constrained")
    axes = figure.subplots(1, 4, sharey=True)
    rows = np.arange(1, len(FEATURE) + 1)
    signs = ("", "+ ", "+ ")
    for ax, sign, (path, part) in zip(axes, signs, parts.items(), strict=False):
        ax.bar(rows, part[:, 0], color="#808080")
        ax.set(title=f"{sign}{in_label(path.template)}", xlabel=in_label("row of x"), xticks=rows)
    axes[3].bar(rows, total, color="white", edgecolor="black", hatch="///", label=in_label("their sum"))
    axes[3].plot(rows, yours, "o", color=ORANGE, label=in_label("your dx"))
    axes[3].set(title="= dx", xlabel=in_label("row of x"), xticks=rows)
    axes[3].legend(fontsize="small")
    limit = 1.15 * max(np.abs([*parts.values()]).max(), np.abs(total).max(), 1e-9)
    axes[0].set(ylabel=in_label("gradient"), ylim=(-limit, limit))
    for ax in axes:
        ax.axhline(0, color="black", linewidth=0.8)
    sums = ", ".join(f"{path} {part.sum():+.2f}" for path, part in parts.items())
    off = np.abs(yours - total).max()
    verdict = say("Your dx is off by up to {off:.2g}.", off=off)
    if off <= 1e-6 * limit:
        verdict = say("Your dx is their sum.")
    return Drawing(
        figure,
        in_words(
            "Four bar charts over the eight rows of x, for a dout that is one in row {row:g} and"
            " zero elsewhere: what comes back directly, through the variance and through the"
            " mean, and their sum with your dx as dots.",
            row=row,
        ),
        in_words(
            "The bars of each chart add up to: {sums}, all together {sum:.2f}. {verdict}",
            sums=sums,
            sum=abs(total.sum()),
            verdict=verdict,
        ),
    )


SCENES = (
    Scene(
        "feature",
        "what gamma, beta and eps do to one feature",
        ("batchnorm_forward",),
        (
            Slider("gamma", (-3, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3), 1),
            Slider("beta", (-4, -3, -2, -1, 0, 1, 2, 3, 4), 0),
            Slider("eps", (0, 1e-5, 1e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10), 1e-5),
            Slider("spread", (0.001, 0.01, 0.03, 0.1, 0.3, 1, 3, 10), 0.3, "deviation before"),
        ),
        draw_feature,
    ),
    Scene(
        "averages",
        "how the running averages find the true values",
        ("batchnorm_forward",),
        (
            Slider("momentum", (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999), 0.9),
            Slider("batch_size", (2, 4, 8, 16, 32, 64, 128, 256, 512), 32, "batch size"),
        ),
        draw_averages,
    ),
    Scene(
        "paths",
        "the three paths of dx, drawn as a sum",
        ("batchnorm_forward", "batchnorm_backward"),
        (
            Slider("row", tuple(range(1, 9)), 2, "row of the one"),
            Slider("gamma", (-2, -1, -0.5, 0.5, 1, 2), 1),
            Slider("eps", (1e-5, 0.01, 0.1, 0.3, 1, 3), 1e-5),
        ),
        draw_paths,
    ),
)
