# Beyond batch normalization: the notebook with its solutions, which are the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.
# ruff: noqa: E501, F401, I001, RUF059

# %% [markdown]
# # Beyond batch normalization
#
# You can normalise a batch and differentiate it. This notebook is about what happens next, when such a
# network is used, moved, spread over machines or trained with tiny batches; and about the question why
# the method works at all, which is less settled than its success suggests.
#
# **When you are done, you can**
#
# - remove a batch normalization from a finished network without changing what the network computes;
# - move a trained layer between two libraries whose conventions differ;
# - compute the statistics of a batch that no single machine holds, from a few numbers of each;
# - say what the noise of batch statistics does, and make more or less of it on purpose;
# - repair batch normalization for very small batches, with a gradient that stops where it should;
# - name two explanations of why it works, and an experiment that tells them apart.
#
# **Time:** about 90 minutes: 15 for folding, 10 for the conventions, 10 for many devices, 10 for ghost
# batches, 25 for batch renormalization, 20 for the last section and the written answers.
#
# **You need** batch normalization with its forward and backward passes, as in the assignment of that
# name. Nothing is downloaded, no GPU is used, PyTorch need not be installed, and every cell runs
# within seconds; the two that train networks take about ten each.
#
# **How to work:** replace every line `raise NotImplementedError(...)` by your code, and run the cell
# with `check(...)` below it as often as you like. If you are stuck, `hint("sync_stats")`, in a cell of its
# own, gives one hint at a time for that exercise, and never the solution. The sections do not depend on each
# other, but the experiments of the last one use your batch renormalization.

# %% [markdown] tags=["class"]
# **In your class**
#
# - Some items are listed as *marked after submission*. So a list without a failure is a very good sign,
#   and not yet the final mark.
# - A person reads what you write in answer to the two questions.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

from checks import check, hint, progress, ready
from digits import batches, load_digits
from landscape import drift, inputs_of_layer, losses_ahead
from small_net import Jolt, Net, Normalizer, train

# %% [markdown]
# ## 1. Folding: the layer that disappears
#
# In test mode, batch normalization uses fixed numbers: the running averages, $\gamma$ and $\beta$. For
# each feature it is a straight line,
#
# $$
# y = \gamma \, \frac{z - \mathrm{running\_mean}}{\sqrt{\mathrm{running\_var} + \epsilon}} + \beta ,
# $$
#
# and in most networks $z$ comes straight from an affine layer, $z = x W + b$. A linear map followed by
# a straight line for each feature is another linear map. So there are weights $W_2$ and a bias $b_2$
# with which, for every $x$,
#
# $$
# x \, W_2 + b_2 = y .
# $$
#
# Networks are *folded* in this way before they are shipped: one layer less to store and to compute,
# and nothing changes but the last digits. The paper of 2015 notes the straight line in its Algorithm
# 2.
#
# | name | what it is | shape |
# | :--- | :--- | :--- |
# | `W`, `W2` | weights; a row for each input, a column for each feature | `(D, M)` |
# | `b`, `b2` | biases | `(M,)` |
# | `gamma`, `beta`, `running_mean`, `running_var` | the batch normalization after it | `(M,)` |
#
# **By hand:** take one feature with $W = (1, 3)^\top$, $b = 4$, $\gamma = 6$, $\beta = 1$, a running
# mean of 2, a running variance of 1, and $\epsilon = 3$. The root is 2. What happens to $x = (1, 1)$
# on its way through both layers, and which two weights and which bias do the same in one?
#
# ### Exercise: `fold_batchnorm`


# %% role="autograded-answer" name="fold_batchnorm"
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    """Give weights and a bias that do what x @ W + b and test-mode batch normalization do together.

    Shapes: W and W2 (D, M); b, b2, gamma, beta, running_mean and running_var (M,).

    After Ioffe & Szegedy 2015, arXiv:1502.03167, Algorithm 2: in use, the normalization is linear.

    Returns: W2 and b2, as new arrays.
    """
    # TODO: the folded weights W2 and the folded bias b2.
    ### BEGIN SOLUTION
    slope = gamma / np.sqrt(running_var + eps)
    W2 = W * slope
    b2 = (b - running_mean) * slope + beta
    ### END SOLUTION
    return W2, b2


# %% role="check" name="fold_batchnorm"
check("fold_batchnorm")

# %% [markdown]
# ### Experiment: the same function, one layer less
#
# Both ways on the same inputs: the layer followed by the straight line, and the folded layer alone.

# %%
if ready("fold_batchnorm"):
    rng = np.random.default_rng(1)
    inputs, W, b = rng.normal(size=(2000, 50)), rng.normal(size=(50, 300)), rng.normal(size=300)
    gamma, beta, running_mean = rng.normal(size=(3, 300))
    running_var = rng.uniform(0.5, 2.0, size=300)

    def in_two_steps():
        z = inputs @ W + b
        z -= running_mean
        z *= gamma / np.sqrt(running_var + 1e-5)
        return z + beta

    W_folded, b_folded = fold_batchnorm(W, b, gamma, beta, running_mean, running_var, 1e-5)

    def in_one_step():
        return inputs @ W_folded + b_folded

    def milliseconds(function, repeats=20):
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            function()
            times.append(time.perf_counter() - start)
        return 1000 * min(times)

    difference = np.abs(in_two_steps() - in_one_step()).max() / np.abs(in_one_step()).max()
    print(f"largest difference: {difference:.0e} of the largest output")
    print(f"two steps: {milliseconds(in_two_steps):.2f} ms, folded: {milliseconds(in_one_step):.2f} ms")

