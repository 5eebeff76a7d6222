# Networks: the notebook with its solutions, which are the reference as well.
# Percent format: cells start at "# %%"; `role` and `name` say what the release makes of a cell.
# Instructors' side: students get the notebook generated from this file, never the file itself.
# ruff: noqa: E501, F401, I001, RUF059
# ruff: noqa: F811 -- the reference's own normalizations take the place of those that students bring

# %% [markdown]
# # Networks
#
# You have written normalizations and their gradients. Here they go to work: you put them into a fully
# connected network, get the gradient of every parameter right, and then find out by experiment what
# they are good for, and where they fail.
#
# **When you are done, you can**
#
# - join layers to a network, forward and backward, without deriving anything anew;
# - say where a normalization stands in a network, what it makes superfluous, and what must be stored
#   beside the weights;
# - predict what happens to signals and gradients in a deep network, with and without normalization;
# - plan a small experiment, repeat it over seeds, and read its plot with care.
#
# **Time:** about 150 minutes: 40 for the layer, 50 for the network, 30 for the experiments, 30 for
# the written answers. The experiments run for about a minute in all, on a laptop, without a GPU and
# without a download.
#
# **You need** your own `batchnorm_forward` and `batchnorm_backward` from the notebook *batchnorm*,
# and `layernorm_forward` and `layernorm_backward` from the notebook *normalizers*. If one of them
# never became right, nothing is lost: its mistakes are not charged again here.
#
# **How to work**
#
# 1. There are three exercises. In each, replace every line `raise NotImplementedError(...)` by your
#    code. You may add cells, functions and methods of your own anywhere.
# 2. Run the cell with `check(...)` below the exercise as often as you like. It says of each item
#    whether it passed or failed, what was found and what was expected, and often gives a hint.
# 3. Stuck? `hint("affine_norm_relu_forward")`, in a cell of its own, gives one hint at a time for the exercise:
#    what is asked, the name of the mistake where it is known, where to read again. It never gives
#    the solution.
# 4. The experiments are yours to change. Each waits until what it uses is written.
# 5. The five questions want a few sentences in your own words.

# %% [markdown] tags=["class"]
# **In your class**
#
# - Some items are listed as *marked after submission*. So a list without a failure is a very good sign,
#   and not yet the final mark.
# - A person reads what you write in answer to the five questions.

# %%
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # for matrices as small as ours, threads only cost time

import matplotlib.pyplot as plt
import numpy as np

from bring import bring
from checks import check, hint, play, progress, ready
from flow import activation_flow, gradient_flow
from plots import SIZES, STYLES, band, smooth
from training import load_digits, repeat, train, works

# %% [markdown]
# Four small modules lie beside this notebook: `bring.py` fetches your own functions, `training.py`
# holds data, an optimizer and a training loop, `flow.py` and `plots.py` serve the experiments. They
# hold nothing that you are asked to write, and you are welcome to read them.
#
# ## 1. Your own normalizations
#
# The next cell looks for your notebooks in the folders beside this one, `../batchnorm` and
# `../normalizers`, and copies the five functions, with the helper functions that they use, to two
# files, `my_batchnorm.py` and `my_normalizers.py`. Save those notebooks first. When you change a
# function there later, run the cell again and restart this notebook. Of the two backward passes of
# batch normalization, take whichever you like.

# %% [markdown] tags=["class"]
# **Hand in the two files together with this notebook.**

# %%
bring("batchnorm", "batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")
bring("normalizers", "layernorm_forward", "layernorm_backward")

# %%
from my_batchnorm import batchnorm_backward, batchnorm_backward_alt, batchnorm_forward
from my_normalizers import layernorm_backward, layernorm_forward

# %% [markdown]
# If your folders lie elsewhere, define the functions in a cell of your own below this one.
#
# ## 2. One hidden layer
#
# ![A row of boxes from X to the loss. A dashed frame, the hidden layer, holds affine with W and b,
# normalize with gamma and beta, and ReLU; it is repeated L minus one times. Then come a last affine
# box, which gives the scores, and softmax, which takes y and gives the loss. Solid arrows run
# forward, dashed ones back through every box.](network.svg)
#
# A hidden layer is a sandwich: an affine step, the normalization, and ReLU,
#
# $$
# a = x W + b
# \qquad
# n = \mathrm{norm}(a;\ \gamma, \beta)
# \qquad
# \mathrm{out} = \max(n, 0) .
# $$
#
# **Why in this order?** Ioffe and Szegedy (2015, section 3.2) put the normalization right before the
# nonlinearity: a sum of many inputs is nearly symmetric, so mean and spread describe it well, and
# ReLU then always cuts near the middle. What comes out of ReLU is anything but symmetric. (Networks
# with the other order exist, and train. Here, the order above holds.)
#
# | name in the code | what it is | shape |
# | :--- | :--- | :--- |
# | `x` | input of the layer | `(N, D)` |
# | `W`, `b` | weights and bias of the affine step | `(D, M)`, `(M,)` |
# | `gamma`, `beta` | scale and shift of the normalization | `(M,)` |
# | `norm_param` | what your normalization takes as its last argument: settings, and the running averages of batch norm | dictionary |
# | `out` | output of the layer | `(N, M)` |
#
# The affine step, ReLU and softmax are given, each with its gradient:


