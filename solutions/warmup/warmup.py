# Mean, variance, broadcasting: the notebook with its solutions, which are the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.
# ruff: noqa: E501, F401, I001, RUF059

# %% [markdown]
# # Mean, variance, broadcasting
#
# Batch normalization, the subject of this course, subtracts a mean and divides by a standard
# deviation. Nothing in that is new to you, and yet most broken implementations break right there: a
# mean along the wrong axis, a variance that has lost its digits, an $\epsilon$ in the wrong place, a
# running average that weighs the wrong side. This notebook sorts those things out one by one, on real
# data.
#
# **When you are done, you can**
#
# - take statistics along the axis you mean, and predict what broadcasting does with the result;
# - standardize features whose scales differ by a factor of 100,000, and features that do not vary at
#   all;
# - keep a running average, and say how far it is from the truth after $k$ steps;
# - measure how a correct formula for the variance can lose every digit, and choose one that does not;
# - take statistics in one pass over a stream, and merge those of two batches, as several GPUs do.
#
# **Time:** about 60 minutes: 15 for the statistics, 10 for standardizing, 10 for the running average,
# 15 for the stream and the merging, 10 for the written answers.
#
# **You need** NumPy arrays and high school algebra. Nothing is downloaded, and every cell runs within
# seconds.
#
# **How to work**
#
# 1. There are five exercises. In each, replace the line `raise NotImplementedError(...)` by your
#    code. You may add cells and functions of your own anywhere.
# 2. Run the cell with `check(...)` below the exercise as often as you like. It lists what your
#    function must do, and says of each item whether it passed or failed; for a failure it says what
#    was found and what was expected, and often gives a hint.
# 3. Stuck? `hint("column_stats")`, in a cell of its own, gives one hint at a time for the exercise:
#    what is asked, the name of the mistake where it is known, where to read again. It never gives
#    the solution.
# 4. The experiments are yours to change. Each waits until the functions it uses are written.
# 5. The two questions want a few sentences in your own words.

# %% [markdown] tags=["class"]
# **In your class**
#
# - The checks here use a few fixed numbers. After submission, the same items are checked with others,
#   so an answer that fits only the numbers shown earns nothing.
# - A person reads what you write in answer to the two questions.

# %%
import matplotlib.pyplot as plt
import numpy as np

from checks import check, hint, progress, ready
from real_data import breast_cancer, digits

# %% [markdown]
# Two sets of real data come with the notebook, in the file `real_data.npz`: 30 measurements of cell
# nuclei for each of 569 samples, and 1797 images of handwritten digits with 8 times 8 pixels. (Both
# are from the UCI Machine Learning Repository, licence CC BY 4.0; `real_data.py` names their
# authors.)

# %%
cells, cell_features = breast_cancer()
images, labels = digits()
print("cells ", cells.shape, " for example", dict(zip(cell_features[:3], cells[0].tolist(), strict=False)))
print("images", images.shape, " for example the top line of one:", images[0, :8])

# %% [markdown]
# ## 1. One mean for each feature
#
# A batch $x$ has $N$ rows, the examples, and $D$ columns, the features. Each feature gets a mean and
# a variance of its own:
#
# $$
# \begin{aligned}
# \mu_j &= \frac{1}{N} \sum_{i=1}^{N} x_{ij}
# & \qquad
# \sigma_j^2 &= \frac{1}{N} \sum_{i=1}^{N} (x_{ij} - \mu_j)^2
# \end{aligned}
# $$
#
# These are the first two lines of Algorithm 1 of Ioffe and Szegedy (2015).
#
# ### Which axis?
#
# `axis` names the axis that *disappears*. The sum over $i$, the rows, makes axis 0 disappear:
#
# ![A table x of 4 rows and 3 columns. Summing with axis=0 goes down each column and leaves one row of
# 3 numbers, of shape (3,): one for each feature. Summing with axis=1 goes along each row and leaves 4
# numbers, of shape (4,): one for each example.](axes.svg)
#
# ### Broadcasting
#
# The statistics have shape `(D,)`, the batch has shape `(N, D)`, and still `x - mean` works. NumPy
#
# 1. writes the two shapes one below the other, *aligned on the right*;
# 2. fills missing axes on the left with 1;
# 3. stretches every axis of length 1 to the length of the other; two different lengths, neither of
#    them 1, are an error.
#
# ![Three sums of shapes. (4, 3) and (3,): the second becomes (1, 3) and is stretched down over 4
# rows; works. (4, 3) and (4,): the second becomes (1, 4), and 4 does not fit 3; an error. (4, 3) and
# (4, 1), as keepdims=True leaves it: stretched to the right over 3 columns; works.](broadcasting.svg)
#
# So statistics of the columns fit as they are. Statistics of the rows, of shape `(N,)`, do not; with
# `keepdims=True` they keep the shape `(N, 1)` and do. The dangerous case is $N = D$: there `(N,)`
# fits too, without an error, and the rows' means are subtracted from the columns.