# %% [markdown]
# **What you should see:** a difference below 1e-12, and, unless your machine is busy with something
# else, a folded layer that takes less time. How much less depends on the shapes and on the machine:
# the multiplication of the matrices costs the same in both, and the trips through memory are saved.
# (No check depends on a time.)
#
# Two consequences are worth a thought. A bias right before a batch normalization is superfluous in
# training, as the mean takes it out again; after folding, there is a bias in any case. And a folded
# network cannot be trained further as before: its batch statistics are gone.

# %% [markdown]
# ## 2. The same layer in two libraries
#
# There is no batch normalization as such, only implementations with conventions. Ours are those of the
# Stanford course CS231n. PyTorch's `BatchNorm1d` computes the same function in training, and yet a
# layer that is copied number by number comes out slightly wrong:
#
# | | here | PyTorch |
# | :--- | :--- | :--- |
# | scale, shift | `gamma`, `beta` | `weight`, `bias` |
# | the running averages | `running_mean`, `running_var` | the same names |
# | one update | `m * old + (1 - m) * batch` | `(1 - p) * old + p * batch` |
# | `momentum` | $m$, usually 0.9 | $p$, usually 0.1; or `None` |
# | variance that normalises | divided by $N$ | divided by $N$ |
# | variance that is *recorded* | divided by $N$ | divided by $N - 1$ |
# | number of training batches | not counted | `num_batches_tracked` |
# | eps | inside the root | inside the root |
#
# The two variances of a batch differ by a factor that depends on $N$ alone, so their running averages
# differ by the same factor, if all batches had the size $N$. (In a convolutional network, $N$ counts
# the images times the pixels.) At $N = 2$ the factor is two; at $N = 256$ nobody notices, and that is
# why the mistake survives.
#
# With `momentum=None`, PyTorch records the plain average over all batches so far: batch number $k$
# gets the weight $1 / k$, and $k$ is what `num_batches_tracked` counts. No constant $m$ does that, so
# there is nothing to convert; say so with a `ValueError`. In the other direction, the count starts
# anew with 0: PyTorch reads it only if its momentum is `None`.
#
# In this exercise a layer is a plain dictionary with exactly these keys, and your functions return a
# new one:
#
# | here | PyTorch |
# | :--- | :--- |
# | `gamma`, `beta`, `running_mean`, `running_var`, `momentum`, `eps` | `weight`, `bias`, `running_mean`, `running_var`, `momentum`, `eps`, `num_batches_tracked` |
#
# Here, `momentum` and `eps` may be absent; then they are 0.9 and 1e-5, as always in this course.
# PyTorch's dictionary is always complete.
#
# ### Exercise: `torch_to_cs231n` and `cs231n_to_torch`


# %% role="autograded-answer" name="torch_to_cs231n"
def torch_to_cs231n(state, N):
    """Translate a layer from PyTorch's conventions to those of this course.

    state: a dictionary with the keys weight, bias, running_mean, running_var (arrays of shape (D,)), momentum
    (a number, or None), eps and num_batches_tracked. It stays as it is. N: the values in each training batch
    from which one variance was taken, at least 2.

    Returns: a new dictionary with the keys gamma, beta, running_mean, running_var, momentum and eps.

    Raises:
        ValueError: momentum is None: a plain average has no constant momentum.
    """
    # TODO: the dictionary in our conventions.
    ### BEGIN SOLUTION
    if state["momentum"] is None:
        raise ValueError("a layer with momentum=None keeps a plain average, which has no momentum here")
    return {
        "gamma": state["weight"].copy(),
        "beta": state["bias"].copy(),
        "running_mean": state["running_mean"].copy(),
        "running_var": state["running_var"] * (N - 1) / N,
        "momentum": 1 - state["momentum"],
        "eps": state["eps"],
    }
    ### END SOLUTION


# %% role="check" name="torch_to_cs231n"
check("torch_to_cs231n")


# %% role="autograded-answer" name="cs231n_to_torch"
def cs231n_to_torch(param, N):
    """Translate a layer from the conventions of this course to those of PyTorch.

    param: a dictionary with the keys gamma, beta, running_mean, running_var (arrays of shape (D,)), and perhaps
    momentum (0.9 if absent) and eps (1e-5 if absent). It stays as it is. N: as in torch_to_cs231n.

    Returns: a new dictionary with the keys weight, bias, running_mean, running_var, momentum, eps and
    num_batches_tracked, which is 0.
    """
    # TODO: the dictionary in PyTorch's conventions.
    ### BEGIN SOLUTION
    return {
        "weight": param["gamma"].copy(),
        "bias": param["beta"].copy(),
        "running_mean": param["running_mean"].copy(),
        "running_var": param["running_var"] * N / (N - 1),
        "momentum": 1 - param.get("momentum", 0.9),
        "eps": param.get("eps", 1e-5),
        "num_batches_tracked": 0,
    }
    ### END SOLUTION


# %% role="check" name="cs231n_to_torch"
check("cs231n_to_torch")

