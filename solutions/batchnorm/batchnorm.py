# Batch normalization: the notebook with its solutions, which are the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.
# ruff: noqa: E501, F401, I001, RUF059

# %% [markdown]
# # Batch normalization
#
# Batch normalization gives every feature of a layer a steady mean and a steady spread, and then lets
# the network choose both anew. You will write it in NumPy: the forward pass, then its gradient twice,
# first step by step over a computation graph, then as one short formula.
#
# **When you are done, you can**
#
# - write the forward pass for training and for use, and say why the two differ;
# - take any formula apart into a graph of small steps and send a gradient back through it;
# - find out by yourself whether a gradient is right;
# - shorten a long gradient to a closed form, and say what the short form means.
#
# **Time:** about 160 minutes: 45 for the forward pass, 65 for the graph, 35 for the closed form, 15 for
# the written answers. The practice on the graph is optional and takes another 30 minutes, part of which it
# saves you right afterwards.
#
# **You need** NumPy with broadcasting and `axis`, and the chain rule. Nothing is downloaded, no GPU is
# used, and every cell runs within seconds.
#
# **How to work**
#
# 1. There are three exercises. In each, replace every line `raise NotImplementedError(...)` by your code. You
#    may add cells and functions of your own anywhere.
# 2. Run the cell with `check(...)` below the exercise as often as you like. It lists what your function
#    must do, and says of each item whether it passed or failed; for a failure it says what was found and
#    what was expected, and often gives a hint.
# 3. Stuck? `hint("dx")`, in a cell of its own, gives one hint at a time for the item `dx`: what is asked, the
#    name of the mistake where it is known, where to read again. It never gives the solution.
# 4. Nine very small functions on the way are *practice*: they are checked like the others, and worth no
#    points. You may leave them out.
# 5. The experiments are yours to change. Each waits until the functions it uses are written.
# 6. The two questions want a few sentences in your own words.

# %% [markdown] tags=["class"]
# **In your class**
#
# - Some items are listed as *marked after submission*. So a list without a failure is a very good sign,
#   and not yet the final mark. The experiments help you to judge those items yourself.
# - A person reads what you write in answer to the two questions.

# %%
import matplotlib.pyplot as plt
import numpy as np

from checks import check, graph, hint, play, progress, ready
from own_network import SmallNet, save_picture, spirals
from pytorch_numbers import compare

# %% [markdown]
# ## 1. The forward pass
#
# ### Why normalise?
#
# A layer deep in a network sees only what the layers before it produce, and those keep changing while
# they learn. If each layer makes its features a little larger, or a little smaller, then the signal
# grows or fades from layer to layer, and its gradient with it: a learning rate that suits one layer is
# wrong for the next. Batch normalization measures the mean and the spread of each feature over the batch
# and takes both out. Two learned vectors, $\gamma$ and $\beta$, then give each feature the scale and the
# place that serve the loss, whatever the layers before do.
#
# Why this helps as much as it does is still discussed. The paper of 2015 says that the inputs of each
# layer stay put ("internal covariate shift" is reduced); later experiments speak for a smoother loss
# (Santurkar et al. 2018, at the end of this notebook).
#
# ### The formulas
#
# A batch $x$ has $N$ rows, the examples, and $D$ columns, the features. Every *feature* gets its own mean
# and its own variance, taken over the rows:
#
# ![A table of N rows and D columns; each column is averaged over its rows and gives one number, so that
# the mean and the variance have D entries.](one_mean_per_feature.svg)
#
# $$
# \begin{aligned}
# \mu_j &= \frac{1}{N} \sum_{i=1}^{N} x_{ij}
# & \qquad
# \sigma_j^2 &= \frac{1}{N} \sum_{i=1}^{N} (x_{ij} - \mu_j)^2
# \\[1ex]
# \hat{x}_{ij} &= \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \epsilon}}
# & \qquad
# \mathrm{out}_{ij} &= \gamma_j \, \hat{x}_{ij} + \beta_j
# \end{aligned}
# $$
#
# This is Algorithm 1 of Ioffe and Szegedy (2015). Two details matter later:
#
# - The variance is divided by $N$, not by $N - 1$ (it is "uncorrected").
# - $\epsilon$ is added to the variance, *inside* the root. It keeps the division finite for a feature that
#   does not vary in this batch.
#
# | name in the code | what it is | shape |
# | :--- | :--- | :--- |
# | `x`, `out` | the batch, before and after | `(N, D)` |
# | `gamma`, `beta` | learned scale and shift, one of each for every feature | `(D,)` |
# | `running_mean`, `running_var` | what test mode uses, one of each for every feature | `(D,)` |
# | `cache` | whatever your backward passes need; only you read it | as you like |
#
# ### Two modes
#
# In training, the statistics come from the batch. In use, there may be just one example, and its answer
# should not depend on the company it happens to keep. So training also keeps running averages of the
# mean and the variance, and test mode normalises with them. After each training batch
#
# $$
# \mathrm{running} \leftarrow m \cdot \mathrm{running} + (1 - m) \cdot \mathrm{batch}
# $$
#
# for the mean and for the variance. With the momentum $m = 0.9$, nine tenths of the old average survive.
# (It has nothing to do with the momentum of an optimizer.) The running averages start at zeros.
#
# **Conventions differ.** PyTorch counts the other way round: its momentum is $1 - m$, so our 0.9 is its
# 0.1. It also records the variance with $N - 1$ and starts it at one. The paper averages over many batches
# after training is over (Algorithm 2); running averages do without that extra pass. Here, the formulas
# above hold.
#
# The dictionary `bn_param` carries the settings and the running averages:
#
# | key | meaning | when absent |
# | :--- | :--- | :--- |
# | `"mode"` | `"train"` or `"test"` | an error: it is required |
# | `"eps"` | $\epsilon$, in both modes | `1e-5` |
# | `"momentum"` | $m$ | `0.9` |
# | `"running_mean"`, `"running_var"` | the running averages, read and written back | zeros |
#
# ### A batch to follow by hand
#
# Three examples, two features, and $\epsilon = 3$. That is far larger than usual, so that you can see where
# it stands; it also makes the numbers come out even.
#
# $$
# x = \begin{pmatrix} 1 & 23 \\ 4 & 29 \\ 7 & 8 \end{pmatrix}
# \qquad
# \mu = (4,\ 20)
# \qquad
# x - \mu = \begin{pmatrix} -3 & 3 \\ 0 & 9 \\ 3 & -12 \end{pmatrix}
# \qquad
# \sigma^2 = (6,\ 78)
# $$
#
# The roots are $\sqrt{6 + 3} = 3$ and $\sqrt{78 + 3} = 9$. With $\gamma = (2, 3)$ and $\beta = (5, -1)$:
#
# $$
# \hat{x} = \begin{pmatrix} -1 & \tfrac{1}{3} \\ 0 & 1 \\ 1 & -\tfrac{4}{3} \end{pmatrix}
# \qquad
# \mathrm{out} = \begin{pmatrix} 3 & 0 \\ 5 & 2 \\ 7 & -5 \end{pmatrix}
# $$
#
# If the running averages start at zeros and the momentum is 0.9, they hold afterwards the means $(0.4,\ 2)$
# and the variances $(0.6,\ 7.8)$: the plain variances, for $\epsilon$ protects a division, and an average
# divides nothing.