# %%
square = np.array([[1.0, 2.0, 6.0], [4.0, 5.0, 6.0], [7.0, 8.0, 3.0]])
for keepdims in (True, False):
    of_rows = square.mean(axis=1, keepdims=keepdims)
    print(f"keepdims={keepdims}: means of shape {of_rows.shape}; each row minus its mean:")
    print(square - of_rows)

# %% [markdown]
# **What you should see:** the rows of the first result add up to zero. Those of the second do not,
# and nothing complained.
#
# ### Divide by N or by N - 1?
#
# In statistics, one often divides by $N - 1$ (Bessel's correction): on average over many batches,
# that gives the variance of the population that they were drawn from. With $1/N$ it comes out a
# little too small, by the factor $(N-1)/N$. Batch normalization uses $1/N$: it wants *this* batch to
# have variance 1, and makes no claim about others. So do we.
#
# How much does it matter? Draw many small batches of one feature, and average both variances over all
# of them:

# %%
rng = np.random.default_rng(1)
radius = cells[:, 0]
sizes = np.array([2, 3, 4, 8, 16, 64, 256])
batches = [rng.choice(radius, size=(4000, size)) for size in sizes]
fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for ddof, name, style in ((0, "divided by N", "o-"), (1, "divided by N - 1", "s--")):
    ax.plot(sizes, [batch.var(axis=1, ddof=ddof).mean() / radius.var() for batch in batches], style, label=name)
ax.set(xscale="log", xlabel="batch size N", ylabel="average variance / true one", ylim=(0.4, 1.1))
ax.set_xticks(sizes, sizes)
ax.minorticks_off()
ax.legend()
plt.show()

# %% [markdown]
# **What you should see:** the dashed line stays near 1. The solid one starts near 0.5 and climbs: the
# two differ by the factor $N/(N-1)$, which is 2 at $N = 2$ and 1.004 at $N = 256$. A library that
# normalises with $1/N$ and averages them with $1/(N-1)$, as PyTorch does, contradicts itself most
# where batches are small.

# %% [markdown]
# ### Exercise: `column_stats`
#
# A batch to follow by hand: with $x = \begin{pmatrix} 1 & 8 \\ 2 & 6 \\ 6 & 1 \end{pmatrix}$ the
# means are $(3,\ 5)$ and the variances are
# $\frac{1}{3}(4 + 1 + 9,\ \ 9 + 1 + 16) = (\tfrac{14}{3},\ \tfrac{26}{3})$.
#
# Take the formulas as they stand: first the mean, then the squares of what is left. There is a
# shorter formula with only one pass over the data; section 4 shows what it costs.


# %% role="autograded-answer" name="column_stats"
def column_stats(x):
    """Give the mean and the variance of each column.

    Shapes: x (N, D); mean and var (D,). x stays as it is.

    The variance is the mean of the squared deviations, divided by N, after Ioffe & Szegedy 2015,
    arXiv:1502.03167, Algorithm 1.

    Returns: mean and var, in this order.
    """
    # TODO: one mean and one variance for each feature.
    ### BEGIN SOLUTION
    mean = x.mean(axis=0)
    var = ((x - mean) ** 2).mean(axis=0)
    ### END SOLUTION
    return mean, var


# %% role="check" name="column_stats"
check("column_stats")

# %% [markdown]
# ### Experiment: thirty scales
#
# What would a network see that takes the measurements of cells as they are?

# %%
if ready("column_stats"):
    means, variances = column_stats(cells)
    order = np.argsort(variances)
    fig, ax = plt.subplots(figsize=(9, 3.4), layout="constrained")
    ax.semilogy(np.abs(means)[order], "o", label="mean", markerfacecolor="none")
    ax.semilogy(np.sqrt(variances)[order], "k_", markersize=9, markeredgewidth=2, label="standard deviation")
    ax.set_xticks(range(30), [cell_features[j] for j in order], rotation=90, fontsize=7)
    ax.set(ylabel="value, log scale", title="30 features of 569 samples")
    ax.legend()
    plt.show()
    print(f"largest deviation / smallest deviation: {np.sqrt(variances.max() / variances.min()):,.0f}")