# %% [markdown]
# ### Experiment: two running variances of the same training
#
# Batches of 8 rows arrive; one variance is kept by PyTorch's rule, one by ours. Both start as their
# library does: the variance at one there, at zero here. After each batch, the first is translated and
# compared with the second.

# %%
if ready("torch_to_cs231n"):
    rng = np.random.default_rng(2)
    N, there_var, here_var = 8, np.ones(1), np.zeros(1)
    copied, translated = [], []
    for _ in range(150):
        batch = rng.normal(0.0, 3.0, size=(N, 1))
        there_var = 0.9 * there_var + 0.1 * batch.var(axis=0, ddof=1)
        here_var = 0.9 * here_var + 0.1 * batch.var(axis=0)
        layer = {
            "weight": np.ones(1),
            "bias": np.zeros(1),
            "running_mean": np.zeros(1),
            "running_var": there_var,
            "momentum": 0.1,
            "eps": 1e-5,
            "num_batches_tracked": 150,
        }
        copied.append((there_var / here_var).item())
        translated.append((torch_to_cs231n(layer, N)["running_var"] / here_var).item())

    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    ax.semilogy(np.abs(np.array(copied) - 1), "--", label="copied as it is")
    ax.semilogy(np.abs(np.array(translated) - 1) + 1e-16, label="translated")
    ax.set(xlabel="training batches", ylabel="relative difference to ours")
    ax.legend()
    plt.show()

# %% [markdown]
# **What you should see:** the copied variance (dashed) stays one seventh off for ever, the factor $8/7$
# less one. The translated one (solid) comes closer with every batch: what is left is the start, which
# fades like $0.9^k$.

# %% [markdown]
# ### Question: 99 % in training, 30 % in use
#
# A colleague's network with batch normalization reaches 99 % accuracy in training, measured on the
# training batches as they come. In use it gets 30 %, *on the same images*. Overfitting is therefore
# ruled out.
#
# Name five suspects that have to do with batch normalization, in the order in which you would look at
# them, and for each the quickest test that convicts or clears it. One line for each is enough. Say in
# one sentence why your order is sensible.

# %% [markdown] role="manually-graded-answer" name="five_suspects"
# ### Answer: 99 % in training, 30 % in use
#
# ### BEGIN SOLUTION
# 1. *The network is still in training mode in use*, so that an answer depends on its neighbours. Test:
#    print the mode; send one image alone and again among others. If the answer changes, this is it.
# 2. *The running averages are stale or were never written*: too few batches, momentum too close to 1, averages
#    that the checkpoint left out (best weights restored with averages of another moment). Test: print
#    the running averages beside the statistics of one large batch; then run a hundred training batches
#    without changing the weights and measure again. If the accuracy is back, this is it.
# 3. *Test mode computes something else than training*: eps elsewhere, the deviation recorded as
#    variance, gamma or beta forgotten. Test: put the batch's own statistics into the running
#    averages and compare both modes on that batch; they must agree to rounding.
# 4. *Conventions lost in a move*: momentum 0.9 read as PyTorch's, a running variance of N - 1, another
#    default eps. Test: compare the outputs of both libraries for one batch in test mode.
# 5. *Batches in training are small or composed in a special way* (2 images per device, all of one
#    class), so that the network has learned to rely on statistics that the averages cannot represent.
#    Test: evaluate in training mode with large mixed batches and with batches as in training, and
#    compare both with test mode.
#
# The order goes from what takes a minute to test and happens often to what needs an experiment.
# ### END SOLUTION

# %% [markdown] role="rubric" name="five_suspects"
# Three points:
#
# - 1 point: at least four different suspects that fit the facts (same images, so not overfitting) and
#   belong to batch normalization: mode, stale or lost averages, a test branch that differs,
#   conventions, small or peculiar batches, averages shared by several layers, preprocessing that
#   changes the inputs' statistics.
# - 1 point: each comes with a test that would tell it from the others. "Check the running mean"
#   without saying against what earns half.
# - 1 point: the order is argued, by cost of the test or by frequency.
#
# Typical weak answers: overfitting, a learning rate too high, too little data (all ruled out by the
# same images); five variants of "the running averages are wrong"; remedies instead of tests.

# %% [markdown]
# ## 3. One batch on many devices
#
# Large batches are spread over devices, each of which sees only its own rows. If every device
# normalises with its own statistics, then the batch that counts is the small one. *Synchronised* batch
# normalization uses the statistics of all rows, and all that has to travel is, from each device, the
# number of its rows and the mean and variance of each feature.
#
# ![Three columns show the same eight rows. In the first, one bracket spans all of them: batch
# normalization. In the second, the rows lie on two devices, and arrows join their statistics to one:
# synchronised. In the third, two brackets span four rows each and nothing is joined: ghost
# batches.](who_shares.svg)
#
# For the mean, each device counts by its rows. The variance has two sources: rows differ *within* a
# device, and the devices' means differ from each other. Both belong to the variance of the whole:
#
# $$
# N = \sum_k n_k, \qquad
# \mu = \frac{1}{N} \sum_k n_k \, \mu_k, \qquad
# \sigma^2 = \;?
# $$
#
# To find it, take the squared deviations from $\mu$ of the rows of one device, and write
# $x_i - \mu = (x_i - \mu_k) + (\mu_k - \mu)$. One of the three sums that come out is zero. (For two
# parts, this is the formula of Chan, Golub and LeVeque, 1979.) There is a shorter way over
# $\mathbb{E}[x^2] - \mu^2$; it subtracts two large numbers that are nearly equal when the mean is far
# from zero, and loses its digits there.
#
# ### Exercise: `sync_stats`