# %% [markdown]
# ### Exercise: `batchnorm_forward`
#
# Write the two branches. The lines around them are given: they read the settings, and in the end they
# write the two local names `running_mean` and `running_var` back into `bn_param`, in both modes.


# %% role="autograded-answer" name="batchnorm_forward"
def batchnorm_forward(x, gamma, beta, bn_param):
    """Normalise each feature, then scale it by gamma and shift it by beta.

    Shapes: x and out (N, D); gamma, beta, running_mean and running_var (D,).

    In training: out = gamma * (x - mean) / sqrt(var + eps) + beta, with the mean and the variance (1/N) of
    each column of x, after Ioffe & Szegedy 2015, arXiv:1502.03167, Algorithm 1. Both running averages move:
    running = momentum * running + (1 - momentum) * batch.

    In test mode: the same formula with the running averages, which stay as they are. (Algorithm 2 of the
    paper finds its averages in another way.)

    bn_param: "mode" ("train" or "test"), required; "eps", "momentum", "running_mean", "running_var".

    Returns: out and cache. The cache holds what the backward passes need; a tuple is usual.

    Raises:
        ValueError: the mode is neither "train" nor "test".
    """
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)

    D = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))

    out, cache = None, None
    if mode == "train":
        # TODO: the training pass.
        # - Take the mean and the variance of each feature over this batch.
        # - Normalise x with them, scale and shift the result, and call it `out`.
        # - Move `running_mean` and `running_var` towards the statistics of this batch.
        # - Put what the backward passes will need into `cache`. You can come back and add to it.
        # Build new arrays: the caller still needs x, gamma and beta as they are.
        ### BEGIN SOLUTION
        mean = x.mean(axis=0)
        centred = x - mean
        var = (centred**2).mean(axis=0)
        inv_std = 1 / np.sqrt(var + eps)
        x_hat = centred * inv_std
        out = gamma * x_hat + beta
        cache = (centred, inv_std, x_hat, gamma)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
        ### END SOLUTION
    elif mode == "test":
        # TODO: the test pass.
        # Normalise x with the running averages, scale and shift the result, and call it `out`.
        # No cache is needed here.
        ### BEGIN SOLUTION
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
        ### END SOLUTION
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')

    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


# %% role="check" name="batchnorm_forward"
check("batchnorm_forward")

# %% [markdown]
# **Compare with the batch above.** If a number differs, the step where it first differs is the place to
# look.

# %%
tiny_x = np.array([[1.0, 23.0], [4.0, 29.0], [7.0, 8.0]])
tiny_gamma = np.array([2.0, 3.0])
tiny_beta = np.array([5.0, -1.0])

if ready("batchnorm_forward"):
    bn_param = {"mode": "train", "eps": 3.0}
    tiny_out, _ = batchnorm_forward(tiny_x, tiny_gamma, tiny_beta, bn_param)
    print("out, by hand [[3, 0], [5, 2], [7, -5]]:", tiny_out, sep="\n")
    print("running mean, by hand [0.4, 2]:      ", bn_param["running_mean"])
    print("running variance, by hand [0.6, 7.8]:", bn_param["running_var"])

# %% [markdown]
# ### Experiment: before and after
#
# Three features with different means, spreads and shapes. What does normalising change, and what does it
# leave as it was?

# %%
if ready("batchnorm_forward"):
    rng = np.random.default_rng(1)
    features = np.stack(
        [rng.normal(-6.0, 0.5, 2000), rng.normal(2.0, 2.0, 2000), rng.exponential(3.0, 2000)], axis=1
    )
    normalised, _ = batchnorm_forward(features, np.ones(3), np.zeros(3), {"mode": "train"})

    styles = {"narrow": "-", "wide": "--", "skewed": ":"}
    fig, axes = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
    for ax, values, title in zip(axes, (features, normalised), ("before", "after"), strict=True):
        for column, name in zip(values.T, styles, strict=True):
            ax.hist(column, bins=50, histtype="step", linewidth=1.5, linestyle=styles[name], label=name)
        ax.set(title=title, xlabel="value", ylabel="examples")
    axes[0].legend()
    plt.show()

# %% [markdown]
# **What you should see:** all three now have mean 0 and standard deviation 1. The shape stays: what was
# skewed is as skewed as before. Batch normalization makes nothing Gaussian, and it does not remove
# correlations between features either; it moves and stretches each feature on its own.
#
# **Move it.** The next cell puts one feature through your function, with a slider for each number. What does
# `gamma` do that `beta` cannot, and the other way round? From which deviation on does an `eps` of 0.01 matter?

# %%
play("feature")

# %% [markdown]
# ### Experiment: the running averages find their values
#
# One feature with mean 3 and variance 4 arrives in batches of 32. After each training batch, the same
# batch also goes through test mode, with the running averages as they stand.

# %%
if ready("batchnorm_forward"):
    rng = np.random.default_rng(2)
    bn_param = {"mode": "train", "momentum": 0.9}
    means, variances, gaps = [], [], []
    for _ in range(80):
        batch = rng.normal(3.0, 2.0, size=(32, 1))
        in_training = batchnorm_forward(batch, np.ones(1), np.zeros(1), bn_param)[0]
        in_use = batchnorm_forward(batch, np.ones(1), np.zeros(1), {**bn_param, "mode": "test"})[0]
        means.append(bn_param["running_mean"].item())
        variances.append(bn_param["running_var"].item())
        gaps.append(np.abs(in_training - in_use).max())

    batches = np.arange(1, 81)
    arrived = 1 - 0.9**batches
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
    left.plot(batches, variances, label="running variance")
    left.plot(batches, means, "--", label="running mean")
    left.plot(batches, 4 * arrived, "k:", linewidth=1, label="expected: true value times $1 - m^k$")
    left.plot(batches, 3 * arrived, "k:", linewidth=1)
    left.set(xlabel="training batches k", title="the running averages", ylim=(0, None))
    left.legend()
    right.semilogy(batches, gaps)
    right.set(xlabel="training batches k", title="largest difference of train and test output")
    plt.show()

