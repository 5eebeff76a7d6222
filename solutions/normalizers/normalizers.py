# Layer, RMS, spatial batch and group normalization: the notebook with its solutions, the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.
# ruff: noqa: E501, F401, I001, RUF059

# %% [markdown]
# # Which numbers share a mean?
#
# Batch normalization gives one mean and one variance to every feature, and takes them over the batch.
# Change *which numbers share a mean*, and you have layer normalization, RMSNorm, instance normalization
# or group normalization. You will write four of them in NumPy, forward and backward, and see that they
# are one formula, applied along different axes of an array.
#
# **When you are done, you can**
#
# - say for each normalizer which numbers share a mean, and what follows from that for small batches,
#   single examples and images;
# - carry a formula and its gradient from one set of axes to another, and know what must change;
# - move axes about without mixing up the data;
# - turn one normalizer into another, and use that as a test.
#
# **Time:** about 120 minutes: 35 for layer normalization, 20 for RMSNorm, 30 for batch normalization of
# images, 25 for group normalization, 10 for the written answers.
#
# **You need** the forward and the backward pass of batch normalization (the assignment before this one)
# and NumPy's `reshape`, `transpose` and `keepdims`. Nothing is downloaded, no GPU is used, and every cell
# runs within seconds.
#
# **How to work**
#
# 1. There are eight short exercises, two for each normalizer. In each, replace the line
#    `raise NotImplementedError(...)` by your code. You may add cells and functions of your own anywhere,
#    and you may bring your own `batchnorm_forward` and `batchnorm_backward` along.
# 2. Run the cell with `check(...)` below the exercise as often as you like. It says of each item whether
#    it passed or failed, what was found, what was expected, and often gives a hint.
# 3. Stuck? `hint("layernorm_backward")`, in a cell of its own, gives one hint at a time for the exercise: what
#    is asked, the name of the mistake where it is known, where to read again. It never gives the solution.
# 4. The experiments are yours to change. Each waits until the functions it uses are written.
# 5. The three questions want a few sentences in your own words.

# %% [markdown] tags=["class"]
# **In your class**
#
# - Some items are listed as *marked after submission*. So a list without a failure is a very good sign,
#   and not yet the final mark.
# - A person reads what you write in answer to the three questions.

# %%
import matplotlib.pyplot as plt
import numpy as np

from checks import check, graph, hint, progress, ready
from own_network import SmallNet, save_picture, stripes

# %% [markdown]
# ## One formula, several sets
#
# All normalizers of this notebook compute
#
# $$
# \begin{aligned}
# \hat{x}_i &= \frac{x_i - \mu_i}{\sqrt{\sigma_i^2 + \epsilon}} ,
# & \qquad
# \mu_i &= \frac{1}{m} \sum_{k \in S_i} x_k ,
# & \qquad
# \sigma_i^2 &= \frac{1}{m} \sum_{k \in S_i} (x_k - \mu_i)^2
# \end{aligned}
# $$
#
# and then $\mathrm{out}_i = \gamma \hat{x}_i + \beta$, with one $\gamma$ and one $\beta$ for each feature or
# channel. They differ in $S_i$, the set of $m$ numbers that share a mean with $x_i$ (this way of saying it
# is that of Wu and He 2018, equations 1 and 2). For a batch of images of shape `(N, C, H, W)`:
#
# ![Four cubes. Each has the examples N along its width, the channels C along its height and the pixels, H
# times W, along its depth. One set of numbers that share a mean is shaded and hatched. Batch norm: one
# layer of the cube, one channel of all examples with all their pixels. Layer norm: one slice, all channels and
# pixels of one example. Instance norm: one bar, one channel of one example. Group norm: half of a slice,
# two of the four channels of one example.](which_axes.svg)
#
# | | numbers that share a mean | how many means | looks at other examples |
# | :--- | :--- | :--- | :--- |
# | batch norm | one channel, in all examples | $C$ | yes, in training |
# | layer norm | all channels of one example | $N$ | no |
# | instance norm | one channel of one example | $N \cdot C$ | no |
# | group norm | a group of $C / G$ channels of one example | $N \cdot G$ | no |
#
# A table `(N, D)` of examples and features is the case of images with a single pixel: batch norm averages
# each *column*, layer norm each *row*.
#
# The gradient follows the sets as well. For the numbers of one set, with $d = \mathrm{dout} \cdot \gamma$
# (what the assignment before called `dx_hat`), it takes $d$, removes what lies along the ones, removes what
# lies along $\hat{x}$, and scales the rest. You have derived that for columns; nothing in the derivation
# asks what the numbers of a set are.