# %% [markdown]
# **What you should see:** the deviations reach from a few thousandths on the left to several hundreds
# on the right, a factor of about 215,000. One step of gradient descent with one learning rate for all
# weights is far too small for the features on the left, or far too large for those on the right.

# %% [markdown]
# ## 2. Standardizing
#
# Take the mean out, divide by the standard deviation, and every feature has mean 0 and variance 1:
#
# $$
# \hat{x}_{ij} = \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \epsilon}}
# $$
#
# This is the third line of Algorithm 1 of Ioffe and Szegedy (2015). The small number $\epsilon$ is
# for features that do not vary: their variance is 0, their deviations are 0, and $0/0$ is not a
# number. It stands *inside* the root, beside the variance.
#
# ### Exercise: `standardize`
#
# Use your `column_stats`.


# %% role="autograded-answer" name="standardize"
def standardize(x, eps):
    """Subtract from each column its mean and divide it by sqrt(var + eps).

    Shapes: x and x_hat (N, D). x stays as it is.

    After Ioffe & Szegedy 2015, arXiv:1502.03167, Algorithm 1.

    Returns: x_hat.
    """
    # TODO: the statistics come from column_stats.
    ### BEGIN SOLUTION
    mean, var = column_stats(x)
    return (x - mean) / np.sqrt(var + eps)
    ### END SOLUTION


# %% role="check" name="standardize"
check("standardize")

# %% [markdown]
# ### Experiment: what eps does to small features
#
# The usual $\epsilon = 10^{-5}$ is harmless beside a variance of 1. Is it harmless here?

# %%
if ready("column_stats", "standardize"):
    order = np.argsort(cells.std(axis=0))
    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    for eps, style in ((1e-5, "o-"), (1e-12, "x:")):
        after = column_stats(standardize(cells, eps))[1]
        ax.semilogx(cells.std(axis=0)[order], np.sqrt(after)[order], style, label=f"eps = {eps:g}")
    ax.set(xlabel="standard deviation of the feature before", ylabel="and after", ylim=(0, 1.1))
    ax.legend()
    plt.show()

# %% [markdown]
# **What you should see:** the dotted line is at 1 for every feature. With $\epsilon = 10^{-5}$,
# features whose variance is not much larger than $\epsilon$ come out too small: the leftmost has
# deviation 0.0026, variance $7 \cdot 10^{-6}$, and keeps only 0.64 of the 1 it should get. So
# $\epsilon$ is no mere safety net; it also says which variance is too small to be believed. And where
# it stands matters: see what `np.sqrt(var) + eps` gives for the same features. (Then restore your
# cell.)

# %% [markdown]
# ### Experiment: pixels that never change
#
# In the images of digits, three of the 64 pixels are 0 in every image.

# %%
if ready("column_stats", "standardize"):
    means, variances = column_stats(images)
    x_hat = standardize(images, 1e-5)
    constant = variances == 0
    print("pixels that never change:", np.flatnonzero(constant))
    print("all of them 0 afterwards:", np.all(x_hat[:, constant] == 0))

    example, pixel = np.unravel_index(np.abs(x_hat).argmax(), x_hat.shape)
    before, after = images[example], x_hat[example]
    shown = {
        "mean of all images": means,
        "standard deviation": np.sqrt(variances),
        f"image {example}, a {labels[example]}": before,
        "standardized": after,
    }
    fig, axes = plt.subplots(1, 4, figsize=(10, 2.6), layout="constrained")
    for ax, (title, values) in zip(axes, shown.items(), strict=True):
        fig.colorbar(ax.imshow(values.reshape(8, 8), cmap="gray"), ax=ax, shrink=0.75)
        ax.set(title=title, xticks=[], yticks=[])
    plt.show()
    print(f"pixel {pixel} of image {example}: {before[pixel]:g} before, {after[pixel]:.1f} after")
    print(f"images in which this pixel is not 0: {np.count_nonzero(images[:, pixel])} of {len(images)}")

# %% [markdown]
# **What you should see:** the three constant pixels become 0, not NaN, thanks to $\epsilon$. But in
# the last picture, a single pixel in the lower left corner outshines all the others with the
# value 42. It is not 0 in this image only, and even there its value is just 1 of 16. Standardizing
# makes rare things large. No $\epsilon$ of the usual size prevents that, as $1/1797$ is a small
# variance and not a tiny one. (A value that occurs once in $N$ rows always becomes
# $\sqrt{N - 1}$: here $\sqrt{1796} = 42.4$, a little less because of $\epsilon$.)
#
# *Try:* `standardize(images, 0.0)`. Which warning do you get, and for which pixels?