# %% role="autograded-answer" name="sync_stats"
def sync_stats(parts):
    """Give the mean and the variance of all rows from those of the devices.

    parts: a list with one tuple (n, mean, var) for each device: the number of its rows, at least 1, and the mean
    and the variance (1/n) of each feature over them, of shape (D,). It stays as it is.

    The formula of Chan, Golub and LeVeque 1979 for several parts at once.

    Returns: mean and var of shape (D,), the variance divided by the number of all rows.
    """
    # TODO: the mean and the variance of all rows.
    ### BEGIN SOLUTION
    total = sum(n for n, _, _ in parts)
    mean = sum(n * part_mean for n, part_mean, _ in parts) / total
    var = sum(n * (part_var + (part_mean - mean) ** 2) for n, part_mean, part_var in parts) / total
    ### END SOLUTION
    return mean, var


# %% role="check" name="sync_stats"
check("sync_stats")

# %% [markdown]
# ### Experiment: what is lost without the second source
#
# A batch of 64 rows, spread evenly over 1 to 32 devices. What if somebody only averages the variances?

# %%
if ready("sync_stats"):
    rng = np.random.default_rng(3)
    rows = rng.normal(5.0, 2.0, size=(64, 400))
    counts = [1, 2, 4, 8, 16, 32]
    synced, averaged = [], []
    for devices in counts:
        local = [(len(part), part.mean(axis=0), part.var(axis=0)) for part in np.split(rows, devices)]
        synced.append(np.mean(sync_stats(local)[1] / rows.var(axis=0)))
        averaged.append(np.mean(np.mean([var for _, _, var in local], axis=0) / rows.var(axis=0)))

    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    ax.plot(counts, synced, "o-", label="your sync_stats")
    ax.plot(counts, averaged, "s--", label="average of the variances")
    ax.set(xscale="log", xlabel="devices (64 rows in all)", ylabel="share of the true variance", ylim=(0, 1.1))
    ax.set_xticks(counts, [str(number) for number in counts])
    ax.minorticks_off()
    ax.legend()
    plt.show()

# %% [markdown]
# **What you should see:** your result stays at exactly 1. The average of the variances falls, to about
# a half with two rows on each device: it misses the spread of the means, which is one part in $n$ for
# $n$ rows. With images that are sorted by class or by camera, it would miss much more.

# %% [markdown]
# ## 4. Ghost batches
#
# Sometimes the opposite is wanted. Statistics of a small batch are noisy, and a little noise keeps a
# network from settling on its training data too soon. *Ghost batch normalization* (Hoffer, Hubara and
# Soudry, 2017) splits a large batch into chunks of a fixed size and normalises each by itself, on one
# device and on purpose: the gradient is that of the large batch, the noise is that of small ones.
#
# Chunks are consecutive rows: the first `size` rows, then the next `size`, and so on. If `size` does
# not divide the number of rows, the last chunk is what is left. Every chunk is normalised as in
# training mode, with the same $\gamma$ and $\beta$. (The running averages are left out here; all
# chunks would move them.)
#
# ### Exercise: `ghost_batchnorm_forward`


# %% role="autograded-answer" name="ghost_batchnorm_forward"
def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    """Normalise each chunk of `size` consecutive rows with its own mean and variance, then scale and shift.

    Shapes: x and out (N, D); gamma and beta (D,). The last chunk may have fewer than `size` rows.

    After Hoffer, Hubara & Soudry 2017, arXiv:1705.08741, Algorithm 1, without its running averages.

    Returns: out, a new array.
    """
    # TODO: the output of all chunks, in the order of the rows.
    ### BEGIN SOLUTION
    out = np.empty_like(x)
    for start in range(0, len(x), size):
        chunk = x[start : start + size]
        x_hat = (chunk - chunk.mean(axis=0)) / np.sqrt(chunk.var(axis=0) + eps)
        out[start : start + size] = gamma * x_hat + beta
    ### END SOLUTION
    return out


# %% role="check" name="ghost_batchnorm_forward"
check("ghost_batchnorm_forward")

# %% [markdown]
# ### Experiment: how much noise is in a small batch?
#
# One row always stays the same; its 255 companions are drawn anew each time. How much does its output
# move?

# %%
if ready("ghost_batchnorm_forward"):
    rng = np.random.default_rng(4)
    row = np.array([[0.0, 1.0]])  # one feature at the mean, one at one deviation from it
    sizes = np.array([2, 4, 8, 16, 32, 64, 128, 256])
    noise = []
    for size in sizes:
        answers = [
            ghost_batchnorm_forward(
                np.concatenate([row, rng.normal(size=(255, 2))]), np.ones(2), np.zeros(2), int(size)
            )[0]
            for _ in range(300)
        ]
        noise.append(np.std(answers, axis=0))

    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    ax.loglog(sizes, np.array(noise)[:, 0], "o-", label="a value at the mean")
    ax.loglog(sizes, np.array(noise)[:, 1], "s--", label="a value one deviation above it")
    ax.loglog(sizes, 1 / np.sqrt(sizes), "k:", label=r"$1 / \sqrt{\mathrm{size}}$")
    ax.set(xlabel="size of the chunks", ylabel="deviation of the output")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    ax.legend()
    plt.show()