# %% [markdown]
# ## 1. Layer normalization
#
# ### Why rows?
#
# Batch normalization ties the examples of a batch to each other. With two examples in a batch, the
# statistics are mostly chance; with one, they say nothing. A sentence has as many positions as it has
# words, so running averages for each position are hard to keep. And training and use do different
# things. Ba, Kiros and Hinton (2016, equation 3) average over the features of *one example* instead: there are
# no running averages, there is no mode, and no other example in sight.
#
# $$
# \begin{aligned}
# \mu_i &= \frac{1}{D} \sum_{j=1}^{D} x_{ij}
# & \qquad
# \sigma_i^2 &= \frac{1}{D} \sum_{j=1}^{D} (x_{ij} - \mu_i)^2
# \\[1ex]
# \hat{x}_{ij} &= \frac{x_{ij} - \mu_i}{\sqrt{\sigma_i^2 + \epsilon}}
# & \qquad
# \mathrm{out}_{ij} &= \gamma_j \, \hat{x}_{ij} + \beta_j
# \end{aligned}
# $$
#
# Look at the indices. $\mu$ and $\sigma^2$ belong to a row, so they carry $i$. But $\gamma$ and $\beta$ still
# carry $j$: they belong to features, as before. This is what makes layer normalization more than batch
# normalization of the transposed table.
#
# ### A batch to follow by hand
#
# Two examples, three features, and $\epsilon = 3$, so that you can see where it stands:
#
# $$
# x = \begin{pmatrix} 1 & 4 & 7 \\ 23 & 29 & 8 \end{pmatrix}
# \qquad
# \mu = \begin{pmatrix} 4 \\ 20 \end{pmatrix}
# \qquad
# x - \mu = \begin{pmatrix} -3 & 0 & 3 \\ 3 & 9 & -12 \end{pmatrix}
# \qquad
# \sigma^2 = \begin{pmatrix} 6 \\ 78 \end{pmatrix}
# $$
#
# The roots are $\sqrt{6 + 3} = 3$ and $\sqrt{78 + 3} = 9$. With $\gamma = (3, 2, 6)$ and $\beta = (1, -1, 0)$:
#
# $$
# \hat{x} = \begin{pmatrix} -1 & 0 & 1 \\ \tfrac{1}{3} & 1 & -\tfrac{4}{3} \end{pmatrix}
# \qquad
# \mathrm{out} = \begin{pmatrix} -2 & -1 & 6 \\ 2 & 1 & -8 \end{pmatrix}
# $$
#
# ### Shapes that fit by chance
#
# `x` is `(N, D)` and one mean for each row is `(N,)`. NumPy aligns shapes at their *last* axis, so `x - mean`
# fails, or, if $N = D$, runs and subtracts the means from the wrong axis. `keepdims=True` keeps the mean at
# `(N, 1)`, which broadcasts along the row as it should.

# %% [markdown]
# ### Exercise: `layernorm_forward`
#
# The dictionary `ln_param` may hold `"eps"` (`1e-5` when absent) and may be empty. If it holds a `"mode"`,
# because the code around treats all normalizers alike, ignore it.