# %% [markdown]
# ## 3. Running averages
#
# Batch normalization needs statistics also when there is no batch: in use, examples may come one at a
# time. So during training it keeps a running average of the statistics of the batches it has
# seen. With the momentum $m$, the old average keeps the share $m$ and the new value gets the rest:
#
# $$
# r_k = m \, r_{k-1} + (1 - m) \, b_k , \qquad r_0 = 0
# $$
#
# Here $b_k$ is the statistic of batch $k$. Written out, an old value fades by the factor $m$ at each
# step:
#
# $$
# r_k = (1 - m) \left( b_k + m \, b_{k-1} + m^2 \, b_{k-2} + \dots + m^{k-1} \, b_1 \right)
# $$
#
# Statisticians call it an exponential moving average. (PyTorch counts the other way round: its
# `momentum` is our $1 - m$.)
#
# ### Exercise: `ema_update`


# %% role="autograded-answer" name="ema_update"
def ema_update(old, new, momentum):
    """Move a running average one step: old keeps the share momentum, new gets the rest.

    Shapes: old, new and the result (D,). momentum is a number from 0 to 1. old and new stay as they are.

    Returns: the new average.
    """
    # TODO: one line.
    ### BEGIN SOLUTION
    return momentum * old + (1 - momentum) * new
    ### END SOLUTION


# %% role="check" name="ema_update"
check("ema_update")

# %% [markdown]
# ### Experiment: from zero to the truth
#
# Samples come in batches of 4. A running average of the mean radius starts at zero, for three
# momenta. How long until it is right, and how steady is it then?
#
# Take the average over all possible batches: every $b_k$ becomes the true mean $\mu$, and the sum of
# the powers of $m$ above gives the average of $r_k$, written $\bar{r}_k$:
#
# $$
# \bar{r}_k = (1 - m^k) \, \mu .
# $$

# %%
if ready("ema_update"):
    rng = np.random.default_rng(2)
    steps = np.arange(1, 201)
    true_mean, spread = radius.mean(), radius.std() / np.sqrt(4)
    batch_means = rng.choice(radius, size=(len(steps), 4)).mean(axis=1)

    fig, axes = plt.subplots(1, 3, figsize=(11, 3.2), sharey=True, layout="constrained")
    for ax, momentum in zip(axes, (0.5, 0.9, 0.99), strict=True):
        average, history = np.zeros(1), []
        for batch_mean in batch_means:
            average = ema_update(average, np.array([batch_mean]), momentum)
            history.append(average[0])
        expected = (1 - momentum**steps) * true_mean
        scatter = spread * np.sqrt((1 - momentum) / (1 + momentum) * (1 - momentum ** (2 * steps)))
        low, high = expected - 2 * scatter, expected + 2 * scatter
        ax.fill_between(steps, low, high, color="0.8", label="± 2 deviations")
        ax.plot(steps, expected, "k--", linewidth=1, label="$(1 - m^k)\\,\\mu$")
        ax.plot(steps, history, linewidth=1.5, label="running average")
        ax.axhline(true_mean, color="k", linestyle=":", linewidth=1, label="true mean $\\mu$")
        ax.set(title=f"momentum {momentum:g}", xlabel="batches k")
    axes[0].set(ylabel="running mean of the radius", ylim=(0, None))
    axes[0].legend(loc="lower right")
    plt.show()
    for momentum in (0.5, 0.9, 0.99):
        parts = ", ".join(f"{1 - momentum**k:.1%} after {k}" for k in (10, 50, 200))
        print(f"momentum {momentum:g} has gone {parts} batches")

# %% [markdown]
# **What you should see:** each running average follows its dashed line and stays in the grey
# band almost always. Momentum 0.5 arrives within a few batches and then trembles with each of them;
# 0.9 is at 65 % after 10 batches and nearly there after 50; 0.99 is the steadiest of all, its band
# hardly wider than the line, and after 200 batches it is still noticeably too low.
#
# Quick or steady: no momentum is both. But the error of the start is *known*, and could be divided
# out.