# %% [markdown]
# **What you should see:** from size 16 or so, both curves fall as the dotted line does: four times the
# rows, half the noise. (The value above the mean lies higher: the noise of the deviation comes on top
# of that of the mean.) In tiny chunks a row is a large part of its own statistics. With two rows,
# every output is +1 or -1 (times $\gamma$, plus $\beta$), and all that is left of the value is which
# of the two is larger.

# %% [markdown]
# ## 5. Batch renormalization
#
# In training, batch statistics normalise; in use, the running averages do. With batches of 2 or 4, or
# with batches whose rows resemble each other, the two have little in common, and a network that is right in
# training is wrong in use. *Batch renormalization* (Ioffe 2017) lets training see what use will see.
# With $\mu_B$ and $\sigma_B$ of the batch and $\mu$ and $\sigma$ of the running averages,
#
# $$
# \frac{x - \mu}{\sigma} = \frac{x - \mu_B}{\sigma_B} \cdot r + d ,
# \qquad r = \frac{\sigma_B}{\sigma} ,
# \qquad d = \frac{\mu_B - \mu}{\sigma} .
# $$
#
# The left side is what test mode computes; the right side is batch normalization with a correction for
# each feature. The correction is bounded,
#
# $$
# \begin{aligned}
# r &= \mathrm{clip}\!\left(\frac{\sigma_B}{\sigma},\ \frac{1}{r_{\max}},\ r_{\max}\right) , &
# d &= \mathrm{clip}\!\left(\frac{\mu_B - \mu}{\sigma},\ -d_{\max},\ d_{\max}\right) , \\[1ex]
# \hat{x} &= \frac{x - \mu_B}{\sigma_B} \cdot r + d , &
# \mathrm{out} &= \gamma \, \hat{x} + \beta ,
# \end{aligned}
# $$
#
# and, which is the point, **$r$ and $d$ count as constants in the gradient** (Algorithm 1 of the
# paper). If they did not, then the gradient would be that of the left side, in which the batch does
# not occur: the network could move its activations without ever being told what that does to the
# statistics.
#
# With $r_{\max} = 1$ and $d_{\max} = 0$ this is plain batch normalization. The paper begins with that
# and then relaxes the bounds to 3 and 5.
#
# Three details. The running averages are those *before* this batch; they move afterwards, as usual. We
# keep the variance in them, as everywhere in this course, and take
# $\sigma = \sqrt{\mathrm{running\_var} + \epsilon}$, as $\sigma_B = \sqrt{\mathrm{var}_B + \epsilon}$
# is taken from the variance of the batch; the paper records $\sigma$ itself. And because $r$ divides
# by $\sigma$, absent running averages start at mean 0 and variance **1**.
#
# **By hand:** the feature $(6, 2, 3, 0, 5, 2)$ has mean 3 and deviation 2. Let the running averages be
# mean 1 and variance 16. Then $r = \frac{1}{2}$ and $d = \frac{1}{2}$, and the first value, 6, has
# $\hat{x} = 1.5 \cdot \frac{1}{2} + \frac{1}{2} = 1.25$. The running averages give the same, $(6 - 1) / 4$.
#
# ### Exercise: `batchrenorm_forward`


# %% role="autograded-answer" name="batchrenorm_forward"
def batchrenorm_forward(x, gamma, beta, param):
    """Normalise each feature with the batch, correct it towards the running averages, scale and shift it.

    Shapes: x and out (N, D); gamma, beta, running_mean and running_var (D,).

    Training: Ioffe 2017, arXiv:1702.03275, Algorithm 1, with sigma = sqrt(running_var + eps) as it is
    before this call. Both running averages then move: running = momentum * running + (1 - momentum) * batch,
    with the variance divided by N. Test mode: the running averages normalise and stay as they are.

    param: "mode" ("train" or "test"), required; "eps", "momentum", "r_max", "d_max", "running_mean",
    "running_var".

    Returns: out and cache. The cache holds what the backward pass needs; a tuple is usual.

    Raises:
        ValueError: the mode is neither "train" nor "test".
    """
    mode = param["mode"]
    eps, momentum = param.get("eps", 1e-5), param.get("momentum", 0.9)
    r_max, d_max = param.get("r_max", 3.0), param.get("d_max", 5.0)

    D = x.shape[1]
    running_mean = param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = param.get("running_var", np.ones(D, dtype=x.dtype))

    out, cache = None, None
    if mode == "train":
        # TODO: the training pass. Call the output `out`, put what the backward pass needs into `cache`, and
        # move `running_mean` and `running_var` last.
        ### BEGIN SOLUTION
        mean, var = x.mean(axis=0), x.var(axis=0)
        sigma_batch, sigma = np.sqrt(var + eps), np.sqrt(running_var + eps)
        r = np.clip(sigma_batch / sigma, 1 / r_max, r_max)
        d = np.clip((mean - running_mean) / sigma, -d_max, d_max)
        standard = (x - mean) / sigma_batch
        x_hat = standard * r + d
        out = gamma * x_hat + beta
        cache = (standard, sigma_batch, r, x_hat, gamma)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
        ### END SOLUTION
    elif mode == "test":
        # TODO: the test pass. No cache is needed here.
        ### BEGIN SOLUTION
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
        ### END SOLUTION
    else:
        raise ValueError(f'Invalid forward batchrenorm mode "{mode}"')

    param["running_mean"] = running_mean
    param["running_var"] = running_var
    return out, cache