# %% role="autograded-answer" name="layernorm_forward"
def layernorm_forward(x, gamma, beta, ln_param):
    """Normalise each row, then scale each feature by gamma and shift it by beta.

    Shapes: x and out (N, D); gamma and beta (D,).

    out = gamma * (x - mean) / sqrt(var + eps) + beta, with the mean and the variance (1/D) of each
    row of x, after Ba, Kiros & Hinton 2016, arXiv:1607.06450, equation 3.
    Training and use are the same.

    ln_param: "eps", 1e-5 when absent. Other keys are ignored, and none is added.

    Returns: out and cache, where the cache holds what layernorm_backward needs.
    """
    eps = ln_param.get("eps", 1e-5)
    # TODO: normalise each row, scale and shift; call the result `out`, and keep a `cache`.
    # Build new arrays: the caller still needs x, gamma and beta as they are.
    ### BEGIN SOLUTION
    centred = x - x.mean(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt((centred**2).mean(axis=1, keepdims=True) + eps)
    x_hat = centred * inv_std
    out = gamma * x_hat + beta
    cache = (x_hat, inv_std, gamma)
    ### END SOLUTION
    return out, cache


# %% role="check" name="layernorm_forward"
check("layernorm_forward")

# %% [markdown]
# **Compare with the batch above.** The numbers come out even, so a wrong step is easy to spot.

# %%
if ready("layernorm_forward"):
    tiny_x = np.array([[1.0, 4.0, 7.0], [23.0, 29.0, 8.0]])
    tiny_gamma, tiny_beta = np.array([3.0, 2.0, 6.0]), np.array([1.0, -1.0, 0.0])
    tiny_out, _ = layernorm_forward(tiny_x, tiny_gamma, tiny_beta, {"eps": 3.0})
    print("out, by hand [[-2, -1, 6], [2, 1, -8]]:", tiny_out, sep="\n")

# %% [markdown]
# ### Experiment: rows and columns
#
# Forty examples with six features, each on a scale of its own. What do the rows look like before and
# after, and what do the columns?

# %%
if ready("layernorm_forward"):
    rng = np.random.default_rng(1)
    table = rng.normal(size=(40, 6)) * np.array([0.5, 1.0, 2.0, 3.0, 4.0, 5.0]) + np.arange(6)
    normalised, _ = layernorm_forward(table, np.ones(6), np.zeros(6), {})

    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
    for ax, axis, title in ((left, 1, "40 rows (examples)"), (right, 0, "6 columns (features)")):
        ax.plot(table.mean(axis), table.std(axis), "o", color="0.6", label="before")
        ax.plot(normalised.mean(axis), normalised.std(axis), "kx", label="after")
        ax.set(xlabel="mean", ylabel="standard deviation", title=title)
    left.legend()
    plt.show()

# %% [markdown]
# *What you should see.* On the left, all forty crosses lie on one point, mean 0 and standard deviation 1. On
# the right, the crosses stay apart: features that spread more than others still do. Layer normalization
# does not make features alike.

# %% [markdown]
# ### Exercise: `layernorm_backward`
#
# Two things change against batch normalization, and both are about sums.
#
# - The sums that come from the mean and the variance run over the numbers of a set: now over a *row*, and
#   there are $D$ of them.
# - The sums in `dgamma` and `dbeta` are those of a parameter that serves many places. Ask which places one
#   $\gamma_j$ serves; the shape `(D,)` will tell you whether you were right.
#
# And one factor must be handled with care: where does $\gamma$ stand? Inside one set of batch normalization
# there is a single $\gamma_j$, a constant. Inside one row, there are $D$ different ones.


# %% role="autograded-answer" name="layernorm_backward"
def layernorm_backward(dout, cache):
    """Give the gradients of layernorm_forward.

    Shapes: dout and dx (N, D); dgamma and dbeta (D,).

    The chain rule through the row's own mean and variance; Ba, Kiros & Hinton 2016,
    arXiv:1607.06450, give the forward pass only.

    Returns: dx, dgamma and dbeta, in this order.
    """
    # TODO: the gradients dx, dgamma and dbeta.
    # Build new arrays: dout and the cache may be needed again.
    ### BEGIN SOLUTION
    x_hat, inv_std, gamma = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    along_ones = dx_hat.mean(axis=1, keepdims=True)
    along_x_hat = x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (dx_hat - along_ones - along_x_hat)
    ### END SOLUTION
    return dx, dgamma, dbeta


# %% role="check" name="layernorm_backward"
check("layernorm_backward")

# %% [markdown]
# **Where does it go wrong?** `graph()` draws the graph of layer normalization with your gradients on it, each
# marked *right*, *wrong*, *unknown*, *not yet*, or *passed on* (a right step made with a wrong gradient). It knows a
# gradient by its name, `d` and the name of the value: to see more than `dx_hat` and what you return, go step by step.

# %%
if ready("layernorm_forward"):
    graph()

# %% [markdown]
# ### Experiment: ask the forward pass
#
# The test for any gradient: move one entry by $+h$ and by $-h$, and see how much $L = \sum \mathtt{dout} \cdot
# \mathtt{out}$ changes. You can use this function for all four normalizers.


# %%
def numerical_gradient(f, x, dout, h=1e-5):
    """Estimate the gradient of sum(dout * f(x)) with respect to x by central differences.

    x has any shape and is not changed; the error shrinks with h * h until rounding takes over.
    """
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = h
        gradient[index] = np.sum(dout * (f(x + step) - f(x - step))) / (2 * h)
    return gradient


if ready("layernorm_forward", "layernorm_backward"):
    rng = np.random.default_rng(2)
    some_x, some_dout = rng.normal(2.0, 1.0, size=(4, 6)), rng.normal(size=(4, 6))
    some_gamma, some_beta = rng.normal(size=6), rng.normal(size=6)
    _, some_cache = layernorm_forward(some_x, some_gamma, some_beta, {"eps": 0.3})
    yours = layernorm_backward(some_dout, some_cache)[0]
    estimate = numerical_gradient(
        lambda x: layernorm_forward(x, some_gamma, some_beta, {"eps": 0.3})[0], some_x, some_dout
    )
    difference = np.abs(yours - estimate).max() / np.abs(estimate).max()
    print(f"dx differs by {difference:.0e} of the largest entry")
    print("sums of the rows of dx:   ", np.round(yours.sum(axis=1), 9) + 0.0)
    print("sums of the columns of dx:", np.round(yours.sum(axis=0), 3))

# %% [markdown]
# A right `dx` differs by 1e-8 or less. Its rows add up to zero, and its columns do not: adding a constant
# to a whole *row* leaves the output as it is.

# %% [markdown]
# ### Question: may gamma leave the sum?
#
# A closed form of batch normalization starts with `gamma * inv_std * (...)`: $\gamma$ stands in front of the
# bracket, and the two sums inside it use plain `dout`. Somebody writes layer normalization in the same way, with
# $\gamma$ in front, and gets a wrong `dx`.
#
# 1. Why may $\gamma$ leave the sums in batch normalization, and not in layer normalization?
# 2. Their gradient check used `gamma = np.full(D, 3.0)`. What did it show, and why?

# %% [markdown] role="manually-graded-answer" name="gamma_and_the_sum"
# ### Answer: May gamma leave the sum?
#
# ### BEGIN SOLUTION
# 1. In batch normalization a sum runs down one column $j$, over the rows $i$. All its terms carry the same
#    factor $\gamma_j$, and a constant factor may be taken out of a sum. In layer normalization the sum runs
#    along a row, over $j$, and every term has a $\gamma_j$ of its own: $\sum_j \gamma_j\, \mathrm{dout}_{ij}$
#    is not $\gamma_j$ times $\sum_j \mathrm{dout}_{ij}$. So `dout` has to be multiplied by $\gamma$ first.
# 2. It showed nothing: with all entries of $\gamma$ equal, $\gamma$ is a constant along the row as well, and both
#    formulas agree. A test needs a $\gamma$ that varies along the axis that is summed.
# ### END SOLUTION

# %% [markdown] role="rubric" name="gamma_and_the_sum"
# Two points:
#
# - 1 point: the axis of the sum against the axis of gamma. In batch norm gamma is constant along the sum
#   (over rows), in layer norm it varies along it (over features).
# - 1 point: the check passed, because a constant gamma is a common factor of the row too.
#
# Typical weak answers: "because the axes are different" without saying that gamma varies along the one that
# is summed (half a point); "because of broadcasting"; for the second part "gamma should be random" without
# the reason (half a point).

# %% [markdown]
# ## 2. RMSNorm
#
# Zhang and Sennrich (2019, equation 4) asked which part of layer normalization does the work, the mean or
# the spread, and left the mean out. What remains is division by the *root mean square* of the row:
#
# $$
# \begin{aligned}
# \hat{x}_{ij} &= \frac{x_{ij}}{\sqrt{\frac{1}{D} \sum_{k=1}^{D} x_{ik}^2 + \epsilon}} ,
# & \qquad
# \mathrm{out}_{ij} &= \gamma_j \, \hat{x}_{ij}
# \end{aligned}
# $$
#
# There is no $\mu$ and no $\beta$. It is cheaper, and many large language models use it. The paper's formula
# has no $\epsilon$; in practice it is added, and here it stands inside the root, as above.
#
# **By hand**, with $\epsilon = 1$ and $\gamma = (4, 3, -5)$:
#
# $$
# x = \begin{pmatrix} 1 & -2 & 2 \\ 0 & 6 & -6 \end{pmatrix}
# \qquad
# \tfrac{1}{D} \textstyle\sum x^2 = \begin{pmatrix} 3 \\ 24 \end{pmatrix}
# \qquad
# \sqrt{3 + 1} = 2, \quad \sqrt{24 + 1} = 5
# \qquad
# \mathrm{out} = \begin{pmatrix} 2 & -3 & -5 \\ 0 & 3.6 & 6 \end{pmatrix}
# $$

# %% [markdown]
# ### Exercise: `rmsnorm_forward`


# %% role="autograded-answer" name="rmsnorm_forward"
def rmsnorm_forward(x, gamma, rms_param):
    """Divide each row by its root mean square, then scale each feature by gamma.

    Shapes: x and out (N, D); gamma (D,).

    out = gamma * x / sqrt(mean of the squares of the row + eps), after Zhang & Sennrich 2019,
    arXiv:1910.07467, equation 4, with an eps inside the root.

    rms_param: "eps", 1e-5 when absent. It may be empty.

    Returns: out and cache, where the cache holds what rmsnorm_backward needs.
    """
    eps = rms_param.get("eps", 1e-5)
    # TODO: divide each row by its root mean square and scale; call the result `out`, keep a `cache`.
    # Build new arrays: in a network with skip connections, x is needed again.
    ### BEGIN SOLUTION
    inv_rms = 1 / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)
    x_hat = x * inv_rms
    out = gamma * x_hat
    cache = (x_hat, inv_rms, gamma)
    ### END SOLUTION
    return out, cache