# %% [markdown]
# **What you should see:** after $k$ batches each running average has gone the part $1 - m^k$ of its way:
# 65 % after 10, 99.5 % after 50. This is why a network fresh from its first few batches looks so bad in
# test mode. The difference does not vanish: the statistics of each batch scatter around the true ones, more
# so in small batches. In training, that scatter is a kind of noise.
#
# **Move it.** Momentum 0.5 and 0.99; batches of 4 and of 512. Which of them makes the running averages quick,
# and which makes them steady?

# %%
play("averages")

# %% [markdown]
# ### Question: one eps, two modes
#
# Somebody writes `np.sqrt(var + eps)` in training, but `np.sqrt(running_var) + eps` in test mode. Take
# $\epsilon = 10^{-5}$ and suppose that the running variance has reached the true one.
#
# 1. For a feature with variance 1 and for one with variance $10^{-5}$: by which factor do the outputs
#    $\hat{x}$ of the two modes differ?
# 2. Why must $\epsilon$ stand in the same place in both modes, although either place would prevent a
#    division by zero?
# 3. Why do tests on ordinary data not find this mistake, and which test would?
#
# A few sentences and the two factors are enough.

# %% [markdown] role="manually-graded-answer" name="eps_in_both_modes"
# ### Answer: One eps, two modes
#
# ### BEGIN SOLUTION
# 1. With variance 1, training divides by $\sqrt{1 + 10^{-5}} \approx 1.000005$ and test mode by $1.00001$:
#    the factor is $1.000005$, nobody will notice. With variance $10^{-5}$, training divides by
#    $\sqrt{2 \cdot 10^{-5}} \approx 4.47 \cdot 10^{-3}$ and test mode by
#    $\sqrt{10^{-5}} + 10^{-5} \approx 3.17 \cdot 10^{-3}$: in test mode, $\hat{x}$ is larger by the factor
#    $1.41$.
# 2. Test mode has to be the function that was trained, with the statistics of the batch replaced by their
#    averages. $\gamma$, $\beta$ and all later layers were fitted to the scale that
#    $\sqrt{\sigma^2 + \epsilon}$ gives. With another denominator they meet a scale that they never saw, and
#    the smaller the variance beside $\epsilon$, the more it differs.
# 3. On ordinary data the variance is near 1 and $\epsilon$ is tiny, so the two places differ in the sixth
#    digit, far below the scatter of the running averages. A test finds it where $\epsilon$ is as large as
#    the variance: pass a large $\epsilon$, such as 0.3, or a feature with a tiny variance, put the
#    statistics of the batch into the running averages, and demand that both modes give the same output.
# ### END SOLUTION

# %% [markdown] role="rubric" name="eps_in_both_modes"
# Three points:
#
# - 1 point: both factors, about 1.000005 (or "equal to five digits") and about 1.41, or the four
#   denominators. A slip in arithmetic with the right denominators keeps the point.
# - 1 point: the reason. Test mode must compute the function that was trained; gamma, beta and the later
#   layers are fitted to that scale.
# - 1 point: why it hides (the variance is much larger than eps on ordinary data) together with a test that
#   finds it (eps as large as the variance, from either side).
#
# Typical weak answers: "eps prevents a division by zero" and no more (true of both places, so no reason);
# "the difference is tiny" without the feature of tiny variance; a test that only looks for NaN.

# %% [markdown]
# ## 2. The backward pass over the graph
#
# The backward pass receives `dout`, the gradient of the loss $L$ with respect to `out`, and returns the
# gradients with respect to `x`, `gamma` and `beta`. Each gradient has the shape of the thing it belongs to:
# `dx` is `(N, D)`, `dgamma` and `dbeta` are `(D,)`.
#
# ### Experiment: nudge one number
#
# Before any formula: change one single entry of the batch you know by a tiny amount, and see which outputs
# move, and how fast.

# %%
if ready("batchnorm_forward"):
    nudge = 1e-6
    nudged_x = tiny_x.copy()
    nudged_x[0, 1] += nudge
    before, _ = batchnorm_forward(tiny_x, tiny_gamma, tiny_beta, {"mode": "train", "eps": 3.0})
    after, _ = batchnorm_forward(nudged_x, tiny_gamma, tiny_beta, {"mode": "train", "eps": 3.0})
    print("movement of out for each unit of movement of x[0, 1]:")
    print(np.round((after - before) / nudge, 4))

# %% [markdown]
# The first column rests: features do not mix. In the second column *every* row moves, not only the row
# that was nudged. And the three movements add up to zero: can you say why? (What is the mean of a column of
# `out`?)
#
# So one entry of `x` reaches the loss through all rows of its column. Working out that derivative in one
# go is where most attempts go wrong. The safe way is a graph.
#
# ### The computation graph
#
# Take the formula apart until every step is trivial, and give every value on the way a name:
#
# ![Computation graph. x goes to a mean node, which gives mu, and to the node x minus mu, which gives
# centred. centred goes straight to a times node, and also through square, mean (var), root of var plus eps
# (std) and one over std (inv_std) to the same times node. Its output x_hat is multiplied by gamma (scaled),
# beta is added, and the result is out. Along every arrow runs a dashed one backward, with the gradient of the
# value. Values with N rows have thick arrows, values with one number for each feature thin
# ones.](computation_graph.svg)
#
# Follow the solid arrows: there are **three paths** from `x` to `out`. The direct one goes through
# `centred` to the upper `times`. The second goes through the mean `mu`. The third goes through the variance.
#
# Now the dashed arrows. The gradient of a value gets the value's name with a `d` in front: `dvar` is
# $\partial L / \partial \mathtt{var}$, and has the shape of `var`. Start from `dout` on the right and walk
# to the left; at every node, four rules suffice:
#
# | in the forward pass | in the backward pass, with the gradient $dc$ |
# | :--- | :--- |
# | a sum, $c = a + b$ | both get it as it is: $da = dc$ and $db = dc$ (for $c = a - b$, $db = -dc$) |
# | a product, $c = a \cdot b$ | each gets it times *the other*: $da = dc \cdot b$ and $db = dc \cdot a$ |
# | a function, $c = f(a)$ | $a$ gets it times the slope: $da = dc \cdot f'(a)$ |
# | one value used in several places | the gradients that come back from all those places are *added* |
#
# ### One node in full: an exponential
#
# Take a node that batch normalization does not have, $\mathtt{grown} = e^{\mathtt{rate}}$, with one number for
# each feature. It is a function of one value, and its slope is
#
# $$
# \frac{\partial\, \mathtt{grown}}{\partial\, \mathtt{rate}} = e^{\mathtt{rate}} = \mathtt{grown} ,
# $$
#
# so by the third rule `drate = dgrown * grown`. The value `grown` from the forward pass is needed again: this
# is what the cache is for. Whether the slope is right can be seen at once:

# %%
rate, small = 0.5, 1e-5
by_rule = np.exp(rate)
by_difference = (np.exp(rate + small) - np.exp(rate - small)) / (2 * small)
print(f"slope by the rule {by_rule:.9f}, by a small difference {by_difference:.9f}")

# %% [markdown]
# ### One number for N rows
#
# Where a thin arrow enters a node with thick ones, NumPy's broadcasting hands *one* number to $N$ rows. In
# `x - mu`, one mean serves all rows of its column: it is used in $N$ places. By the fourth rule, the $N$
# gradients that come back are added, so the gradient of such a number is a *sum over the rows*.
#
# A `mean` node is the mirror image: there, $N$ numbers become one, $\frac{1}{N}(a_1 + \dots + a_N)$. On the
# way back, each of the $N$ rows gets the one gradient, times the $\frac{1}{N}$ that it had a share of.
#
# A good habit: after each line, ask whether the gradient has the shape of its value. If `dmu` is `(N, D)`, a
# sum is missing.
#
# ### Is a gradient right? Ask the forward pass
#
# Nobody needs to trust a derivation. Change one entry of `x` by $+h$ and by $-h$, run the forward pass both
# times, and see how much the loss changes: $\frac{L(x + h) - L(x - h)}{2h}$ is the slope, up to an error of
# order $h^2$. For the loss take $L = \sum \mathtt{dout} \cdot \mathtt{out}$: its gradient with respect to
# `out` is exactly `dout`. This needs two forward passes for each entry, far too slow for training, and
# perfect for a small test. Use a random `dout`: with all ones, $L$ does not depend on `x` at all.


# %%
def numerical_gradient(f, x, dout, h=1e-5):
    """Estimate the gradient of sum(dout * f(x)) with respect to x by central differences.

    The error shrinks with h * h until rounding takes over; x itself is not changed.
    """
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = np.sum(dout * (f(x + step) - f(x - step))) / (2 * h)
    return gradient


# %% [markdown]
# ### Practice: the nine nodes, one by one
#
# *Optional, worth no points, about 30 minutes.* You can write `batchnorm_backward` in one piece now: then go
# on to [the exercise](#Exercise:-batchnorm_backward). Or you build it from nine small functions, one for each
# box of the graph, and check each alone: a fault then shows where it is made, and not at the far end of the
# chain. The check of a function nudges the inputs of its own node and looks at nothing else.
#
# All functions are made alike. First comes the gradient of what the node gave; then what the node saved in
# the forward pass, if anything; `N` is the number of rows. Returned are the gradients of what the node took,
# each in the shape of its value.
#
# | box, from right to left | in the forward pass | your function |
# | :--- | :--- | :--- |
# | plus | `out = scaled + beta` | `grad_shift(dout)` |
# | times (right) | `scaled = x_hat * gamma` | `grad_scale(dscaled, x_hat, gamma)` |
# | times (left) | `x_hat = centred * inv_std` | `grad_product(dx_hat, centred, inv_std)` |
# | 1 / std | `inv_std = 1 / std` | `grad_reciprocal(dinv_std, std)` |
# | √(var + eps) | `std = np.sqrt(var + eps)` | `grad_root(dstd, var, eps)` |
# | mean (below) | `var = square.mean(axis=0)` | `grad_average(dvar, N)` |
# | square | `square = centred**2` | `grad_square(dsquare, centred)` |
# | x − mu | `centred = x - mu` | `grad_centre(dcentred)` |
# | mean (above) | `mu = x.mean(axis=0)` | `grad_mean(dmu, N)` |
#
# **On the right of the graph:** three nodes in which one row of numbers meets the $N$ rows of a batch. Which
# of their inputs serve all rows?


# %% role="practice" name="grad_shift"
def grad_shift(dout):
    """Give the gradients of the node out = scaled + beta.

    Shapes: dout and dscaled (N, D); dbeta (D,).

    Returns: dscaled and dbeta, in this order.
    """
    ### BEGIN SOLUTION
    dscaled = dout
    dbeta = dout.sum(axis=0)
    ### END SOLUTION
    return dscaled, dbeta


# %%
check("grad_shift")


# %% role="practice" name="grad_scale"
def grad_scale(dscaled, x_hat, gamma):
    """Give the gradients of the node scaled = x_hat * gamma.

    Shapes: dscaled, x_hat and dx_hat (N, D); gamma and dgamma (D,).

    Returns: dx_hat and dgamma, in this order.
    """
    ### BEGIN SOLUTION
    dx_hat = dscaled * gamma
    dgamma = (dscaled * x_hat).sum(axis=0)
    ### END SOLUTION
    return dx_hat, dgamma


# %%
check("grad_scale")


# %% role="practice" name="grad_product"
def grad_product(dx_hat, centred, inv_std):
    """Give the gradients of the node x_hat = centred * inv_std, a matrix times a row.

    Shapes: dx_hat, centred and dcentred (N, D); inv_std and dinv_std (D,).

    Returns: dcentred (what this node brings to it) and dinv_std, in this order.
    """
    ### BEGIN SOLUTION
    dcentred = dx_hat * inv_std
    dinv_std = (dx_hat * centred).sum(axis=0)
    ### END SOLUTION
    return dcentred, dinv_std


# %%
check("grad_product")

# %% [markdown]
# **Through the variance:** four functions of one value each, along the lower edge of the graph. The first
# three nodes from the right are narrow, one number for each feature; the last is as large as the batch
# again. `eps` is a setting, no value to learn: it gets no gradient.