# %% role="check" name="batchrenorm_forward"
check("batchrenorm_forward")

# %% [markdown]
# ### The backward pass
#
# Since $r$ and $d$ are constants, little changes from batch normalization. Start at `out` and ask of
# each step: is it in the batch normalization that you know, and where do $r$ and $d$ come in? One of
# them does not occur in `dx` at all. Both matter for one of the other gradients.
#
# How can one test a gradient that is *not* the slope of the function? Where the bounds hold $r$ and
# $d$ fast, they are constants in truth, and the slope is the gradient again. The check below compares
# there.
#
# ### Exercise: `batchrenorm_backward`


# %% role="autograded-answer" name="batchrenorm_backward"
def batchrenorm_backward(dout, cache):
    """Give the gradients of the training pass, with r and d as constants.

    Shapes: dout and dx (N, D); dgamma and dbeta (D,).

    After Ioffe 2017, arXiv:1702.03275, Algorithm 1. `cache` is what batchrenorm_forward returned in training.

    Returns: dx, dgamma and dbeta, in this order.
    """
    # TODO: the gradients dx, dgamma and dbeta.
    ### BEGIN SOLUTION
    standard, sigma_batch, r, x_hat, gamma = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dstandard = dout * gamma * r
    along_ones = dstandard.mean(axis=0)
    along_standard = standard * (dstandard * standard).mean(axis=0)
    dx = (dstandard - along_ones - along_standard) / sigma_batch
    ### END SOLUTION
    return dx, dgamma, dbeta


# %% role="check" name="batchrenorm_backward"
check("batchrenorm_backward")

# %% [markdown]
# ### Experiment: very small batches
#
# A network with three hidden layers learns handwritten digits (8 x 8 pixels; `digits.py` names the
# source) in 900 steps, with batches of 2, 4, 8 and 32 images, once with $r_{\max} = 1$, $d_{\max} = 0$
# (batch normalization) and once with 3 and 5. The accuracy is that of test mode, on images that were
# never trained on; each point is the average over two starts. The network and its training are in
# `small_net.py`; your two functions are inside.

# %%
BATCHNORM = {"r_max": 1.0, "d_max": 0.0, "momentum": 0.99}
RENORM = {"r_max": 3.0, "d_max": 5.0, "momentum": 0.99}
training, held_back = load_digits()


def accuracies(settings, size, steps=900, starts=(0, 1)):
    """Accuracy in test mode after training with batches of this size, for each start."""
    found = []
    for seed in starts:
        normalizer = Normalizer(batchrenorm_forward, batchrenorm_backward, settings)
        net = Net([64, 50, 50, 50, 10], normalizer, seed=seed)
        train(net, batches(training, size, steps, np.random.default_rng(seed)), rate=0.03)
        found.append(net.accuracy(held_back))
    return found


if ready("batchrenorm_forward", "batchrenorm_backward"):
    batch_sizes = [2, 4, 8, 32]
    plain = [accuracies(BATCHNORM, size) for size in batch_sizes]
    renormed = [accuracies(RENORM, size) for size in batch_sizes]

    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    for results, style, name in (
        (renormed, "o-", "batch renormalization"),
        (plain, "s--", "batch normalization"),
    ):
        ax.plot(batch_sizes, np.mean(results, axis=1), style, label=name)
        ax.fill_between(batch_sizes, np.min(results, axis=1), np.max(results, axis=1), alpha=0.2)
    ax.set(xscale="log", xlabel="batch size", ylabel="accuracy in test mode", ylim=(0, 1.05))
    ax.set_xticks(batch_sizes, [str(size) for size in batch_sizes])
    ax.minorticks_off()
    ax.legend()
    plt.show()

# %% [markdown]
# **What you should see:** at batch size 2, batch normalization (squares, dashed) recognises fewer than
# half of the digits, and batch renormalization (circles, solid) far more. From 4 on, the gap closes;
# at 32 there is none. It is a repair, not a cure: at batch size 2, normalizers that look at one
# example at a time, such as layer or group normalization, are the better choice.
#
# *Try* `momentum` 0.9: with running averages that hardly average, the correction leans on noise.

# %% [markdown]
# ## 6. Why does it work?
#
# Two explanations, both of people who ran experiments:
#
# - **Covariate shift** (Ioffe and Szegedy 2015): while a network learns, the distribution of each
#   layer's inputs moves, and the layer has to follow. Batch normalization holds the mean and the
#   spread still, so each layer can learn in peace.
# - **Smoothness** (Santurkar et al. 2018): the normalization changes the *loss* as a function of the
#   weights. Along its gradient the loss varies less, and the gradient itself turns less, so that a
#   step goes where it seemed to go, and larger steps are safe.
#
# The first says what happens to the inputs of a layer, the second what happens to the loss. To tell
# them apart, take a network with batch normalization and *bring the shift back*: after each
# normalization, stretch and move every feature at random, in another way at every step (`Jolt` in
# `small_net.py`). If peace of the inputs is what helps, this must hurt badly.
#
# ### Experiment: three networks, two measures
#
# Six hidden layers, plain gradient descent with the same step size; without normalization, with it,
# and with it and jolts. At each step we measure
#
# - how far the means of the last hidden layer's inputs moved since the step before, in units of their
#   spread;
# - the loss at the ends of steps of 0.5 to 4 times the usual length along the negative gradient. A
#   wide range means: what the gradient promises does not hold.