# %% role="check" name="rmsnorm_forward"
check("rmsnorm_forward")

# %% [markdown]
# ### Exercise: `rmsnorm_backward`
#
# One path less. Before you write, foresee the result: which change of a row leaves `out` as it is, and which
# change, harmless in layer normalization, does not any more? What must `dx` be orthogonal to, and what not?


# %% role="autograded-answer" name="rmsnorm_backward"
def rmsnorm_backward(dout, cache):
    """Give the gradients of rmsnorm_forward.

    Shapes: dout and dx (N, D); dgamma (D,).

    The chain rule through the root mean square of each row (Zhang & Sennrich 2019,
    arXiv:1910.07467).

    Returns: dx and dgamma, in this order.
    """
    # TODO: the gradients dx and dgamma.
    # Build new arrays: dout and the cache may be needed again.
    ### BEGIN SOLUTION
    x_hat, inv_rms, gamma = cache
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    dx = inv_rms * (dx_hat - x_hat * (dx_hat * x_hat).mean(axis=1, keepdims=True))
    ### END SOLUTION
    return dx, dgamma


# %% role="check" name="rmsnorm_backward"
check("rmsnorm_backward")

# %% [markdown]
# ### Experiment: what each of the two forgets
#
# Take one row, and shift it by more and more; then stretch it. How far does the output move?

# %%
if ready("layernorm_forward", "rmsnorm_forward"):
    rng = np.random.default_rng(3)
    row, ones, zeros = rng.normal(size=(1, 64)), np.ones(64), np.zeros(64)
    amounts = np.linspace(0.0, 3.0, 31)

    def movement(normalise, changed):
        """Root mean square of the change of the output, for each changed row."""
        return [np.sqrt(np.mean((normalise(one) - normalise(row)) ** 2)) for one in changed]

    def layer(x):
        return layernorm_forward(x, ones, zeros, {})[0]

    def rms(x):
        return rmsnorm_forward(x, ones, {})[0]

    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3), layout="constrained", sharey=True)
    for ax, changed, label in (
        (left, [row + amount for amount in amounts], "added to the row"),
        (right, [row * (1 + amount) for amount in amounts], "stretched by 1 + ..."),
    ):
        ax.plot(amounts, movement(layer, changed), "k-", label="layer norm")
        ax.plot(amounts, movement(rms, changed), "--", color="0.4", linewidth=2.5, label="RMSNorm")
        ax.set(xlabel=label, ylabel="movement of the output")
    left.legend()
    plt.show()

# %% [markdown]
# *What you should see.* Both lines lie at zero on the right: neither normalizer sees the length of a row. On the
# left, layer norm stays at zero, and RMSNorm rises: it keeps the mean, and a row with a large mean comes out
# as mostly that.

# %% [markdown]
# ## 3. Batch normalization of images
#
# In a convolutional layer, the same filter runs over all pixels. So batch normalization treats all pixels of
# a channel alike (Ioffe and Szegedy 2015, section 3.2): one mean, one variance, one $\gamma$ and one $\beta$
# for each *channel*, taken over the batch and over both directions of the image, $m = N \cdot H \cdot W$
# numbers. Think of a table with $N \cdot H \cdot W$ rows, the pixels, and $C$ columns, the channels; that
# table goes through the batch normalization you know.
#
# ### `reshape` never moves data
#
# It reads the numbers in the order in which they lie, and cuts them into rows anew. The order of `(N, C, H, W)`
# is: all pixels of one channel, then the next channel. Watch what becomes of the channel number:

# %%
channel_of_entry = np.broadcast_to(np.arange(3)[:, None, None], (2, 3, 2, 4))  # N=2, C=3, H=2, W=4
at_once = channel_of_entry.reshape(-1, 3)
moved_first = channel_of_entry.transpose(0, 2, 3, 1).reshape(-1, 3)
print("reshaped at once, first rows:", at_once[:4].tolist())
print("channels moved last first:   ", moved_first[:4].tolist())