# %%
def affine_forward(x, W, b):
    """Give x W + b and what its gradient needs; x (N, ...) counts as (N, D), W (D, M), b (M,)."""
    return x.reshape(len(x), -1) @ W + b, (x, W)


def affine_backward(dout, cache):
    """Give dx, dW and db for dout (N, M); each has the shape of what it belongs to."""
    x, W = cache
    return (dout @ W.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, np.sum(dout, axis=0)


def relu_forward(x):
    """Give max(x, 0), entry by entry, and x for the way back."""
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    """Let dout through where the input was positive."""
    return dout * (cache > 0)


def softmax_loss(scores, y):
    """Give the mean cross-entropy of softmax(scores) and its gradient; scores (N, C), y (N,) with classes."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    dscores = np.exp(log_probabilities)
    dscores[rows, y] -= 1
    return -log_probabilities[rows, y].mean(), dscores / len(y)


# %% [markdown]
# ### Exercise: `affine_norm_relu_forward`
#
# Join the three steps. Which normalization it is, `normalization` says: `None`, `"batchnorm"` or
# `"layernorm"`.


# %% role="autograded-answer" name="affine_norm_relu_forward"
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    """One hidden layer: affine, then the normalization, then ReLU.

    Shapes: x (N, D), W (D, M), b, gamma and beta (M,); out (N, M).

    normalization: None, "batchnorm" or "layernorm". norm_param is the dictionary that batchnorm_forward or
    layernorm_forward takes; batchnorm_forward keeps its averages in it, so hand over this very one.
    Without a normalization, gamma, beta and norm_param are None and the layer is affine, then ReLU.

    Returns: out and cache. The cache holds what affine_norm_relu_backward needs, as you like.
    """
    # TODO: the three steps, with the functions that you have.
    # Keep the cache of each step, and remember which normalization it was.
    ### BEGIN SOLUTION
    out, affine_cache = affine_forward(x, W, b)
    norm_cache = None
    if normalization == "batchnorm":
        out, norm_cache = batchnorm_forward(out, gamma, beta, norm_param)
    elif normalization == "layernorm":
        out, norm_cache = layernorm_forward(out, gamma, beta, norm_param)
    out, relu_cache = relu_forward(out)
    return out, (normalization, affine_cache, norm_cache, relu_cache)


# The reference stands on its own feet: these are in no handout, and students bring theirs.


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    old_mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    old_var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    if mode not in ("train", "test"):
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    training = mode == "train"
    mean, var = (x.mean(axis=0), x.var(axis=0)) if training else (old_mean, old_var)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    bn_param["running_mean"] = momentum * old_mean + (1 - momentum) * mean if training else old_mean
    bn_param["running_var"] = momentum * old_var + (1 - momentum) * var if training else old_var
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def batchnorm_backward(dout, cache):
    x_hat, inv_std, gamma = cache
    dx_hat = dout * gamma
    along_ones, along_x_hat = dx_hat.mean(axis=0), (dx_hat * x_hat).mean(axis=0)
    dx = inv_std * (dx_hat - along_ones - along_x_hat * x_hat)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def layernorm_forward(x, gamma, beta, ln_param):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt(var + ln_param.get("eps", 1e-5))
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def layernorm_backward(dout, cache):
    x_hat, inv_std, gamma = cache
    dx_hat = dout * gamma
    along_ones = dx_hat.mean(axis=1, keepdims=True)
    along_x_hat = (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (dx_hat - along_ones - along_x_hat * x_hat)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


# %% role="check" name="affine_norm_relu_forward"
check("affine_norm_relu_forward")

# %% [markdown]
# **Compare with numbers you know.** These $x$, $W$ and $b$ give as $a$ the batch that the notebook
# *batchnorm* follows by hand. The last number there was $-5$; what has become of it?

# %%
if ready("affine_norm_relu_forward", "batchnorm_forward"):
    x = np.array([[2.0, 6.0], [5.0, 6.0], [8.0, -3.0]])
    W = np.array([[1.0, 2.0], [0.0, 3.0]])
    b = np.array([-1.0, 1.0])
    gamma, beta = np.array([2.0, 3.0]), np.array([5.0, -1.0])
    bn_param = {"mode": "train", "eps": 3.0}
    out, _ = affine_norm_relu_forward(x, W, b, gamma, beta, "batchnorm", bn_param)
    print("a, by hand [[1, 23], [4, 29], [7, 8]]:", x @ W + b, sep="\n")
    print("out, by hand [[3, 0], [5, 2], [7, 0]]:", out, sep="\n")

# %% [markdown]
# ### Exercise: `affine_norm_relu_backward`
#
# The way back meets the same three steps in the other order. Each step takes the gradient of its
# output and gives the gradient of its input, which is the gradient of the output of the step before.
# That is all there is to it, for three layers as for three hundred.


# %% role="autograded-answer" name="affine_norm_relu_backward"
def affine_norm_relu_backward(dout, cache):
    """Send the gradient back through ReLU, the normalization and the affine step.

    Shapes: dout (N, M); dx (N, D), dW (D, M), db, dgamma and dbeta (M,).

    Returns: dx, dW, db, dgamma and dbeta, in this order. Without a normalization, dgamma and dbeta are None.
    """
    # TODO: the same three steps, in the other order.
    ### BEGIN SOLUTION
    normalization, affine_cache, norm_cache, relu_cache = cache
    dgamma = dbeta = None
    da = relu_backward(dout, relu_cache)
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    elif normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    dx, dW, db = affine_backward(da, affine_cache)
    ### END SOLUTION
    return dx, dW, db, dgamma, dbeta


# %% role="check" name="affine_norm_relu_backward"
check("affine_norm_relu_backward")

# %% [markdown]
# ### Experiment: a gradient that is always zero
#
# The gradient of the bias, for the same $x$, $W$, $b$ and `dout`, with each normalization.

# %%
if ready("affine_norm_relu_forward", "affine_norm_relu_backward", "batchnorm_backward", "layernorm_backward"):
    rng = np.random.default_rng(1)
    x, W, b, dout = (rng.normal(size=shape) for shape in ((20, 4), (4, 3), (3,), (20, 3)))
    for normalization in (None, "batchnorm", "layernorm"):
        _, cache = affine_norm_relu_forward(x, W, b, np.ones(3), np.zeros(3), normalization, {"mode": "train"})
        of_b = affine_norm_relu_backward(dout, cache)[2]
        print(f"db with {normalization}:".ljust(20), np.array2string(of_b, precision=3, suppress_small=True))

# %% [markdown]
# ### Question: a gradient that is always zero
#
# 1. With batch normalization, `db` is zero whatever `dout` is. Why? Argue with what the layer does
#    when a constant is added to $b$, not with the formulas of the gradient.
# 2. What follows for networks in practice: which parameter can be left out, and what does its work?
#    And why does layer normalization not make the bias superfluous in the same way?

# %% [markdown] role="manually-graded-answer" name="zero_bias_gradient"
# ### Answer: A gradient that is always zero
#
# ### BEGIN SOLUTION
# 1. A constant added to $b_j$ is added to every row of column $j$ of $a$, so the mean $\mu_j$ grows
#    by the same constant, and $a_{ij} - \mu_j$ stays as it is. The output, and with it any loss, does
#    not depend on $b$. The slope of the loss in the direction of $b$ is zero. (The printed numbers of
#    the size 1e-16 are rounding.)
# 2. An affine step before batch normalization needs no bias; libraries leave it out there. The shift
#    of a feature is $\beta$'s work, which stands behind the normalization. Layer normalization
#    subtracts the mean over the *features* of a row. Only a constant that is the same for all
#    features disappears in it; a $b$ with different entries changes the features against each other,
#    and the output with them.
# ### END SOLUTION

# %% [markdown] role="rubric" name="zero_bias_gradient"
# Two points:
#
# - 1 point: the output does not change when a constant is added to b, because the mean of the column
#   takes it up and is subtracted; hence the slope is zero.
# - 1 point: the bias is redundant before batch norm and beta shifts instead; layer norm subtracts one
#   mean for all features of a row, so that b with different entries is not cancelled (or: only the
#   sum of db is zero in a layer whose gammas are equal). Half of this point for the first half alone.
#
# Typical weak answers: "the sum over the rows of the gradient is zero" (true, and a restatement of
# what is asked); "because b starts at zero"; "the gradient vanishes", mixing this up with vanishing
# gradients in deep networks.

# %% [markdown]
# ## 3. The whole network
#
# With $L$ layers, the network is
#
# $$
# \{\text{affine} \to \text{normalize} \to \text{ReLU}\} \times (L - 1) \ \to\ \text{affine} \ \to\ \text{softmax} .
# $$
#
# The last affine step gives the *scores* $s$, one for each class, and is not normalized: their size
# says how sure the network is. The loss is the mean cross-entropy plus the penalty of L2
# regularization,
#
# $$
# \mathcal{L}
# = -\frac{1}{N} \sum_{i=1}^{N} \log \frac{e^{s_{i, y_i}}}{\sum_{c} e^{s_{i c}}}
# \ +\ \frac{\mathrm{reg}}{2} \sum_{k=1}^{L} \sum_{p, q} \bigl(W^{(k)}_{p q}\bigr)^2 .
# $$
#
# The half makes the gradient of the penalty simply $\mathrm{reg} \cdot W^{(k)}$. Only the weights $W$
# are regularized.
#
# | call | mode | gives |
# | :--- | :--- | :--- |
# | `net.loss(X, y)` | training: batch norm uses the batch and moves its running averages | the loss, and a dictionary of gradients |
# | `net.loss(X)` | test: batch norm uses its running averages | the scores |
#
# Each hidden layer has running averages of its own, for it has means and variances of its own. (Other
# courses put dropout into this network as well. It is left out here: it is a subject of its own, and it would
# only get between you and the normalization.)
#
# ### Exercise: `FullyConnectedNet`
#
# Write the three parts that are missing: the first weights, the scores, and the loss with its
# gradients. The names of the parameters count: `W1`, `b1`, `gamma1`, `beta1`, `W2`, ..., and
# `bn_params` for the dictionaries of the layers.


# %% role="autograded-answer" name="FullyConnectedNet"
class FullyConnectedNet:
    """A network of affine layers with ReLU between them, for classification.

    With L layers: {affine, normalization, ReLU} L - 1 times, then affine, then softmax.

    Attributes:
        params: W1, b1, W2, b2, ..., WL, bL, and with a normalization also gamma1, beta1, gamma2, ... for the
            L - 1 hidden layers. Wk has shape (inputs of layer k, outputs of layer k).
        bn_params: with a normalization, a list of L - 1 dictionaries, one for each hidden layer: the
            norm_param of its calls. Without one, an empty list.
    """

    def __init__(
        self,
        hidden_dims,
        input_dim=64,
        num_classes=10,
        normalization=None,
        reg=0.0,
        weight_scale=1e-2,
        dtype=np.float32,
        seed=None,
    ):
        """Draw the first weights.

        hidden_dims: the numbers of outputs of the hidden layers, a list.
        normalization: None, "batchnorm" or "layernorm".
        reg: the strength of L2 regularization.
        weight_scale: the standard deviation of the first weights; their mean is 0.
        dtype: the type of all numbers in params.
        seed: with the same seed, the same weights.
        """
        self.normalization = normalization
        self.reg = reg
        self.dtype = dtype
        self.num_layers = 1 + len(hidden_dims)
        self.params = {}
        self.bn_params = []
        dims = [input_dim, *hidden_dims, num_classes]
        rng = np.random.default_rng(seed)

        # TODO: fill self.params and self.bn_params.
        # - Weights come from rng.normal with the deviation weight_scale; biases start at zero.
        # - With a normalization, each hidden layer gets a gamma of ones and a beta of zeros; the last has none.
        # - With a normalization, each hidden layer gets a dictionary of its own in self.bn_params.
        ### BEGIN SOLUTION
        for layer in range(1, self.num_layers + 1):
            inputs, outputs = dims[layer - 1], dims[layer]
            self.params[f"W{layer}"] = weight_scale * rng.normal(size=(inputs, outputs))
            self.params[f"b{layer}"] = np.zeros(outputs)
            if normalization is not None and layer < self.num_layers:
                self.params[f"gamma{layer}"] = np.ones(outputs)
                self.params[f"beta{layer}"] = np.zeros(outputs)
                self.bn_params.append({})
        ### END SOLUTION

        self.params = {name: value.astype(dtype) for name, value in self.params.items()}

    def loss(self, X, y=None):
        """Give the scores of X in test mode, or, with y, the loss and its gradients in training mode.

        Shapes: X (N, input_dim); y (N,), classes as integers from 0; scores (N, num_classes).

        The loss is the mean cross-entropy plus reg / 2 times the sum of the squares of all weights W. Biases,
        gamma and beta are not regularized.

        Returns: scores if y is None. Otherwise the loss, and a dictionary with the gradient of the loss for
        each entry of params, under the same name.
        """
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"

        # TODO: the scores.
        # - Batch normalization must know the mode: see to it before the first layer, in every call.
        # - Send X through the hidden layers; layer k uses its own weights and its own self.bn_params[k - 1].
        # - The last layer is affine only.
        ### BEGIN SOLUTION
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode
        hidden, caches = X, []
        for layer in range(1, self.num_layers):
            W, b, gamma, beta = (self.params.get(f"{name}{layer}") for name in ("W", "b", "gamma", "beta"))
            norm_param = self.bn_params[layer - 1] if self.normalization else None
            hidden, cache = affine_norm_relu_forward(hidden, W, b, gamma, beta, self.normalization, norm_param)
            caches.append(cache)
        last = self.num_layers
        scores, last_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])
        ### END SOLUTION

        if y is None:
            return scores

        loss, grads = 0.0, {}
        # TODO: the loss and all gradients.
        # - softmax_loss gives the mean cross-entropy and the gradient of the scores.
        # - Send that back through the last layer, then through the hidden layers from last to first.
        # - Regularization adds to the loss and to the gradients of the weights.
        ### BEGIN SOLUTION
        loss, dscores = softmax_loss(scores, y)
        dhidden, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, last_cache)
        for layer in range(last - 1, 0, -1):
            dhidden, dW, db, dgamma, dbeta = affine_norm_relu_backward(dhidden, caches[layer - 1])
            grads[f"W{layer}"], grads[f"b{layer}"] = dW, db
            if self.normalization is not None:
                grads[f"gamma{layer}"], grads[f"beta{layer}"] = dgamma, dbeta
        for layer in range(1, last + 1):
            W = self.params[f"W{layer}"]
            loss += self.reg / 2 * np.sum(W * W)
            grads[f"W{layer}"] = grads[f"W{layer}"] + self.reg * W
        ### END SOLUTION
        return loss, grads


# %% role="check" name="FullyConnectedNet"
check("FullyConnectedNet")

# %% [markdown]
# ### Experiment: what can be known before training
#
# Two tests that cost a second and find most mistakes. With tiny weights, the network cannot know
# anything, so all ten classes are equally probable and the loss must be $\log 10 \approx 2.303$. And
# a network that works can learn fifty pictures by heart.

# %%
data = load_digits()

if works(FullyConnectedNet, None, "batchnorm", "layernorm"):
    few = load_digits(train=50)
    for normalization, style in STYLES.items():
        net = FullyConnectedNet([50, 50], normalization=normalization, weight_scale=5e-2, seed=0)
        for name in ("W3", "b3"):
            net.params[name] *= 1e-3
        first, _ = net.loss(few.X_train, few.y_train)
        history = train(net, few, epochs=60, batch_size=25, learning_rate=3e-3)
        print(
            f"{style['label']:17} first loss {first:.3f}, part learnt by heart {history.train_accuracy[-1]:.2f}"
        )

# %% [markdown]
# **What you should see:** three times a first loss of 2.303, and then 1.00.
#
# ## 4. Experiments
#
# The data: 1797 handwritten digits of 8 × 8 pixels, 1000 for training and 700 to measure what was
# learnt. They are small enough for every experiment to run in seconds, and hard enough for a deep
# network without normalization. (If you want larger pictures, put another `Data` into `load_digits`'s
# place: nothing else needs a change.)

# %%
fig, axes = plt.subplots(1, 12, figsize=(10, 1.2))
with np.load("digits.npz") as stored:
    for ax, picture, label in zip(axes, stored["pixels"][:12], stored["label"], strict=False):
        ax.imshow(picture.reshape(8, 8), cmap="gray_r")
        ax.set(title=str(label), xticks=[], yticks=[])
plt.show()

# %% [markdown]
# **What you should see:** twelve digits of 8 × 8 grey pixels, from 0 to 9 and again 0 and 1, with
# their classes above them.
#
# ### Experiment: signal and gradient by depth
#
# Before any training: ten hidden layers of 50 features, first weights with a deviation of 0.02
# (above) or of 1 (below). On the left, how much the outputs of each layer vary; on the right, how
# large the gradients of its weights are. Mind the logarithmic axes.

# %%
if ready("affine_norm_relu_forward") and works(FullyConnectedNet, None, "batchnorm", "layernorm"):
    layers = np.arange(1, 11)
    fig, axes = plt.subplots(2, 2, figsize=(10, 6), layout="constrained", sharex=True)
    for row, scale in zip(axes, (0.02, 1.0), strict=True):
        for normalization, style in STYLES.items():
            signals, gradients = [], []
            for seed in range(3):
                net = FullyConnectedNet(
                    [50] * 10, normalization=normalization, weight_scale=scale, dtype=np.float64, seed=seed
                )
                signals.append(activation_flow(net, affine_norm_relu_forward, data.X_train[:200]))
                gradients.append(gradient_flow(net, data.X_train[:200], data.y_train[:200]))
            band(row[0], layers, signals, **style)
            band(row[1], layers, gradients, **style)
        row[0].set(title=f"spread of the outputs, weight scale {scale:g}", yscale="log")
        row[1].set(title=f"size of the gradients of W, weight scale {scale:g}", yscale="log")
    for ax in axes[1]:
        ax.set_xlabel("hidden layer")
    axes[0, 0].legend()
    plt.show()

# %% [markdown]
# **What you should see:** without normalization, each layer shrinks the signal to about a tenth when
# the weights are small, and multiplies it by about five when they are large; after ten layers,
# nothing is left, or far too much. The gradients of its weights are too small or too large in *all*
# layers alike, for each is a product of the signal before the layer and of the gradient behind it.
# With either normalization the spread is the same in every layer and for both weight scales. Look
# closely at the gradients of batch norm: they grow by a little from layer to layer on the way back.
# In very deep networks that little becomes a lot (Yang et al. 2019).
#
# *Try:* a weight scale of 0.2, which is $\sqrt{2 / 50}$. He et al. (2015) derive it for ReLU. What
# does the network without normalization do now? And with 0.15 or 0.3?
#
# ### Experiment: deep networks, with and without
#
# Five hidden layers of 100 features, first weights with a deviation of 0.02, Adam. Three seeds each:
# the line is their mean, the band reaches from the lowest to the highest. (The validation accuracy is
# measured in test mode.)

# %%
if works(FullyConnectedNet, None, "batchnorm", "layernorm"):

    def deep(normalization):
        return lambda seed: FullyConnectedNet(
            [100] * 5, normalization=normalization, weight_scale=2e-2, seed=seed
        )

    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(12, 3.5), layout="constrained")
    for normalization, style in STYLES.items():
        runs = repeat(deep(normalization), data, epochs=10, batch_size=50, learning_rate=1e-3)
        losses = [smooth(run.loss) for run in runs]
        band(left, np.arange(len(losses[0])), losses, **{**style, "marker": ""})
        band(middle, np.arange(11), [run.train_accuracy for run in runs], **style)
        band(right, np.arange(11), [run.val_accuracy for run in runs], **style)
        print(f"{style['label']:17} validation accuracy {np.mean([run.val_accuracy[-1] for run in runs]):.2f}")
    left.set(title="loss in training, mean of 10 steps", xlabel="step")
    middle.set(title="accuracy, training", xlabel="epoch", ylim=(0, 1.03))
    right.set(title="accuracy, validation", xlabel="epoch", ylim=(0, 1.03))
    middle.legend(loc="lower right")
    plt.show()

# %% [markdown]
# **What you should see:** both normalizations know most digits after one epoch. The network without
# hardly begins to learn in the first epochs, and how far it gets in ten depends on the seed: its band
# is wide.
#
# ### Experiment: inside, while it learns
#
# Five hidden layers of 50 features, first weights with a deviation of 0.1, sixty steps. What reaches
# ReLU in each layer? Move the slider from step to step. (The training runs once; it takes a second.)

# %%
play("depth")

# %% [markdown]
# **What you should see:** at step 0, without normalization, each layer varies less than the one before,
# until hardly anything differs between one picture and the next. The steps have to widen that, layer by
# layer, and in the end they overshoot: the last layer varies most. With batch norm every layer begins with a deviation of 1, and stays near it; what changes is
# what the values *say*.
#
# ### Experiment: the scale of the first weights
#
# Seven hidden layers of 50 features, and the deviation of the first weights from 0.0001 to 1. This is
# the longest experiment; it takes about half a minute.

# %%
if works(FullyConnectedNet, None, "batchnorm"):
    scales = np.logspace(-4, 0, 9)

    def at_scale(normalization, scale):
        return lambda seed: FullyConnectedNet(
            [50] * 7, normalization=normalization, weight_scale=scale, seed=seed
        )

    fig, axes = plt.subplots(1, 3, figsize=(12, 3.5), layout="constrained")
    for normalization in (None, "batchnorm"):
        table = [repeat(at_scale(normalization, scale), data, epochs=10) for scale in scales]
        for ax, measure in zip(
            axes,
            (
                lambda run: np.nanmax(run.val_accuracy),
                lambda run: np.nanmax(run.train_accuracy),
                lambda run: np.mean(run.loss[-100:]),
            ),
            strict=True,
        ):
            curves = np.array([[measure(run) for run in runs] for runs in table]).T
            band(ax, scales, curves, **STYLES[normalization])
    for ax, title in zip(
        axes, ("best accuracy, validation", "best accuracy, training", "loss, last 100 steps"), strict=True
    ):
        ax.set(title=title, xlabel="weight scale", xscale="log")
    axes[0].set_ylim(0, 1.03)
    axes[1].set_ylim(0, 1.03)
    axes[2].set_ylim(0, 3)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
    plt.show()

# %% [markdown]
# **What you should see:** the network without normalization learns only in a narrow window, at a
# scale of 0.1 to 0.3. With batch norm, it does well from 0.01 to 0.1, is of use from 0.001 to 0.3,
# and falls off gently at both ends. (At a scale of 1, the loss of the network without normalization
# is in the thousands, far beyond the frame.)
#
# ### Question: the scale of the first weights
#
# 1. Describe what the scale of the first weights does to the network without normalization, at both
#    ends, with numbers from your plot and with the reason.
# 2. Why is the network with batch norm so much less sensitive? What happens to $\hat{x}$ when the
#    weights of a layer are multiplied by a constant, and what to the gradient of these weights?
# 3. It is not indifferent, though. Where does it fail in your plot, and why there?

# %% [markdown] role="manually-graded-answer" name="weight_scale"
# ### Answer: The scale of the first weights
#
# ### BEGIN SOLUTION
# 1. Below about 0.03, the baseline stays at chance (10 %) or near it, with the loss at $\log 10 =
#    2.3$: each layer multiplies the spread of the signal by a factor far below 1, and seven such
#    factors leave nothing of the differences between the pictures. The gradients shrink in the same
#    way. Between 0.1 and 0.3 it learns (about 90 % at 0.1, 75 % at 0.3): there the factor is near 1.
#    At 1 it gets 40 %, with losses in the thousands: the factor is about five, signals and gradients
#    explode.
# 2. If $W$ is multiplied by $c$, the affine output, its mean and its deviation are all multiplied by
#    $c$, and $\hat{x}$ stays as it is (as long as $\epsilon$ does not matter). So the next layer sees
#    the same signal at every scale, and no factor accumulates. The loss does not change along that
#    direction; the gradient of $W$ is multiplied by $1 / c$ (Ioffe and Szegedy, section 3.3), so the
#    gradient that goes on to earlier layers keeps its size.
# 3. At 0.0001 it gets about half of the digits or fewer: the variance of the first layer is then
#    below $\epsilon = 10^{-5}$, the root of the sum is nearly $\sqrt{\epsilon}$, and the output
#    shrinks with the weights after all. At 1 it gets about half as well: the steps of the optimizer,
#    of the size 0.001, are tiny beside weights of the size 1, and with gradients multiplied by $1/c$
#    the direction of the weights hardly changes in 200 steps. (The last layer is not normalized, so
#    its scores are too large as well.)
# ### END SOLUTION

# %% [markdown] role="rubric" name="weight_scale"
# Three points:
#
# - 1 point: the baseline works in a narrow window only; vanishing signals and gradients on its left,
#   exploding ones on its right, with numbers from the own plot.
# - 1 point: the mechanism. x_hat does not change when W is multiplied by a constant, hence the
#   forward signal keeps its size; the gradient of W goes with the inverse of the scale.
# - 1 point: the limits. Batch norm too degrades at the ends: eps rules when the variance is about
#   1e-5 or less (scale 1e-4); at scale 1 the steps are small against the weights, or the last layer
#   is not normalized. One end with its reason is enough.
#
# Typical weak answers: "batch norm prevents NaN"; "all features become equally important"; "it
# converges faster" with no mechanism; "batch norm makes initialization irrelevant" (the own plot says
# otherwise).

# %% [markdown]
# ### Experiment: small batches
#
# Five hidden layers of 100 features again, 500 pictures, batches of 2, 5, 10 and 50, for batch norm
# and for layer norm. The accuracy is that of the *training* pictures, in test mode.

# %%
if works(FullyConnectedNet, "batchnorm", "layernorm"):
    some = load_digits(train=500)
    fig, axes = plt.subplots(1, 2, figsize=(10, 3.5), layout="constrained", sharey=True)
    for ax, normalization in zip(axes, ("batchnorm", "layernorm"), strict=True):
        for size, style in SIZES.items():
            runs = repeat(deep(normalization), some, epochs=6, batch_size=size, learning_rate=10**-3.5)
            band(ax, np.arange(7), [run.train_accuracy for run in runs], **style, label=f"batches of {size}")
        ax.set(title=STYLES[normalization]["label"], xlabel="epoch", ylim=(0, 1.03))
    axes[0].set_ylabel("accuracy, training")
    axes[1].legend(loc="lower right")
    plt.show()

# %% [markdown]
# **What you should see:** on the left, batches of 2 stay far below all others, although they give
# twenty-five times as many steps in an epoch as batches of 50. On the right, no batch size stands out
# like that.
#
# *Try:* batches of 2 with `[100] * 1` instead of `[100] * 5`. Does depth matter?
#
# ### Question: small batches
#
# 1. What does your plot say about batch normalization and the size of the batch? And about layer
#    normalization?
# 2. Explain it. What exactly is $\hat{x}$ for a batch of two rows? How does the noise in a batch's
#    mean and variance depend on its size, and what does that mean for test mode?
# 3. The comparison has a weakness: what else, beside the statistics, changes with the size of the
#    batch when the number of epochs is fixed? Which way does that push the result?

# %% [markdown] role="manually-graded-answer" name="batch_size"
# ### Answer: Small batches
#
# ### BEGIN SOLUTION
# 1. With batch norm, batches of 2 reach about one half after six epochs, batches of 5, 10 and 50 all
#    reach 97 % or more; with larger batches the curves are also smoother. With layer norm, all sizes
#    reach 95 % or more, and batches of 2 are no exception: its statistics come from one row, and the
#    batch plays no part.
# 2. For two rows, $\hat{x}$ is $+1$ for the larger and $-1$ for the smaller entry (up to $\epsilon$),
#    whatever the entries are: each feature says only which of the two pictures has more of it. The
#    error of a mean over $N$ rows goes as $1 / \sqrt{N}$, and that of the variance too. In a small
#    batch, the output of a picture depends as much on its partner as on itself. The running averages
#    then tell of many batches, which no single batch resembles: the function that test mode computes
#    is not the one that was trained.
# 3. The number of steps: in one epoch, batches of 2 make 250 steps, batches of 50 make 10. That
#    favours the small batches (more steps; the left curve of batches of 50 starts slowest), so the
#    failure of batches of 2 is real, and even larger than it looks. A fair comparison would fix the
#    number of steps, or tune the learning rate for each size.
# ### END SOLUTION

# %% [markdown] role="rubric" name="batch_size"
# Three points:
#
# - 1 point: the trend from the own plot, for both normalizations, with numbers.
# - 1 point: the noise of the statistics, about 1/sqrt(N), or x_hat = +1 and -1 for two rows, together
#   with the mismatch of training and test mode.
# - 1 point: the confound (at a fixed number of epochs, larger batches make fewer steps) and its
#   direction; or a remedy that fits (group or layer norm, batch renormalization, statistics over
#   several batches) with its reason.
#
# Typical weak answers: "larger batches generalize better" or "overfit less" (not what is plotted, and
# no mechanism); "small batches are noisy" without saying that it is the statistics; only the plot
# described.

# %% [markdown]
# ## 5. To think about
#
# ### Question: which preprocessing is it like?
#
# Four ways to prepare pictures:
#
# - (a) scale each *row* of pixels of a picture so that it adds up to 1;
# - (b) scale each picture so that all its pixels add up to 1;
# - (c) subtract from each picture the mean picture of the whole set;
# - (d) set each pixel to 0 or 1, by a threshold.
#
# Which of them is most like batch normalization, and which is most like layer normalization? Give the
# reason: over which axis of the table of examples and features does each of them take its statistics?

# %% [markdown] role="manually-graded-answer" name="like_preprocessing"
# ### Answer: Which preprocessing is it like?
#
# ### BEGIN SOLUTION
# (c) is like batch normalization: the mean picture has one mean for each pixel, that is, for each
# feature, taken over the examples (axis 0), and it is subtracted from every example. (Only the
# centring; the scaling is missing.) (b) is like layer normalization: the sum is taken over all
# features of one example (axis 1), and no other example plays a part. (Only the scaling; the centring
# is missing.) (a) takes its sums within one example too, but over groups of features: that is like
# group normalization. (d) uses no statistics at all.
# ### END SOLUTION

# %% [markdown] role="rubric" name="like_preprocessing"
# Two points:
#
# - 1 point: (c) for batch norm, with the axis: one statistic for each pixel, over the examples.
# - 1 point: (b) for layer norm, with the axis: one statistic for each example, over its features.
#
# (a) for layer norm earns the second point only if it is argued as statistics of single examples over
# groups of features (that is group norm). A pair without a reason earns half of its point.
#
# Typical weak answers: (d), because it "normalizes" the values; (c) for both.

# %% [markdown]
# ### Question: where layer normalization works badly
#
# In which of these cases would you expect layer normalization to work badly, and why? Take each in
# turn, in a sentence.
#
# - (a) a very deep network;
# - (b) layers with very few features;
# - (c) strong L2 regularization.

# %% [markdown] role="manually-graded-answer" name="layernorm_fails"
# ### Answer: Where layer normalization works badly
#
# ### BEGIN SOLUTION
# (b). The mean and the deviation of a row are taken over its $D$ features. With few features they are
# noisy, and they take away most of what the row says: with $D = 1$, the output is $\beta$ whatever
# the input is, and with $D = 2$, $\hat{x}$ is $(+1, -1)$ or $(-1, +1)$ (up to $\epsilon$). (a) is no
# problem: each layer is normalized anew, so that depth is where the normalization helps, as the first
# experiment shows. (c) shrinks the weights, and $\hat{x}$ does not notice; only where the weights
# become so small that $\epsilon$ rules, or in the last layer, which is not normalized, would it hurt,
# and there it hurts other networks too.
# ### END SOLUTION

# %% [markdown] role="rubric" name="layernorm_fails"
# Two points:
#
# - 1 point: (b), because the statistics come from the D numbers of one row.
# - 1 point: what happens in the extreme, D = 1 gives beta, or D = 2 gives +1 and -1; together with
#   one sentence each on (a) and (c) that is not wrong. Half of this point without the sentences.
#
# Somebody who argues (c) with eps and tiny weights, beside (b), is right. Typical weak answers: (a),
# because errors add up; (c), because "regularization also limits the weights".

# %% [markdown]
# ## Something of your own
#
# A network for the digits, as you like it, beside the same one without a normalization. The picture
# shows both losses and the first digits that yours got wrong; it is saved in your folder as `my_network.png`.
# Nothing here is marked.

# %%
if works(FullyConnectedNet, None, "batchnorm"):
    mine = {"hidden_dims": [60, 60, 60, 60], "weight_scale": 3e-2, "reg": 1e-3, "seed": 0}

    fig = plt.figure(figsize=(10, 4), layout="constrained")
    left, right = fig.subfigures(1, 2)
    ax = left.subplots()
    for normalization in (None, "batchnorm"):
        net = FullyConnectedNet(**mine, normalization=normalization)
        history = train(net, data, epochs=6, batch_size=50, learning_rate=2e-3)
        ax.plot(smooth(history.loss), **{**STYLES[normalization], "marker": ""})
        print(f"{STYLES[normalization]['label']}: {history.val_accuracy[-1]:.0%} of the new digits are right")
    ax.set(xlabel="step", title="loss in training, mean of 10 steps", ylim=(0, None))
    ax.legend()

    found = net.loss(data.X_val).argmax(axis=1)
    pixels = data.X_val - data.X_train.min(axis=0)  # with the mean picture put back
    wrong = np.flatnonzero(found != data.y_val)[:8]
    right.suptitle("what yours took them for")
    for ax, number in zip(right.subplots(2, 4).flat, wrong, strict=False):
        ax.imshow(pixels[number].reshape(8, 8), cmap="gray_r")
        ax.set(title=f"{found[number]}, right: {data.y_val[number]}", xticks=[], yticks=[])
    fig.savefig("my_network.png", dpi=110)
    plt.show()

# %% [markdown]
# **What you should see:** the network without normalization guesses, with a loss of $\log 10$, while the other
# one reads nearly all digits. The picture is in your folder.
#
# *Make it yours:* how deep can you go before the network with batch norm fails too? Which of the wrong
# digits would you have read right? Change `mine`, and save another picture under another name.

# %% [markdown]
# ## What you can now do
#
# - You join layers to a network by handing each step the gradient of its output, and you test the
#   result: a first loss that is known, fifty pictures by heart, gradients against differences.
# - You know where normalization stands (after the affine step, before ReLU, not behind the last
#   layer), that it makes the bias before it superfluous, and that a network with batch norm consists
#   of its weights *and* its running averages.
# - You have seen why depth needs normalization, or a very careful first weight: factors that multiply
#   from layer to layer.
# - You know the price of batch norm: it needs a batch worth its name, and two modes that have to
#   agree. Layer norm pays otherwise: it needs features.
#
# To finish, choose *Restart Kernel and Run All Cells*, see that nothing stops on the way, and save.
#
# ## Further reading
#
# - S. Ioffe, C. Szegedy, *Batch Normalization: Accelerating Deep Network Training by Reducing
#   Internal Covariate Shift*, 2015, [arXiv:1502.03167](https://arxiv.org/abs/1502.03167): section 3.2
#   on its place in a network, 3.3 on the scale of the weights.
# - K. He, X. Zhang, S. Ren, J. Sun, *Delving Deep into Rectifiers*, 2015,
#   [arXiv:1502.01852](https://arxiv.org/abs/1502.01852): the right weight scale for ReLU without
#   normalization.
# - D. P. Kingma, J. Ba, *Adam: A Method for Stochastic Optimization*, 2014,
#   [arXiv:1412.6980](https://arxiv.org/abs/1412.6980): the optimizer of the experiments.
# - J. L. Ba, J. R. Kiros, G. E. Hinton, *Layer Normalization*, 2016,
#   [arXiv:1607.06450](https://arxiv.org/abs/1607.06450).
# - Y. Wu, K. He, *Group Normalization*, 2018, [arXiv:1803.08494](https://arxiv.org/abs/1803.08494):
#   the batch size experiment on large pictures.
# - S. Santurkar, D. Tsipras, A. Ilyas, A. Madry, *How Does Batch Normalization Help Optimization?*,
#   2018, [arXiv:1805.11604](https://arxiv.org/abs/1805.11604).
# - G. Yang, J. Pennington, V. Rao, J. Sohl-Dickstein, S. S. Schoenholz, *A Mean Field Theory of Batch
#   Normalization*, 2019, [arXiv:1902.08129](https://arxiv.org/abs/1902.08129): gradients that grow
#   with depth.
# - Y. Wu, J. Johnson, *Rethinking "Batch" in BatchNorm*, 2021,
#   [arXiv:2105.07576](https://arxiv.org/abs/2105.07576): what can go wrong between training and use.