# %%
RATE, STEPS = 0.3, 150
LENGTHS = RATE * np.array([0.5, 1.0, 2.0, 4.0])


def observed(normalizer, jolt, seed=0):
    """Train one of the three; losses by step, losses ahead (steps, lengths), and the drift by step."""

    def watch(net, images, labels):
        return losses_ahead(net, images, labels, LENGTHS), inputs_of_layer(net, training.images[:300], 5)

    net = Net([64, *[50] * 6, 10], normalizer, jolt, seed=seed)
    losses, seen = train(net, batches(training, 64, STEPS, np.random.default_rng(seed)), RATE, watch)
    ahead, moments = zip(*seen, strict=True)
    return losses, np.array(ahead), drift(moments)


if ready("batchrenorm_forward", "batchrenorm_backward"):
    normalizer = Normalizer(batchrenorm_forward, batchrenorm_backward, BATCHNORM)
    runs = {
        "without": observed(None, None),
        "with batch normalization": observed(normalizer, None),
        "with it, and jolts": observed(normalizer, Jolt()),
    }

    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(12, 3.5), layout="constrained")
    looks = (("0.45", ":"), ("tab:blue", "-"), ("tab:orange", "--"))
    for (name, (losses, ahead, moved)), (color, line) in zip(runs.items(), looks, strict=True):
        smooth = np.convolve(losses, np.ones(5) / 5, mode="valid")
        left.plot(smooth, line, color=color, label=name, linewidth=2)
        middle.semilogy(moved, line, color=color, label=name)
        right.semilogy(ahead.max(axis=1) - ahead.min(axis=1), line, color=color, label=name)
    left.set(title="training loss", xlabel="step", ylim=(0, 3.6))
    middle.set(title="how far a layer's inputs move", xlabel="step")
    right.set(title="range of the loss along the gradient", xlabel="step")
    left.legend()
    plt.show()

# %% [markdown]
# **What you should see:** on the left, both normalised networks (solid and dashed) learn far faster
# than the one without (dotted). In the middle, the jolts keep the inputs moving, at most steps more
# than they move without normalization, and about a hundred times as much as in undisturbed batch
# normalization. On the right, the two normalised networks lie close together, and the loss of the
# third varies several times as much along its own gradient.
#
# So in this small experiment, learning goes with the right picture and not with the middle one. It is
# evidence, not proof: six layers, one data set, one step size. The smoothness view has questions of
# its own, too: is the loss smoother *because* of the statistics, or because scaled weights shrink the
# effective step, which batch normalization does as well?
#
# *Try* `Jolt(shift=1.0, stretch=0.5)`: at which strength do the jolts begin to hurt, and is that a
# shift or simply noise? The other half of the smoothness view, how far the gradient turns within a
# step, is measured by `turn_of_gradient` in `landscape.py`; put it into `watch`.

# %% [markdown]
# ### Question: covariate shift or smoothness?
#
# Design one experiment that could separate the two explanations, different from the one above or an
# improvement of it.
#
# 1. What is changed on purpose, and what is held fixed, so that only one of the two is affected?
# 2. What is measured, and what does each explanation predict for it?
# 3. Which result would make you give up the explanation that you prefer now, and what would still be
#    left to doubt?

# %% [markdown] role="manually-graded-answer" name="shift_or_smoothness"
# ### Answer: Covariate shift or smoothness?
#
# ### BEGIN SOLUTION
# One good answer: take the network *without* normalization and remove only the shift. (1) After every
# step, correct each layer's weights and biases so that the mean and the spread of its outputs over a
# large fixed set of images stay what they were, and treat that correction as a constant: no gradient
# flows through it. Data, start, step size and order of batches are those of the network with batch
# normalization. The shift is gone as in batch normalization; the loss as a function of the weights,
# and so its gradient, has no normalization in it.
#
# (2) Measured: the training loss after a fixed number of steps, the drift of the inputs (to show that
# it is really gone), and the range of the loss along the gradient. The covariate-shift view predicts
# that this network learns about as fast as one with batch normalization; the smoothness view predicts
# that it stays near the plain one, because its loss is as rough.
#
# (3) I lean towards smoothness. If the corrected network learned as fast as the normalised one while
# its loss stayed as rough, I would give it up. What would be left to doubt: other step sizes, since
# one that suits a rough loss may be too small for the comparison; depth and data; and that the
# correction may change more than the shift, such as the scale of the gradients.
# ### END SOLUTION