# %% [markdown]
# Only in the second table does a column hold one channel. On the way back, the same two steps are undone in
# the opposite order. Where `H` and `W` are equal, many a wrong way back has the right shape, so test with
# images that are not square.
#
# (You can also do without a table: `mean` takes a tuple of axes.)
#
# ### Two images to follow by hand
#
# Two images with two channels of $1 \times 2$ pixels, $\epsilon = 1$, $\gamma = (3, 5)$, $\beta = (1, -1)$:
#
# | | image 0 | image 1 | mean | deviations | variance | root | out |
# | :--- | :--- | :--- | ---: | :--- | ---: | ---: | :--- |
# | channel 0 | 5, 9 | 1, 5 | 5 | 0, 4, −4, 0 | 8 | 3 | 1, 5, −3, 1 |
# | channel 1 | 6, −6 | −2, −6 | −2 | 8, −4, 0, −4 | 24 | 5 | 7, −5, −1, −5 |
#
# With momentum 0.9, running averages that start at zeros then hold the means $(0.5, -0.2)$ and the variances
# $(0.8, 2.4)$.

# %% [markdown]
# ### Exercise: `spatial_batchnorm_forward`
#
# The settings and their meaning are those of batch normalization:
#
# | key of `bn_param` | meaning | when absent |
# | :--- | :--- | :--- |
# | `"mode"` | `"train"` or `"test"` | an error: it is required |
# | `"eps"` | $\epsilon$, in both modes | `1e-5` |
# | `"momentum"` | the weight of the old average | `0.9` |
# | `"running_mean"`, `"running_var"` | the running averages, shape `(C,)`, read and written back | zeros |
#
# `gamma` and `beta` have shape `(C,)` and may be integers.


# %% role="autograded-answer" name="spatial_batchnorm_forward"
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    """Normalise each channel over the batch and all pixels, then scale and shift it.

    Shapes: x and out (N, C, H, W); gamma, beta, running_mean and running_var (C,).

    Batch normalization with the statistics of all N * H * W entries of a channel, after Ioffe &
    Szegedy 2015, arXiv:1502.03167, section 3.2. In training,
    running = momentum * running + (1 - momentum) * batch; in test mode, the running averages
    normalise, and stay as they are.

    bn_param: "mode" ("train" or "test"), required; "eps", "momentum", "running_mean",
    "running_var".

    Returns: out and cache, where the cache holds what spatial_batchnorm_backward needs.
    """
    # TODO: write the two modes out, or move the channels last and use your batch normalization.
    # Build new arrays: the caller still needs x, gamma and beta as they are.
    ### BEGIN SOLUTION
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    C = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(C, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(C, dtype=x.dtype))
    if mode == "train":
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var

    def per_channel(values):
        return values[:, np.newaxis, np.newaxis]  # (C, 1, 1): aligned with the channels of (N, C, H, W)

    inv_std = per_channel(1 / np.sqrt(var + eps))
    x_hat = (x - per_channel(mean)) * inv_std
    gamma_of_pixel = per_channel(gamma).astype(x.dtype)
    out = gamma_of_pixel * x_hat + per_channel(beta).astype(x.dtype)
    cache = (x_hat, inv_std, gamma_of_pixel)
    ### END SOLUTION
    return out, cache


# %% role="check" name="spatial_batchnorm_forward"
check("spatial_batchnorm_forward")

# %% [markdown]
# ### Exercise: `spatial_batchnorm_backward`
#
# How many numbers share a mean now? That number stands where $N$ stood.


# %% role="autograded-answer" name="spatial_batchnorm_backward"
def spatial_batchnorm_backward(dout, cache):
    """Give the gradients of spatial_batchnorm_forward in training mode.

    Shapes: dout and dx (N, C, H, W); dgamma and dbeta (C,).

    The chain rule with sums over the batch and all pixels; Ioffe & Szegedy 2015,
    arXiv:1502.03167, section 3.

    Returns: dx, dgamma and dbeta, in this order.
    """
    # TODO: the gradients dx, dgamma and dbeta.
    # Build new arrays: dout and the cache may be needed again.
    ### BEGIN SOLUTION
    x_hat, inv_std, gamma = cache
    dbeta = dout.sum(axis=(0, 2, 3))
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3))
    dx_hat = dout * gamma
    along_ones = dx_hat.mean(axis=(0, 2, 3), keepdims=True)
    along_x_hat = x_hat * (dx_hat * x_hat).mean(axis=(0, 2, 3), keepdims=True)
    dx = inv_std * (dx_hat - along_ones - along_x_hat)
    ### END SOLUTION
    return dx, dgamma, dbeta


# %% role="check" name="spatial_batchnorm_backward"
check("spatial_batchnorm_backward")

# %% [markdown]
# ## 4. Group normalization
#
# Batch normalization needs large batches, and large images leave no memory for them. Layer normalization
# over all of `(C, H, W)` needs no batch, but gives very different channels, edges and colours say, a mean in
# common. Group normalization (Wu and He 2018, equation 7) stands between: the $C$ channels of one image are
# cut into $G$ groups of $C / G$ *neighbouring* channels, and each group of each image gets its own
# statistics, over $m = \frac{C}{G} \cdot H \cdot W$ numbers.
#
# $\gamma$ and $\beta$ still belong to channels, not to groups. Here they come with the shape `(1, C, 1, 1)`, which
# broadcasts against `(N, C, H, W)` as it is; so `dgamma` and `dbeta` have that shape too.
#
# A group's numbers lie next to each other in the order of `(N, C, H, W)`, so this time a `reshape` alone is
# right: `(N, G, C // G, H, W)` gives the groups an axis of their own.
#
# ### One image to follow by hand
#
# One image, four channels of $1 \times 2$ pixels, $G = 2$, $\epsilon = 1$. These are the numbers of the two images
# above, so the means, variances and roots are known:
#
# | group | channel | x | mean, variance, root | $\gamma$ | $\beta$ | out |
# | ---: | ---: | :--- | :--- | ---: | ---: | :--- |
# | 0 | 0 | 5, 9 | 5, 8, 3 | 3 | 1 | 1, 5 |
# | 0 | 1 | 1, 5 | | −3 | 0 | 4, 0 |
# | 1 | 2 | 6, −6 | −2, 24, 5 | 5 | −1 | 7, −5 |
# | 1 | 3 | −2, −6 | | 10 | 2 | 2, −6 |