# %% [markdown]
# ### Question: a running average that starts at zero
#
# A running average starts at $r_0 = 0$.
#
# 1. Suppose every batch gives the same value $b$. Show that $r_k = (1 - m^k)\, b$.
# 2. After how many batches has the running average reached 99 % of $b$, for $m = 0.9$ and for $m = 0.99$?
# 3. A network with momentum 0.99 is tested after 100 batches, with the running averages of mean
#    *and* variance as they are. What is wrong with its normalised features? Name one remedy.

# %% [markdown] role="manually-graded-answer" name="zero_start"
# ### Answer: A running average that starts at zero
#
# ### BEGIN SOLUTION
# 1. What is missing shrinks by the factor $m$ at each step:
#    $b - r_k = b - m\, r_{k-1} - (1 - m)\, b = m\,(b - r_{k-1})$. At the start $b - r_0 = b$ is
#    missing, so after $k$ steps $m^k\, b$ is, and $r_k = (1 - m^k)\, b$.
# 2. $m^k \le 0.01$ needs $k \ge \ln 0.01 / \ln m$: 44 batches for $m = 0.9$ and 459 for $m = 0.99$.
# 3. The running average has gone $1 - 0.99^{100} = 63$ % of its way. The mean is too small, so 37 % of the
#    true mean is left in the features; the variance is too small by the factor 0.63, so they are
#    divided by too little and come out too large by $1/\sqrt{0.63} = 1.26$. Remedies: divide both
#    averages by $1 - m^k$ (as Adam does with its moments), start from the statistics of the first
#    batch, train longer, take a smaller momentum, or average over all batches with equal weights.
# ### END SOLUTION

# %% [markdown] role="rubric" name="zero_start"
# Three points:
#
# - 1 point: a derivation, by induction, by the geometric sum, or by what is missing shrinking by m.
#   Checking k = 1 and k = 2 only earns half.
# - 1 point: 44 and 459 (or 43.7 and 458.2; one off is fine).
# - 1 point: mean too small (a part of it stays in the features) and variance too small (features too
#   large), and a remedy that works. Only one of the two effects: half.
#
# Typical weak answers: "the average has not converged" with no direction; variance too small and
# therefore features too small (they are divided by it); a larger momentum as the remedy.

# %% [markdown]
# ## 4. Digits that vanish
#
# The variance can be written with one pass over the data:
#
# $$
# \sigma^2 = \frac{1}{N} \sum_i x_i^2 - \mu^2
# $$
#
# On paper this is the same. In floating point, a number carries about 16 decimal digits. With mean
# $10^8$ and deviation 3, the two terms are near $10^{16}$ and differ by 9: each is rounded to a
# multiple of 2, and what is left of the variance is rounding. This is called *catastrophic
# cancellation*. The subtraction itself is exact; it only brings to light what the squares had lost
# before.

# %%
primes = np.array([2.0, 3.0, 5.0, 7.0, 11.0])
print(f"variance of 2, 3, 5, 7, 11: {primes.var():.6f}")
for offset in (1e4, 1e6, 1e8, 1e9):
    moved = primes + offset
    difference = np.mean(moved**2) - np.mean(moved) ** 2
    print(f"moved by {offset:.0e}, mean of squares - squared mean: {difference:.6f}")

# %% [markdown]
# **What you should see:** 10.24, then fewer and fewer right digits, and in the end a number that has
# nothing to do with the variance. It can even come out negative, and the root of that is NaN.
#
# ### One pass that keeps the digits
#
# Sometimes there is only one pass: the data come as a stream, too long to store, or from a sensor
# that does not repeat itself. Welford (1962) keeps three things: the number of rows so far $n$, their
# mean, and $M_2 = \sum_i (x_i - \mathrm{mean})^2$, *not* divided by $n$. When a row $x$ arrives:
#
# $$
# \begin{aligned}
# n &\leftarrow n + 1 &
# \delta &= x - \mathrm{mean} \\
# \mathrm{mean} &\leftarrow \mathrm{mean} + \frac{\delta}{n} &
# M_2 &\leftarrow M_2 + \delta \, (x - \mathrm{mean})
# \end{aligned}
# $$
#
# Mind the last line: $\delta$ is the distance to the *old* mean, the other factor is the distance to
# the *new* one. Only small differences are ever squared. For the numbers 4, 6, 8, 10:
#
# | $x$ | $n$ | $\delta$ | mean | $x$ - mean | $M_2$ |
# | ---: | ---: | ---: | ---: | ---: | ---: |
# | 4 | 1 | 4 | 4 | 0 | 0 |
# | 6 | 2 | 2 | 5 | 1 | 2 |
# | 8 | 3 | 3 | 6 | 2 | 8 |
# | 10 | 4 | 4 | 7 | 3 | 20 |
#
# The variance is $20 / 4 = 5$.
#
# ### Exercise: `welford`
#
# The stream may be a generator: it has no `len`, it can be read once, and you do not know $D$ before
# the first row arrives. (Zero, a plain number, may stand for a mean until then: broadcasting does the
# rest.)