# %% role="practice" name="grad_reciprocal"
def grad_reciprocal(dinv_std, std):
    """Give the gradient of the node inv_std = 1 / std.

    Shapes: dinv_std, std and dstd (D,).

    Returns: dstd.
    """
    ### BEGIN SOLUTION
    return -dinv_std / std**2
    ### END SOLUTION


# %%
check("grad_reciprocal")


# %% role="practice" name="grad_root"
def grad_root(dstd, var, eps):
    """Give the gradient of the node std = sqrt(var + eps).

    Shapes: dstd, var and dvar (D,); eps is a number.

    Returns: dvar.
    """
    ### BEGIN SOLUTION
    return dstd / (2 * np.sqrt(var + eps))
    ### END SOLUTION


# %%
check("grad_root")


# %% role="practice" name="grad_average"
def grad_average(dvar, N):
    """Give the gradient of the node var = square.mean(axis=0), the mean of N rows.

    Shapes: dvar (D,); dsquare (N, D).

    Returns: dsquare.
    """
    ### BEGIN SOLUTION
    return np.ones((N, 1)) * dvar / N
    ### END SOLUTION


# %%
check("grad_average")


# %% role="practice" name="grad_square"
def grad_square(dsquare, centred):
    """Give the gradient of the node square = centred**2.

    Shapes: dsquare, centred and dcentred (N, D).

    Returns: dcentred (what this node brings to it).
    """
    ### BEGIN SOLUTION
    return 2 * centred * dsquare
    ### END SOLUTION


# %%
check("grad_square")

# %% [markdown]
# **Through the mean:** the two nodes on the left. One of them you have met already, under another name: a
# node is known by what it computes, not by what the result is used for.


# %% role="practice" name="grad_centre"
def grad_centre(dcentred):
    """Give the gradients of the node centred = x - mu, a matrix minus a row.

    Shapes: dcentred and dx (N, D); dmu (D,).

    Returns: dx (what this node brings to it) and dmu, in this order.
    """
    ### BEGIN SOLUTION
    dx = dcentred
    dmu = -dcentred.sum(axis=0)
    ### END SOLUTION
    return dx, dmu


# %%
check("grad_centre")


# %% role="practice" name="grad_mean"
def grad_mean(dmu, N):
    """Give the gradient of the node mu = x.mean(axis=0), the mean of N rows.

    Shapes: dmu (D,); dx (N, D).

    Returns: dx (what this node brings to it).
    """
    ### BEGIN SOLUTION
    return grad_average(dmu, N)
    ### END SOLUTION


# %%
check("grad_mean")

# %% [markdown]
# ### Putting nodes together
#
# ![The graph with its backward arrows only; each box is one of the nine functions. dout enters grad_shift,
# then grad_scale, then grad_product. From there one arrow leads on to the left, and one down through
# grad_reciprocal, grad_root, grad_average and grad_square. Both meet at a circle with a plus, which leads to
# grad_centre. From there one arrow leads on to the left, and one up through grad_mean. Both meet at a second
# circle with a plus, which leads to dx.](gradients_assembled.svg)
#
# Three things turn the boxes into a backward pass:
#
# - What one function returns is the first argument of the next one along the arrow.
# - A function that returns two gradients opens two paths: follow both.
# - Where two arrows meet (a circle with a plus), both parts have the same name and the same shape, and they
#   are *added*. Do not go on to the left before the second part is there.
#
# Everything else that the functions take (small print) comes from the cache. Here is another, smaller graph,
# put together from two of your functions: $\mathtt{out} = \mathtt{x} \cdot \mathtt{mu}$, in which each
# column is multiplied by its own mean. One path from `x` to `out` is direct, the other goes through the mean.

# %%
if ready("grad_product", "grad_mean"):
    rng = np.random.default_rng(5)
    few_x, few_dout = rng.normal(1.0, 2.0, size=(6, 3)), rng.normal(size=(6, 3))

    by_the_direct_path, few_dmu = grad_product(few_dout, few_x, few_x.mean(axis=0))
    by_the_mean = grad_mean(few_dmu, len(few_x))
    both = by_the_direct_path + by_the_mean

    estimate = numerical_gradient(lambda x: x * x.mean(axis=0), few_x, few_dout)
    for what, found in (("both paths", both), ("the direct path alone", by_the_direct_path)):
        print(f"{what:22} differs from the estimate by {np.abs(found - estimate).max():.0e}")

# %% [markdown]
# Both paths together differ by rounding, 1e-9 or less; the direct path alone is far off. In
# `batchnorm_backward` you may call your nine functions, or write their lines anew: the checks are the same.

# %% [markdown]
# ### Exercise: `batchnorm_backward`
#
# Walk the graph from right to left, one line for each dashed arrow. If your cache lacks something, go back
# to `batchnorm_forward`, add it, and run that cell again.


# %% role="autograded-answer" name="batchnorm_backward"
def batchnorm_backward(dout, cache):
    """Send the gradient back through the graph of the training pass, node by node.

    Shapes: dout and dx (N, D); dgamma and dbeta (D,).

    The chain rule at every node, after Ioffe & Szegedy 2015, arXiv:1502.03167, section 3: the six formulas
    that follow Algorithm 1. `cache` is what batchnorm_forward returned in training mode.

    Returns: dx, dgamma and dbeta, in this order.
    """
    # TODO: the gradients dx, dgamma and dbeta.
    # - Begin with `plus` and `times gamma` on the right: they give dbeta, dgamma and dx_hat.
    # - Give every gradient the name of its value with a d in front, as in the picture.
    # - Where several dashed arrows arrive at one value, add what they bring.
    # Build new arrays: dout and the cache may be needed again.
    ### BEGIN SOLUTION
    centred, inv_std, x_hat, gamma = cache
    N = dout.shape[0]

    # out = gamma * x_hat + beta; one gamma and one beta serve N rows
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma

    # x_hat = centred * inv_std; one inv_std serves N rows
    dcentred_direct = dx_hat * inv_std
    dinv_std = (dx_hat * centred).sum(axis=0)

    # inv_std = 1 / std, std = sqrt(var + eps), var = mean of the squares
    dstd = -dinv_std * inv_std**2
    dvar = dstd * inv_std / 2
    dsquare = dvar / N

    # square = centred ** 2; two paths meet at centred
    dcentred_square = 2 * centred * dsquare
    dcentred = dcentred_direct + dcentred_square

    # centred = x - mu, mu = mean of x; one mu serves N rows, two paths meet at x
    dx_direct = dcentred
    dmu = -dcentred.sum(axis=0)
    dx_mean = dmu / N
    dx = dx_direct + dx_mean
    ### END SOLUTION
    return dx, dgamma, dbeta