# %% [markdown]
# ### Exercise: `spatial_groupnorm_forward`
#
# `G` divides `C`, and may be 1 or `C`. The dictionary `gn_param` may hold `"eps"` (`1e-5` when absent), may
# be empty, and may hold a `"mode"`, which is ignored.


# %% role="autograded-answer" name="spatial_groupnorm_forward"
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    """Normalise each group of channels of each image, then scale and shift each channel.

    Shapes: x and out (N, C, H, W); gamma and beta (1, C, 1, 1). Each of the G groups has C // G
    neighbouring channels; its statistics are taken over these channels and all their pixels.

    After Wu & He 2018, arXiv:1803.08494, equations 1, 2, 6 and 7. Training and use are the same.

    gn_param: "eps", 1e-5 when absent.

    Returns: out and cache, where the cache holds what spatial_groupnorm_backward needs.
    """
    eps = gn_param.get("eps", 1e-5)
    # TODO: normalise each group of each image, scale and shift each channel; call the result
    # `out`, and keep a `cache`.
    # Build new arrays: the caller still needs x, gamma and beta as they are.
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    groups = x.reshape(N, G, C // G, H, W)
    centred = groups - groups.mean(axis=(2, 3, 4), keepdims=True)
    inv_std = 1 / np.sqrt((centred**2).mean(axis=(2, 3, 4), keepdims=True) + eps)
    x_hat = (centred * inv_std).reshape(x.shape)
    gamma = gamma.reshape(1, C, 1, 1)
    out = gamma * x_hat + beta.reshape(1, C, 1, 1)
    cache = (x_hat, inv_std, gamma)
    ### END SOLUTION
    return out, cache


# %% role="check" name="spatial_groupnorm_forward"
check("spatial_groupnorm_forward")

# %% [markdown]
# ### Exercise: `spatial_groupnorm_backward`
#
# Two kinds of sums again: those of the statistics run over the numbers of a group, those of the parameters
# over the places that one $\gamma$ serves. And $\gamma$ varies within a group.


# %% role="autograded-answer" name="spatial_groupnorm_backward"
def spatial_groupnorm_backward(dout, cache):
    """Give the gradients of spatial_groupnorm_forward.

    Shapes: dout and dx (N, C, H, W); dgamma and dbeta (1, C, 1, 1).

    The chain rule through the mean and the variance of each group; Wu & He 2018,
    arXiv:1803.08494, give the forward pass only.

    Returns: dx, dgamma and dbeta, in this order.
    """
    # TODO: the gradients dx, dgamma and dbeta.
    # Build new arrays: dout and the cache may be needed again.
    ### BEGIN SOLUTION
    x_hat, inv_std, gamma = cache
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)

    N, C, H, W = dout.shape
    G = inv_std.shape[1]
    h = x_hat.reshape(N, G, C // G, H, W)
    d = (dout * gamma).reshape(h.shape)
    along_ones = d.mean(axis=(2, 3, 4), keepdims=True)
    along_x_hat = h * (d * h).mean(axis=(2, 3, 4), keepdims=True)
    dx = (inv_std * (d - along_ones - along_x_hat)).reshape(dout.shape)
    ### END SOLUTION
    return dx, dgamma, dbeta


# %% role="check" name="spatial_groupnorm_backward"
check("spatial_groupnorm_backward")

# %% [markdown]
# ### Experiment: what G decides
#
# One image with six channels of very different contrast. With $\gamma = 1$ and $\beta = 0$, how much of the
# contrast of each channel is left?

# %%
if ready("spatial_groupnorm_forward"):
    rng = np.random.default_rng(4)
    contrast = np.array([1.0, 2.0, 3.0, 6.0, 9.0, 12.0])
    image = rng.normal(size=(1, 6, 24, 32)) * contrast.reshape(1, 6, 1, 1)
    plain = np.ones((1, 6, 1, 1)), np.zeros((1, 6, 1, 1))

    fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
    for G, style in zip((1, 2, 3, 6), ("ko-", "s--", "^-.", "kx:"), strict=True):
        grouped, _ = spatial_groupnorm_forward(image, *plain, G, {})
        ax.plot(range(6), grouped.std(axis=(0, 2, 3)), style, label=f"G = {G}")
    ax.set(xlabel="channel", ylabel="standard deviation after")
    ax.set_title("contrast before: 1, 2, 3, 6, 9, 12")
    ax.legend()
    plt.show()

# %% [markdown]
# *What you should see.* With `G = 1`, the channels keep their contrast relative to each other: the line rises
# all the way, twelvefold. With `G = 2` and `G = 3`, it rises within each group and starts anew at the next one.
# With `G = 6`, every channel has standard deviation 1, and nothing is left of the differences. Between "keep
# all" and "keep nothing", $G$ is the choice.

# %% [markdown]
# ### Experiment: who moves?
#
# Change one image of four, and see in which images the output moves.

# %%
if ready("spatial_batchnorm_forward", "spatial_groupnorm_forward"):
    rng = np.random.default_rng(5)
    images = rng.normal(size=(4, 6, 5, 7))
    changed = images.copy()
    changed[2] += 3 * rng.normal(size=(6, 5, 7))
    plain_six = np.ones((1, 6, 1, 1)), np.zeros((1, 6, 1, 1))

    def batch_norm(x):
        return spatial_batchnorm_forward(x, np.ones(6), np.zeros(6), {"mode": "train"})[0]

    def group_norm(x, G=3):
        return spatial_groupnorm_forward(x, *plain_six, G, {})[0]

    fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    for shift, normalise, look in (
        (-0.2, batch_norm, {"label": "batch norm", "color": "0.3"}),
        (0.2, group_norm, {"label": "group norm", "color": "w", "edgecolor": "k", "hatch": "///"}),
    ):
        moved = np.abs(normalise(changed) - normalise(images)).mean(axis=(1, 2, 3))
        ax.bar(np.arange(4) + shift, moved, width=0.4, **look)
    ax.set(xticks=range(4), xlabel="image (image 2 was changed)", ylabel="mean movement of out")
    ax.legend()
    plt.show()

# %% [markdown]
# *What you should see.* With group norm, only image 2 moves: the other three hatched bars have no height. With batch
# norm, all four images move, though three of them are what they were.
#
# How much does this company matter? Take one image, put it into many batches of chance neighbours, and look at
# how much its output scatters:

# %%
if ready("spatial_batchnorm_forward", "spatial_groupnorm_forward"):
    rng = np.random.default_rng(6)
    one_image, sizes = rng.normal(size=(1, 6, 5, 7)), (2, 4, 8, 16, 32, 64)

    def scatter(normalise, n, batches=30):
        """Mean standard deviation of the output for the one image, over batches of n images."""
        company = rng.normal(size=(batches, n - 1, 6, 5, 7))
        company += rng.normal(size=(batches, n - 1, 6, 1, 1))
        outs = [normalise(np.concatenate([one_image, others]))[0] for others in company]
        return np.std(outs, axis=0).mean()

    fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
    ax.plot(sizes, [scatter(batch_norm, n) for n in sizes], "ko-", label="batch norm")
    ax.plot(sizes, [scatter(group_norm, n) for n in sizes], "s--", color="0.4", label="group norm")
    ax.set(xscale="log", xticks=sizes, xlabel="images in the batch", ylabel="scatter of out")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.legend()
    plt.show()

# %% [markdown]
# *What you should see.* Batch norm scatters most in the smallest batches, and the scatter shrinks roughly with
# $1 / \sqrt{N}$ as they grow. Group norm lies at zero everywhere: an image comes out the same in any company.

# %% [markdown]
# ## 5. What ties them together
#
# If the four are one formula along different axes, then each must turn into another when the axes are arranged
# for it. That gives tests which need no expected numbers. With $\gamma = 1$ and $\beta = 0$:
#
# 1. **Layer norm is batch norm of the transposed table** (in training, without the running averages). A
#    table is a batch of images with one pixel, so `spatial_batchnorm_forward` serves as batch norm.
# 2. **Batch norm of images is batch norm of a table** with $N \cdot H \cdot W$ rows and $C$ columns.
# 3. **Group norm with $G = 1$ is layer norm** of each image as one long row of $C \cdot H \cdot W$ numbers.
# 4. **Group norm with $G = C$ is instance norm**: batch norm of each image in a batch of its own.
# 5. **RMSNorm of rows that have mean zero is layer norm.**

# %%
four = ("layernorm", "rmsnorm", "spatial_batchnorm", "spatial_groupnorm")
if ready(*(f"{name}_forward" for name in four)):
    rng = np.random.default_rng(7)
    rows, pictures = rng.normal(3.0, 2.0, size=(8, 5)), rng.normal(3.0, 2.0, size=(4, 6, 5, 7))

    def plain_layer(x):
        return layernorm_forward(x, np.ones(x.shape[1]), np.zeros(x.shape[1]), {})[0]

    def plain_rms(x):
        return rmsnorm_forward(x, np.ones(x.shape[1]), {})[0]

    def plain_batch(x):
        C = x.shape[1]
        return spatial_batchnorm_forward(x, np.ones(C), np.zeros(C), {"mode": "train"})[0]

    def plain_batch_of_table(x):
        return plain_batch(x[:, :, np.newaxis, np.newaxis])[:, :, 0, 0]

    def plain_group(x, G):
        shape = (1, x.shape[1], 1, 1)
        return spatial_groupnorm_forward(x, np.ones(shape), np.zeros(shape), G, {})[0]

    def pixels(x):
        return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])  # a table (N * H * W, C)

    centred_rows = rows - rows.mean(axis=1, keepdims=True)
    ties = {
        "layer norm = batch norm of the transpose": (
            plain_layer(rows),
            plain_batch_of_table(rows.T).T,
        ),
        "spatial batch norm = batch norm of pixels": (
            pixels(plain_batch(pictures)),
            plain_batch_of_table(pixels(pictures)),
        ),
        "group norm, G = 1 = layer norm": (
            plain_group(pictures, 1).reshape(4, -1),
            plain_layer(pictures.reshape(4, -1)),
        ),
        "group norm, G = C = instance norm": (
            plain_group(pictures, 6),
            np.concatenate([plain_batch(one[np.newaxis]) for one in pictures]),
        ),
        "RMSNorm of centred rows = layer norm": (plain_rms(centred_rows), plain_layer(rows)),
    }
    for tie, (one, other) in ties.items():
        print(f"{tie:42} differs by {np.abs(one - other).max():.0e}")