# %% role="autograded-answer" name="welford"
def welford(stream):
    """Take the statistics of a stream of rows in one pass.

    Shapes: each row, mean and M2 (D,). The stream is any iterable of at least one row; it is read once, from
    its first row to its last, and its rows stay as they are.

    M2 is the sum of the squared deviations from the mean of all rows, after B. P. Welford, "Note on a method
    for calculating corrected sums of squares and products", Technometrics 4 (1962).

    Returns: n (the number of rows), mean and M2, in this order.
    """
    n, mean, M2 = 0, 0.0, 0.0
    # TODO: the four steps above, for each row.
    # Build new arrays: what comes from the stream belongs to somebody else.
    ### BEGIN SOLUTION
    for row in stream:
        n = n + 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * (row - mean)
    ### END SOLUTION
    return n, mean, M2


# %% role="check" name="welford"
check("welford")

# %% [markdown]
# ### Experiment: three formulas, one variance
#
# The same 1000 numbers, moved further and further away from zero. Their variance does not change, and
# they are chosen such that adding the offset rounds nothing. So every error is the formula's own.

# %%
if ready("column_stats", "welford"):
    rng = np.random.default_rng(3)
    numbers = np.round(rng.normal(0.0, 3.0, size=(1000, 1)) * 1024) / 1024
    true_variance = np.mean((numbers - numbers.mean()) ** 2)
    offsets = 10.0 ** np.arange(0, 13)
    errors = {"mean of squares - squared mean": [], "welford, one pass": [], "column_stats, two passes": []}
    for offset in offsets:
        x = numbers + offset
        rows, _, squares = welford(iter(x))
        found = ((x**2).mean(axis=0) - x.mean(axis=0) ** 2, squares / rows, column_stats(x)[1])
        for values, variance in zip(errors.values(), found, strict=True):
            values.append(max(abs(variance[0] - true_variance) / true_variance, 1e-17))

    fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
    for (name, values), style in zip(errors.items(), ("s-", "o--", "^:"), strict=True):
        ax.loglog(offsets, values, style, label=name)
    ax.axhline(1, color="k", linewidth=0.8)
    ax.text(1, 2, "no digit is right", fontsize=9)
    ax.set(xlabel="offset", ylabel="relative error of the variance", ylim=(3e-18, 1e15))
    ax.legend(loc="upper left")
    plt.show()

# %% [markdown]
# **What you should see:** three slopes. The error of the difference of two squares grows with the
# *square* of the offset and reaches the line "no digit is right" soon after $10^8$. Welford's grows
# with the offset itself, and there it still has 8 digits or more. Two passes stay near $10^{-16}$ the
# longest: an error $e$ in the mean only adds $e^2$ to the variance. (Errors of exactly zero are drawn
# at $10^{-17}$.)
#
# In single precision, with 7 digits instead of 16, all this happens already at an offset of a few
# thousand times the deviation.

# %% [markdown]
# ### Question: why two passes
#
# A feature has mean $10^8$ and standard deviation 3.
#
# 1. Explain, with the number of digits that float64 holds, why $\frac{1}{N} \sum x_i^2 - \mu^2$
#    cannot give its variance.
# 2. The two-pass formula also subtracts nearly equal numbers, in $x_i - \mu$. Why does that do no
#    harm?
# 3. Somebody saves the one-pass formula: "subtract the first row from all rows, then use it". Does
#    that help? When would it not?

# %% [markdown] role="manually-graded-answer" name="two_passes"
# ### Answer: Why two passes
#
# ### BEGIN SOLUTION
# 1. The squares are about $10^{16}$. float64 holds 53 bits, 16 decimal digits, so neighbouring
#    numbers there are 2 apart: each square and each mean of them carries an error of order 1. The
#    variance, 9, is the difference of two such numbers; its error is as large as itself. The
#    information was lost when the squares were rounded, before the subtraction.
# 2. $x_i$ and $\mu$ are about $10^8$ and known to about $10^{-8}$. Their difference, about 3, has an
#    error of about $10^{-8}$: eight digits are right (and subtracting close numbers is itself exact).
#    Only then is it squared. Moreover an error $e$ of the mean is the same for all rows; since the
#    deviations add up to zero, it changes the variance by $e^2$ only.
# 3. Yes: the variance does not depend on a shift, and after the shift the mean is of the size of the
#    deviation, so the two terms are of the size of their difference. It fails if the first row is far
#    from all others, an outlier or a missing value coded as 0 or -999: then the shifted data have a
#    large mean again.
# ### END SOLUTION