# %% [markdown] role="rubric" name="shift_or_smoothness"
# Three points:
#
# - 1 point: an intervention that changes one of the two and leaves the other, and names what is held
#   fixed (start, data, step size or its tuning). Comparing networks with and without batch
#   normalization changes both and earns nothing here.
# - 1 point: something measurable, and a different prediction of each explanation for it.
# - 1 point: a result that would count against the preferred view, and one honest remaining doubt (step
#   size, depth, a side effect of the intervention).
#
# Typical weak answers: the experiment of the notebook told again without a change; "measure the
# covariate shift with and without batch normalization" (correlation, not separation); predictions that
# both views share, such as "it trains faster".

# %% [markdown]
# ## Something of your own
#
# Sixteen digits a step, on eight devices with two digits each, and nobody synchronises. Each device
# normalises its own two rows with your functions: as batch normalization, and as batch renormalization.
# Beside them, one device that has all sixteen. Nothing here is marked.


# %%
def on_devices(count, settings):
    """A normalizer that gives each of `count` devices its part of the rows."""

    def forward(x, gamma, beta, param):
        parts = np.array_split(x, count)
        made = [batchrenorm_forward(part, gamma, beta, param) for part in parts]
        return np.concatenate([out for out, _ in made]), [cache for _, cache in made]

    def backward(dout, caches):
        parts = zip(np.array_split(dout, count), caches, strict=True)
        dx, dgamma, dbeta = zip(*(batchrenorm_backward(*part) for part in parts), strict=True)
        return np.concatenate(dx), sum(dgamma), sum(dbeta)

    return Normalizer(forward, backward, settings)


if ready("batchrenorm_forward", "batchrenorm_backward"):
    fig, ax = plt.subplots(figsize=(8, 4), layout="constrained")
    for label, normalizer, style in (
        ("one device", on_devices(1, BATCHNORM), "-"),
        ("eight devices, batch renormalization", on_devices(8, RENORM), "--"),
        ("eight devices, batch normalization", on_devices(8, BATCHNORM), ":"),
    ):
        net = Net([64, 50, 50, 50, 10], normalizer)
        losses, _ = train(net, batches(training, 16, 300, np.random.default_rng(0)), rate=0.05)
        ax.plot(np.convolve(losses, np.ones(20) / 20, mode="valid"), style, linewidth=2, label=label)
        print(f"{label}: {net.accuracy(held_back):.0%} of the new digits are right")
    ax.set(xlabel="step", title="loss in training, mean of 20 steps", ylim=(0, None))
    ax.legend()
    fig.savefig("my_network.png", dpi=110)
    plt.show()

# %% [markdown]
# **What you should see:** on eight devices, batch normalization (dotted) hardly learns: each loss is that of
# eight batches of two. Renormalization (dashed) gets most of the way back to the one device, and not all.
# The picture is in your folder, as `my_network.png`.
#
# *Make it yours:* what happens with four devices, or with `momentum` 0.9? Could your `sync_stats` make the
# eight devices as good as the one? Write the normalizer that uses it, and save another picture under
# another name.

# %% [markdown]
# ## What you can now do
#
# - You fold a batch normalization into the layer before it, and know what that costs (further
#   training) and saves (a layer).
# - You move a layer between libraries: names, $m$ and $1 - m$, $N$ and $N - 1$, and what cannot be
#   moved.
# - You merge means and variances of parts exactly, with the spread of the means as the second source.
# - You know that the noise of batch statistics falls like one over the root of the size, and how ghost
#   batches use it.
# - You correct small batches towards the running averages, with a gradient that treats the correction
#   as constant, and test such a gradient where it is a slope.
# - You can say what the covariate-shift view and the smoothness view each predict, and design an
#   experiment between them.
#
# To finish, choose *Restart Kernel and Run All Cells*, see that nothing stops on the way, and
# save.
#
# ## Further reading
#
# - S. Ioffe, C. Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing Internal
#   Covariate Shift*, 2015, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): Algorithm 2 is the
#   straight line that folding uses.
# - S. Ioffe, *Batch Renormalization: Towards Reducing Minibatch Dependence in Batch-Normalized
#   Models*, 2017, [arXiv:1702.03275](https://arxiv.org/abs/1702.03275).
# - E. Hoffer, I. Hubara, D. Soudry, *Train longer, generalize better: closing the generalization gap
#   in large batch training of neural networks*, 2017,
#   [arXiv:1705.08741](https://arxiv.org/abs/1705.08741): ghost batches.
# - C. Peng and others, *MegDet: A Large Mini-Batch Object Detector*, 2018,
#   [arXiv:1711.07240](https://arxiv.org/abs/1711.07240): statistics across devices.
# - T. F. Chan, G. H. Golub, R. J. LeVeque, *Updating Formulae and a Pairwise Algorithm for Computing
#   Sample Variances*, Stanford, 1979.
# - S. Santurkar, D. Tsipras, A. Ilyas, A. Madry, *How Does Batch Normalization Help Optimization?*,
#   2018, [arXiv:1805.11604](https://arxiv.org/abs/1805.11604): the experiment of section 6 at full
#   size.
# - Y. Wu, J. Johnson, *Rethinking "Batch" in BatchNorm*, 2021,
#   [arXiv:2105.07576](https://arxiv.org/abs/2105.07576): what can go wrong, at length.
# - A. Brock, S. De, S. L. Smith, K. Simonyan, *High-Performance Large-Scale Image Recognition Without
#   Normalization*, 2021, [arXiv:2102.06171](https://arxiv.org/abs/2102.06171): doing without.