# %% [markdown]
# All five should differ by less than 1e-12: the same numbers, but for rounding.
#
# *Try:* give $\gamma$ different entries. Which of the five still hold if you pass each function the entries that
# belong to it, and which has no way to say it at all?

# %% [markdown]
# ### Question: one request at a time
#
# Two networks were trained with batches of 64 examples and now answer requests, one at a time: the first uses
# batch normalization, the second layer normalization. Somebody forgot to switch the first to test mode.
#
# For each network: does the answer to a request depend on whether the mode is right, and why? What exactly does
# the first network's normalization make of its single row, in the wrong mode and in the right one?

# %% [markdown] role="manually-graded-answer" name="one_request"
# ### Answer: One request at a time
#
# ### BEGIN SOLUTION
# The first depends on it. In training mode its mean and variance come from the batch, which is one row: the mean
# is the row itself, the variance is 0, and every feature comes out as $\beta$, whatever was asked. In test mode
# the running averages of the training stand in for both, and the answer is that of a fixed affine map.
#
# The second has no modes to mix up: each row is normalised by its own mean and variance, in training as in use,
# and neither the other rows nor their number enter.
# ### END SOLUTION

# %% [markdown] role="rubric" name="one_request"
# Two points:
#
# - 1 point: batch norm in training mode gives beta for a single row, because the mean is the row itself; in test
#   mode the running averages are used.
# - 1 point: layer norm does the same in both modes, because its statistics come from the row alone.
#
# Typical weak answers: "the statistics are noisy" for one row (they are exact, and useless: half a point); "layer
# norm needs no running averages" without the reason (half a point).