# %% [markdown] role="rubric" name="two_passes"
# Three points:
#
# - 1 point: the squares are near 1e16, float64 has 16 digits (spacing 2 there), so the error is as
#   large as the variance. "Rounding errors" with no number: half.
# - 1 point: the small differences are formed before squaring, with about 8 digits right; the argument
#   that an error of the mean enters only squared is welcome and not needed.
# - 1 point: it helps, because the variance does not change with a shift and the mean becomes small;
#   it fails where the first row is far from the rest.
#
# Typical weak answers: "overflow" (1e16 is far from the largest float64); "subtraction is inaccurate"
# (it is exact here; the squares are not); "two passes are more accurate because the mean is known".

# %% [markdown]
# ## 5. Two batches, one variance
#
# Four GPUs hold a quarter of the batch each. For the statistics of the whole batch, must they send
# each other all their rows? No: the three things that Welford keeps are enough. For two sides $a$ and
# $b$, with $n = n_a + n_b$ and $\delta = \mathrm{mean}_b - \mathrm{mean}_a$:
#
# $$
# \begin{aligned}
# \mathrm{mean} &= \mathrm{mean}_a + \delta \, \frac{n_b}{n} \\
# M_2 &= M_{2,a} + M_{2,b} + \delta^2 \, \frac{n_a \, n_b}{n}
# \end{aligned}
# $$
#
# This is the update of Chan, Golub and LeVeque (1979), written with means in place of sums. The last
# term is what the distance of the two means adds. Take $a = (0, 2)$ and $b = (4, 6, 8, 10)$:
#
# | | $n$ | mean | $M_2$ |
# | :--- | ---: | ---: | ---: |
# | $a$ | 2 | 1 | 2 |
# | $b$ | 4 | 7 | 20 |
# | both | 6 | $1 + 6 \cdot \tfrac{4}{6} = 5$ | $2 + 20 + 6^2 \cdot \tfrac{2 \cdot 4}{6} = 70$ |
#
# And indeed the numbers 0, 2, 4, 6, 8, 10 have mean 5 and squared deviations
# $25 + 9 + 1 + 1 + 9 + 25 = 70$. More than two thirds of that is the last term: neither side knows of
# it.
#
# A side with one row has $M_2 = 0$. Put that into the formulas, and you get Welford's four steps
# back.
#
# ### Exercise: `merge_stats`
#
# One side may be empty: $n = 0$, with zeros for its mean and $M_2$. Does your formula still hold?


# %% role="autograded-answer" name="merge_stats"
def merge_stats(a, b):
    """Give the statistics of all rows from those of two batches.

    a, b and the result are triples (n, mean, M2) as welford returns them, with mean and M2 of shape (D,). One
    of a and b may be empty: (0, zeros, zeros). a and b stay as they are.

    After T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for computing
    sample variances", 1979.

    Returns: n, mean and M2, in this order.
    """
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    # TODO: the two formulas above.
    ### BEGIN SOLUTION
    n = n_a + n_b
    delta = mean_b - mean_a
    mean = mean_a + delta * n_b / n
    M2 = M2_a + M2_b + delta**2 * n_a * n_b / n
    ### END SOLUTION
    return n, mean, M2


# %% role="check" name="merge_stats"
check("merge_stats")

# %% [markdown]
# ### Experiment: four devices
#
# The samples, sorted by radius, are dealt to four devices in unequal parts. (Real batches are
# shuffled; sorting makes the differences visible.) Each device reads its part once.

# %%
if ready("column_stats", "welford", "merge_stats"):
    by_radius = cells[np.argsort(radius)]
    parts = np.split(by_radius, [60, 200, 450])
    stats = [welford(row for row in part) for part in parts]
    merged = stats[0]
    for other in stats[1:]:
        merged = merge_stats(merged, other)
    true_mean, true_var = column_stats(cells)
    averaged_mean = np.mean([mean for _, mean, _ in stats], axis=0)
    averaged_var = np.mean([M2 / n for n, _, M2 in stats], axis=0)

    print("radius of the cells     rows    mean  variance")
    rows = [(f"device {number}", *one) for number, one in enumerate(stats, start=1)]
    for name, size, means, squares in (*rows, ("merged", *merged)):
        print(f"{name:22}{size:6} {means[0]:7.3f} {squares[0] / size:9.3f}")
    print(f"{'all at once':22}{len(cells):6} {true_mean[0]:7.3f} {true_var[0]:9.3f}")
    print(f"{'plain averages':22}{'':6} {averaged_mean[0]:7.3f} {averaged_var[0]:9.3f}")
    difference = np.abs(merged[2] / merged[0] / true_var - 1).max()
    print(f"largest relative difference of merged and all at once, in 30 variances: {difference:.0e}")