# %% role="check" name="batchnorm_backward"
check("batchnorm_backward")

# %% [markdown]
# **Where does it go wrong?** `graph()` draws the graph with your gradients on it, each marked *right*, *wrong*,
# *unknown*, *not yet* (only begun), or *passed on* (a right step made with a wrong gradient). The first wrong one
# is the one to mend. It knows a gradient by its name, `d` and the name of the value, and works while you write: run
# it after each line. If your forward pass is wrong, it says where, and holds your gradients against it as it stands.

# %%
if ready("batchnorm_forward"):
    graph()

# %% [markdown]
# **See the sum.** When your `dx` is there, the next cell draws what each of the three paths brings to it, row by
# row, for a `dout` that is one in a single row. The parts come from small differences of the boxes; the dots are
# yours. Which part is the same in all rows, and which one grows with the distance from the mean? What is left
# of the third part when a large `eps` makes the second one small?

# %%
play("paths")

# %% [markdown]
# ### Experiment: ask the forward pass
#
# The same comparison, in your own hands. Here `eps` is 0.3, as large as the smaller variances, so that a
# backward pass with `eps` in another place than the forward pass gives itself away.

# %%
if ready("batchnorm_forward", "batchnorm_backward"):
    rng = np.random.default_rng(3)
    some_x = rng.normal(size=(7, 5)) * np.array([0.5, 0.5, 1.0, 2.0, 4.0]) + 3.0
    some_gamma, some_beta, some_dout = rng.normal(size=5), rng.normal(size=5), rng.normal(size=(7, 5))

    def forward(x=some_x, gamma=some_gamma, beta=some_beta):
        return batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": 0.3})

    some_gradients = batchnorm_backward(some_dout, forward()[1])
    estimates = (
        numerical_gradient(lambda x: forward(x=x)[0], some_x, some_dout),
        numerical_gradient(lambda gamma: forward(gamma=gamma)[0], some_gamma, some_dout),
        numerical_gradient(lambda beta: forward(beta=beta)[0], some_beta, some_dout),
    )
    for name, yours, estimate in zip(("dx", "dgamma", "dbeta"), some_gradients, estimates, strict=True):
        difference = np.abs(yours - estimate).max() / np.abs(estimate).max()
        print(f"{name:7} differs by {difference:.0e} of the largest entry")

# %% [markdown]
# A right gradient differs by 1e-8 or less here. Anything above 1e-6 is a mistake, not noise.
#
# ### Experiment: how to choose the step
#
# Too large a step, and the formula is inexact; too small, and the two losses agree in all but their last
# digits, which are rounding. So the error against `h` draws a valley. Three formulas for the slope, with the
# loss $L$ from your own forward pass and your own `dx` as the truth:
#
# $$
# \begin{aligned}
# \text{one-sided} \quad & F(h) = \frac{L(x + h) - L(x)}{h} && \text{error} \sim h \\
# \text{central} \quad & C(h) = \frac{L(x + h) - L(x - h)}{2h} && \text{error} \sim h^2 \\
# \text{extrapolated} \quad & R(h) = \frac{4\, C(h/2) - C(h)}{3} && \text{error} \sim h^4
# \end{aligned}
# $$
#
# The third takes two central differences and combines them so that their leading errors cancel (Richardson's
# extrapolation).

# %%
if ready("batchnorm_forward", "batchnorm_backward"):

    def output(x):
        return forward(x=x)[0]

    def one_sided(h):
        gradient = np.zeros_like(some_x)
        for index in np.ndindex(some_x.shape):
            moved = some_x.copy()
            moved[index] += h
            gradient[index] = np.sum(some_dout * (output(moved) - output(some_x))) / h
        return gradient

    def central(h):
        return numerical_gradient(output, some_x, some_dout, h=h)

    def extrapolated(h):
        return (4 * central(h / 2) - central(h)) / 3

    steps = np.logspace(-12, 0, 37)
    fig, ax = plt.subplots(figsize=(6.5, 4), layout="constrained")
    for formula, style in ((one_sided, "s:"), (central, "o--"), (extrapolated, "^-")):
        errors = np.array([np.abs(formula(h) - some_gradients[0]).max() for h in steps])
        name = formula.__name__.replace("_", "-")
        ax.loglog(steps, errors, style, markersize=4, label=name)
        print(f"{name:13} best at h = {steps[errors.argmin()]:.0e}, error {errors.min():.0e}")
    ax.set(xlabel="step h", ylabel="largest difference to your dx", title="rounding | inexact formula")
    ax.legend()
    plt.show()

# %% [markdown]
# **What you should see:** three valleys with one common slope on the left, where rounding makes the error
# grow as $1/h$. On the right the slopes are 1, 2 and 4. The steeper the right slope, the further right the
# valley lies, and the deeper it is: some 1e-7 between $h = 10^{-8}$ and $10^{-7}$ for the one-sided
# difference, some 1e-10 near $10^{-5}$ for the central one, some 1e-12 near $10^{-3}$ for the third.
#
# If your curves have no valley but one flat floor in common, then the floor is the mistake in `dx`. A single
# comparison at a single step cannot tell the two apart.

# %% [markdown]
# ### Question: three paths from one input to the loss
#
# Follow a single entry $x_{ij}$ through the graph.
#
# 1. For each of the three paths: which *rows* of the output does $x_{ij}$ reach by it?
# 2. Why do sums over the rows appear in the backward pass? Say it with one node as the example.
# 3. Somebody's `dx` has columns that do not add up to zero. Why must it be wrong, whatever `dout` is, and
#    which path has probably been forgotten?