# %% [markdown]
# ### Question: images of one pixel
#
# At the end of many convolutional networks stand images of a single pixel, $H = W = 1$, with $C$ channels. Which
# normalization of a *row* of $C$ features is group normalization then, for $G = 1$? And what comes out for
# $G = C$, and why is that useless?

# %% [markdown] role="manually-graded-answer" name="one_pixel"
# ### Answer: Images of one pixel
#
# ### BEGIN SOLUTION
# For $G = 1$, one mean and one variance are taken over all $C \cdot 1 \cdot 1$ numbers of an example: that is
# layer normalization of the row of $C$ features.
#
# For $G = C$, each channel is a group of its own, and with one pixel that group holds a single number. It is its
# own mean, the difference is 0, and the output is $\beta$ whatever the input was: nothing of the image gets
# through, and no gradient comes back to $x$.
# ### END SOLUTION

# %% [markdown] role="rubric" name="one_pixel"
# Two points:
#
# - 1 point: with G = 1 it is layer norm, because the set that shares a mean is the whole example.
# - 1 point: with G = C the set is a single number, so the output is beta; nothing of the input gets through.
#
# "Instance norm" for G = C without the consequence earns half of that point.

# %% [markdown]
# ## Something of your own
#
# Pictures of 8 × 8 pixels with stripes in three directions, four hidden layers, and batches of *two*
# pictures: once with your layer normalization, once with your batch normalization of images, for which
# each feature is a channel of one pixel. `own_network.py` holds the network. Nothing here is marked.

# %%
if ready("layernorm_forward", "layernorm_backward", "spatial_batchnorm_forward", "spatial_batchnorm_backward"):

    def batch_forward(x, gamma, beta, param):
        out, cache = spatial_batchnorm_forward(x[:, :, np.newaxis, np.newaxis], gamma, beta, param)
        return out[:, :, 0, 0], cache

    def batch_backward(dout, cache):
        dx, dgamma, dbeta = spatial_batchnorm_backward(dout[:, :, np.newaxis, np.newaxis], cache)
        return dx[:, :, 0, 0], dgamma, dbeta

    runs = {}
    for label, functions in (
        ("your layer norm", (layernorm_forward, layernorm_backward)),
        ("your batch norm", (batch_forward, batch_backward)),
    ):
        net = SmallNet(stripes(), *functions)
        runs[label] = net, net.train(steps=800, batch_size=2, learning_rate=0.03)
    save_picture(runs, "my_network.png")

# %% [markdown]
# **What you should see:** layer norm learns, batch norm guesses (a third of the pictures, a loss of
# $\log 3 \approx 1.1$). For two examples, $\hat{x}$ says of each feature only which of the two has more of
# it. The picture is in your folder, as `my_network.png`.
#
# *Make it yours:* from which `batch_size` on is batch norm the better one? Put your group norm into the
# network as well: what shape must `gamma` and `beta` get? Save another picture under another name.

# %% [markdown]
# ## What you can now do
#
# - You ask of a normalizer first *which numbers share a mean*: batch norm a channel of all examples, layer norm
#   one example, group norm a few channels of one example, instance norm one channel of one example.
# - You know what follows: only batch norm has two modes and running averages, and only with batch norm
#   does an example's output depend on its company.
# - You carry a gradient over to other axes: the sums of the statistics follow the set, the sums of `dgamma` and
#   `dbeta` follow the parameter, and $\gamma$ stays inside every sum along which it varies.
# - You know that RMSNorm leaves the mean in, and which symmetry it gives up.
# - You move axes with `transpose` and regroup with `reshape`, and test on images that are not square.
#
# To finish, choose *Restart Kernel and Run All Cells*, see that nothing stops on the way, and save.
#
# ## Further reading
#
# - J. L. Ba, J. R. Kiros, G. E. Hinton, *Layer Normalization*, 2016,
#   [arXiv:1607.06450](https://arxiv.org/abs/1607.06450).
# - B. Zhang, R. Sennrich, *Root Mean Square Layer Normalization*, 2019,
#   [arXiv:1910.07467](https://arxiv.org/abs/1910.07467).
# - S. Ioffe, C. Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
#   Covariate Shift*, 2015, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): section 3.2 for images.
# - D. Ulyanov, A. Vedaldi, V. Lempitsky, *Instance Normalization: The Missing Ingredient for Fast Stylization*,
#   2016, [arXiv:1607.08022](https://arxiv.org/abs/1607.08022).
# - Y. Wu, K. He, *Group Normalization*, 2018, [arXiv:1803.08494](https://arxiv.org/abs/1803.08494).
# - R. Xiong and others, *On Layer Normalization in the Transformer Architecture*, 2020,
#   [arXiv:2002.04745](https://arxiv.org/abs/2002.04745): before or after the block?