# %% [markdown]
# **What you should see:** merging gives the statistics of all 569 rows, up to rounding in the last
# digits. The plain averages miss the mean, because the parts differ in size, and above all the
# variance: most of it lies *between* the devices here. This is what "synchronised" batch
# normalization does in a large training run, and what you will build in the last assignment of this
# course.

# %% [markdown]
# ## Something of your own
#
# Draw a digit. The cell puts it among the 1797 others, standardizes all of them with your functions, and
# looks for the images that are most like yours: once by their plain pixels, once by what you made of them.
# A dot is white, `+` is grey, `#` is black. Nothing here is marked.

# %%
drawing = """
. . + # # + . .
. + # + + # . .
. . . . + # . .
. . . + # + . .
. . + # + . . .
. + # + . . . .
. # # # # # + .
. . . . . . . .
"""

if ready("column_stats", "standardize"):
    mine = np.array([{".": 0.0, "+": 8.0, "#": 16.0}[sign] for sign in drawing.split()])
    everything = np.vstack([mine, images])

    fig, axes = plt.subplots(2, 6, figsize=(10, 3.8), layout="constrained")
    for row, (title, table) in zip(
        axes, {"pixels": everything, "standardized": standardize(everything, 1.0)}.items(), strict=True
    ):
        distances = ((table[1:] - table[0]) ** 2).sum(axis=1)
        nearest = np.argsort(distances)[:5]
        row[0].imshow(table[0].reshape(8, 8), cmap="gray_r")
        row[0].set(title="yours", ylabel=title, xticks=[], yticks=[])
        for ax, number in zip(row[1:], nearest, strict=True):
            ax.imshow(table[1 + number].reshape(8, 8), cmap="gray_r")
            ax.set(title=f"a {labels[number]}", xticks=[], yticks=[])
        print(f"{title}: most like", ", ".join(str(label) for label in labels[nearest]))
    fig.savefig("my_picture.png", dpi=110)
    plt.show()

# %% [markdown]
# **What you should see:** nearly all of the neighbours are twos, in both rows, and they are not the same
# twos: standardizing has made the rare pixels count. The picture is in your folder, as `my_picture.png`.
#
# *Make it yours:* draw another digit, a thin one or one in a corner. The `eps` of 1 is huge: what do
# 0.00001 and 100 do to the lower row, and why? Save another picture under another name.

# %% [markdown]
# ## What you can now do
#
# - You know which axis disappears, when broadcasting stretches, and when it silently does the wrong
#   thing.
# - You divide by $N$, and can say what $N - 1$ would change: a factor of 2 for two rows, nothing to
#   speak of for 256.
# - You standardize each feature, with $\epsilon$ inside the root, and know what it does to small
#   variances.
# - You keep a running average and know its bias from a zero start, $1 - m^k$.
# - You subtract before you square. In one pass you use Welford's steps, and you merge batches by
#   their $n$, mean and $M_2$.
#
# The next assignment puts the first three together into a layer, and sends gradients back through it.
#
# To finish, choose *Restart Kernel and Run All Cells*, see that nothing stops on the way, and save.
#
# ## Further reading
#
# - S. Ioffe, C. Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing
#   Internal Covariate Shift*, 2015, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): Algorithm 1
#   is sections 1 and 2 of this notebook.
# - B. P. Welford, *Note on a method for calculating corrected sums of squares and products*,
#   Technometrics 4 (1962): two pages.
# - T. F. Chan, G. H. Golub, R. J. LeVeque, *Algorithms for computing the sample variance: analysis
#   and recommendations*, The American Statistician 37 (1983): which formula to use when.
# - D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, 2014,
#   [arXiv:1412.6980](https://arxiv.org/abs/1412.6980): section 3 divides the bias $1 - m^k$ out.
# - *Broadcasting*, in the [user guide of
#   NumPy](https://numpy.org/doc/stable/user/basics.broadcasting.html).