# %% [markdown] role="manually-graded-answer" name="three_roads"
# ### Answer: Three paths from one input to the loss
#
# ### BEGIN SOLUTION
# 1. By the direct path, through its own entry of `centred`, $x_{ij}$ reaches only row $i$. By the mean, it
#    changes $\mu_j$, and $\mu_j$ is subtracted in all rows: it reaches every row of column $j$. By the
#    variance, it changes `var`, `std` and `inv_std` of column $j$, and `inv_std` multiplies all rows: again
#    every row. No path leads to another column.
# 2. One number that the forward pass hands to $N$ rows is used in $N$ places, and the loss changes through
#    each of them. The changes add up, so the gradients do. At `x - mu`, for example, each row $k$ sends back
#    $-\mathtt{dcentred}_{kj}$, and $\mathtt{dmu}_j = -\sum_k \mathtt{dcentred}_{kj}$. The same happens at
#    `inv_std`, `gamma` and `beta`.
# 3. Adding the same constant to a whole column of $x$ changes neither `centred` nor the output, so it does
#    not change the loss. The slope of the loss in that direction is the sum of the column of `dx`;
#    it has to be zero. The missing path is the one through the mean: what it brings back, the same number
#    in every row, is just what cancels the sum of all the rest. (If only the path through the variance is
#    forgotten, the mean's path still does so, and the sums are zero although `dx` is wrong.)
# ### END SOLUTION

# %% [markdown] role="rubric" name="three_roads"
# Three points:
#
# - 1 point: the direct path reaches one row, the mean and the variance reach all rows of the column.
# - 1 point: one number used in N rows gathers N gradients, which add up (the chain rule for several
#   places), with a node named: mu, inv_std, gamma or beta.
# - 1 point: a constant added to a column leaves the output as it is, hence the column sums are zero; the
#   mean's path is missing. "The mean" without the reason earns half of this point.
#
# Typical weak answers: the three paths listed as in the text, without rows; "because NumPy needs the shape
# (D,)" or "because of broadcasting" with no word on why the gradients add; the variance's path named as
# the forgotten one (if only that is forgotten, the column sums are still zero).

# %% [markdown]
# ## 3. The backward pass in closed form
#
# The graph always works. Its price is many arrays of the size of the batch that come and go. On paper, the
# chain of lines collapses into a single expression for `dx`: less memory, fewer passes over the data, and
# a formula that says something.
#
# ### On the way to the short form
#
# Take one column, and write $d$ for its `dx_hat`. Then:
#
# 1. Substitute: put `dstd` into `dvar`, `dvar` into `dsquare`, and so on, until `dx` is written with $d$,
#    `centred` and `inv_std` only.
# 2. Look for sums that are zero. What is $\sum_i \mathtt{centred}_i$? One whole term goes.
# 3. Wherever `centred * inv_std` appears, it has a shorter name.
# 4. Put the common factor in front. What is left has three terms, and two of them contain a sum over the
#    rows. You have met both sums before, up to a factor $\gamma$.
#
# ### What to expect
#
# The result can be foreseen. The output stays as it is when a constant is added to a column of `x`. And it
# stays (nearly, as $\epsilon$ is tiny) as it is when the column is stretched. So `dx` must be orthogonal to
# two vectors: to the column of ones, and (nearly) to $\hat{x}$. The closed form takes $d$, removes the part
# that lies along the ones and the part that lies along $\hat{x}$, and scales what is left. To remove the
# part of $d$ along a vector $u$, subtract $\frac{u \cdot d}{u \cdot u}\, u$. How long are our two vectors:
# what is $u \cdot u$ for the ones, and what for $\hat{x}$ when $\epsilon$ is zero?
#
# This is a way to guess the formula, and the substitution proves it. It holds for every $\epsilon$, also
# where $\hat{x}$ is a little shorter than it would be at $\epsilon = 0$; write it so that $\epsilon$ enters
# only through `inv_std` and `x_hat`.


# %% [markdown]
# ### Exercise: `batchnorm_backward_alt`
#
# The same gradients as before, from the same cache, with `dx` as one expression. Derive it: calling
# `batchnorm_backward` would miss the point.


# %% role="autograded-answer" name="batchnorm_backward_alt"
def batchnorm_backward_alt(dout, cache):
    """Give the gradients of batchnorm_backward, with dx in closed form.

    Shapes: dout and dx (N, D); dgamma and dbeta (D,).

    The formulas of Ioffe & Szegedy 2015, arXiv:1502.03167, section 3, simplified on paper. `cache` is the
    one that batchnorm_backward takes; it is fine to leave parts of it unused.

    Returns: dx, dgamma and dbeta, in this order.
    """
    # TODO: the gradients dx, dgamma and dbeta, in a few lines.
    # dx is one expression; it fits on one line once dgamma and dbeta are known.
    ### BEGIN SOLUTION
    _, inv_std, x_hat, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx = gamma * inv_std * (dout - (dbeta + x_hat * dgamma) / N)
    ### END SOLUTION
    return dx, dgamma, dbeta


# %% role="check" name="batchnorm_backward_alt"
check("batchnorm_backward_alt")

# %% [markdown]
# ### Experiment: two ways, one gradient
#
# Both functions compute the same numbers, so they may differ by rounding only. And `dx` has the two
# properties that were foreseen.

# %%
if ready("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt"):
    rng = np.random.default_rng(4)
    big_x, big_dout = rng.normal(2.0, 3.0, size=(100, 50)), rng.normal(size=(100, 50))
    settings = {"mode": "train", "eps": 1e-12}
    normalised, big_cache = batchnorm_forward(big_x, np.ones(50), np.zeros(50), settings)
    over_the_graph, *_ = batchnorm_backward(big_dout, big_cache)
    closed_form, *_ = batchnorm_backward_alt(big_dout, big_cache)

    print(f"largest entry of dx:           {np.abs(over_the_graph).max():.0e}")
    print(f"largest difference of the two: {np.abs(over_the_graph - closed_form).max():.0e}")
    print(f"largest sum of a column of dx: {np.abs(closed_form.sum(axis=0)).max():.0e}")
    print(f"largest product with x_hat:    {np.abs((closed_form * normalised).sum(axis=0)).max():.0e}")

# %% [markdown]
# The last three should be smaller than the first by ten powers of ten or more. *Try* `eps = 0.3`: which of
# the three is no longer small, and why?

# %% [markdown]
# ### Experiment: beside a real framework
#
# The file `pytorch_numbers.json` holds what `torch.nn.BatchNorm1d` gives on two small batches: the batch that you
# followed by hand, and the one on which `graph()` runs. Both come three times, with $m = 0.9$, which PyTorch
# calls a momentum of 0.1; then the layer is used. You need not install PyTorch; where it is installed, its
# layer also runs here and now.

# %%
if ready("batchnorm_forward", "batchnorm_backward"):
    compare(batchnorm_forward, batchnorm_backward)

# %% [markdown]
# **What you should see:** *the same* six times, with differences of 1e-15 or less: outputs and gradients leave no
# room for taste. The running variances differ, though both begin at one here. PyTorch normalises with the
# variance divided by $N$, as you do, but *records* the one divided by $N - 1$. With three rows that is half
# as much again; with the 256 of a usual batch nobody notices. (Left alone, yours also begins at zero and
# PyTorch's at one.) Neither is wrong. But weights that move from one library to the other take this along.

# %% [markdown]
# ### Experiment: the Jacobian of one feature
#
# For one feature, `dx` depends on `dout` in a linear way: it is a matrix $J$ of $N$ rows and $N$ columns times
# the column `dout`. Your function contains this matrix without ever building it. To see it, send in the unit
# vectors one by one: the `dout` with a single one in row $k$ gives column $k$ of $J$. Here are eight examples,
# sorted by size, with $\gamma = 1$.

# %%
if ready("batchnorm_forward", "batchnorm_backward_alt"):
    feature = np.array([-1.6, -0.9, -0.5, -0.2, 0.1, 0.4, 0.9, 1.8])[:, np.newaxis]
    units = np.eye(len(feature))

    def jacobian(eps):
        x_hat, cache = batchnorm_forward(feature, np.ones(1), np.zeros(1), {"mode": "train", "eps": eps})
        columns = [batchnorm_backward_alt(unit[:, np.newaxis], cache)[0][:, 0] for unit in units]
        return np.stack(columns, axis=1), x_hat[:, 0]

    J, x_hat = jacobian(eps=1e-5)
    print(f"largest entry of J - J.T:   {np.abs(J - J.T).max():.0e}")
    print(f"largest entry of J @ ones:  {np.abs(J @ np.ones(len(J))).max():.0e}")
    print(f"largest entry of J @ x_hat: {np.abs(J @ x_hat).max():.0e}")

    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    left.imshow(J, cmap="PuOr", vmin=-2, vmax=2)
    for (i, k), entry in np.ndenumerate(J):
        left.text(k, i, f"{entry:.2f}", ha="center", va="center", fontsize=8)
    left.set(xlabel="k: the row of dout that is one", ylabel="i: the row of dx", title="J")
    for eps, style in ((1e-5, "o-"), (0.3, "s--")):
        factors = np.linalg.svd(jacobian(eps)[0], compute_uv=False)
        right.plot(range(1, 9), factors, style, label=f"eps = {eps:g}")
    right.set(xlabel="direction", ylabel="factor", title="how J stretches eight orthogonal directions")
    right.legend()
    plt.show()

# %% [markdown]
# **What you should see:** on the left a symmetric table, $J_{ik} = J_{ki}$: example $k$ acts on example $i$
# exactly as $i$ on $k$. Every row adds up to zero. The diagonal is positive, and smallest for the outermost
# examples: they pull the mean and the spread along with them. Two examples on the same side of the mean always
# have a negative entry; only pairs far apart on opposite sides have a positive one.
#
# On the right, six of the eight directions are stretched by one common factor, and two are wiped out. These
# two are the column of ones and $\hat{x}$: whatever part of `dout` lies along them never reaches `x`. For
# $\hat{x}$ this is only nearly so: the product with `x_hat` printed above is of the size of $\epsilon$, and at
# `eps = 0.3` that direction (the seventh point) is shortened, not lost, because $\epsilon$ makes the output
# depend a little on the scale of the input. The ones stay lost: the mean is subtracted without any $\epsilon$.
# A symmetric matrix that scales by one number whatever it does not wipe out is a projection, times that
# number: this is what the closed form says.

# %% [markdown]
# ## Something of your own
#
# Three spirals, four hidden layers of 30 features, and your functions between them: `own_network.py` holds the
# network, which is as plain as can be, and this cell trains it with your batch normalization and without. Nothing
# here is marked.

# %%
if ready("batchnorm_forward", "batchnorm_backward"):
    runs = {}
    for label, functions in (
        ("with your batch norm", (batchnorm_forward, batchnorm_backward)),
        ("without", ()),
    ):
        net = SmallNet(spirals(), *functions, weight_scale=0.1)
        runs[label] = net, net.train(steps=400, batch_size=60, learning_rate=0.3)
    save_picture(runs, "my_network.png")

# %% [markdown]
# **What you should see:** the loss without normalization stays at $\log 3 \approx 1.1$, which is guessing; with
# yours it falls from the first steps on, and the spirals are told apart. The picture is in your folder, as
# `my_network.png`.
#
# *Make it yours:* is there a `weight_scale` with which the network without normalization learns, too? How small
# may `batch_size` get before yours fails, and what did you see above that explains it? Change what you like,
# and save another picture under another name.

# %% [markdown]
# ## What you can now do
#
# - You normalise each feature with the statistics of the batch in training and with running averages of
#   them in use, and you know the conventions that differ between libraries: momentum, $N$ or $N - 1$, the
#   start.
# - You take a formula apart into a graph of nodes, test the gradient of each alone, and send the gradient back
#   with four rules, whatever the formula: layer normalization, attention or a loss of your own goes the same
#   way.
# - You know that one number used in many places gathers the sum of their gradients, and you use shapes to
#   catch a sum that is missing.
# - You can test any gradient against its forward pass, and choose a step for it.
# - You read the closed form as a sentence: the gradient without its part along the ones and without its
#   part along $\hat{x}$, scaled.
#
# To finish, choose *Restart Kernel and Run All Cells*, see that nothing stops on the way, and save.
#
# ## Further reading
#
# - S. Ioffe, C. Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
#   Covariate Shift*, 2015, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): the method.
# - J. L. Ba, J. R. Kiros, G. E. Hinton, *Layer Normalization*, 2016,
#   [arXiv:1607.06450](https://arxiv.org/abs/1607.06450): statistics over the features of one example.
# - Y. Wu, K. He, *Group Normalization*, 2018, [arXiv:1803.08494](https://arxiv.org/abs/1803.08494): what to
#   do when batches are small.
# - S. Santurkar, D. Tsipras, A. Ilyas, A. Madry, *How Does Batch Normalization Help Optimization?*, 2018,
#   [arXiv:1805.11604](https://arxiv.org/abs/1805.11604): experiments on the reason why it works.
# - Y. Wu, J. Johnson, *Rethinking "Batch" in BatchNorm*, 2021,
#   [arXiv:2105.07576](https://arxiv.org/abs/2105.07576): what can go wrong between training and use.
