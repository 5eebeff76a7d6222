"""Closures on a tape over one function that normalizes."""
import numpy as np


def normalize(x, axis, eps):
    center = x - x.mean(axis=axis, keepdims=True)
    spread = np.sqrt((center * center).mean(axis=axis, keepdims=True) + eps)
    return center / spread, spread


def back_through_normalize(d, hat, spread, axis):
    along_one = d.mean(axis=axis, keepdims=True)
    along_hat = (d * hat).mean(axis=axis, keepdims=True)
    return (d - along_one - hat * along_hat) / spread


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    old = [bn_param.get(key, np.zeros(x.shape[1], x.dtype)) for key in ("running_mean", "running_var")]
    cache = None
    if mode == "train":
        hat, spread = normalize(x, 0, eps)
        out, cache = gamma * hat + beta, (hat, spread, gamma)
        new = [x.mean(axis=0), x.var(axis=0)]
        old = [momentum * before + (1 - momentum) * now for before, now in zip(old, new)]
    elif mode == "test":
        out = gamma * ((x - old[0]) / np.sqrt(old[1] + eps)) + beta
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = old
    return out, cache


def batchnorm_backward(dout, cache):
    hat, spread, gamma = cache
    return (
        back_through_normalize(dout * gamma, hat, spread, 0),
        np.einsum("nd,nd->d", dout, hat),
        np.einsum("nd->d", dout),
    )


batchnorm_backward_alt = batchnorm_backward


def layernorm_forward(x, gamma, beta, ln_param):
    hat, spread = normalize(x, 1, ln_param.get("eps", 1e-5))
    return gamma * hat + beta, (hat, spread, gamma)


def layernorm_backward(dout, cache):
    hat, spread, gamma = cache
    return (
        back_through_normalize(dout * gamma, hat, spread, 1),
        np.einsum("nd,nd->d", dout, hat),
        np.einsum("nd->d", dout),
    )


def affine_forward(x, W, b):
    return x.reshape(len(x), -1) @ W + b, (x, W)


def affine_backward(dout, cache):
    x, W = cache
    return (dout @ W.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, np.sum(dout, axis=0)


def relu_forward(x):
    return np.maximum(x, 0), x


def relu_backward(dout, cache):
    return dout * (cache > 0)


def softmax_loss(scores, y):
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    dscores = np.exp(log_probabilities)
    dscores[rows, y] -= 1
    return -log_probabilities[rows, y].mean(), dscores / len(y)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    """The cache is the way back itself: a function."""
    a, affine_cache = affine_forward(x, W, b)
    n, back = a, lambda d: (d, None, None)
    if normalization == "batchnorm":
        n, kept = batchnorm_forward(a, gamma, beta, norm_param)
        back = lambda d: batchnorm_backward(d, kept)
    elif normalization == "layernorm":
        n, kept = layernorm_forward(a, gamma, beta, norm_param)
        back = lambda d: layernorm_backward(d, kept)

    def way_back(dout):
        da, dgamma, dbeta = back(np.where(n > 0, dout, 0))
        return (*affine_backward(da, affine_cache), dgamma, dbeta)

    return np.where(n > 0, n, 0), way_back


def affine_norm_relu_backward(dout, cache):
    return cache(dout)


class Settings(dict):
    """The norm_param of a layer, with its entries as attributes too."""

    def __getattr__(self, name):
        return self[name]


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        self.rng = np.random.default_rng(seed)
        self.params = {}
        self.names = []
        before = input_dim
        for number, width in enumerate(hidden_dims, start=1):
            self._add("W", number, weight_scale * self.rng.normal(size=(before, width)))
            self._add("b", number, np.zeros(width))
            if normalization:
                self._add("gamma", number, np.ones(width))
                self._add("beta", number, np.zeros(width))
            before = width
        number = len(hidden_dims) + 1
        self._add("W", number, weight_scale * self.rng.normal(size=(before, num_classes)))
        self._add("b", number, np.zeros(num_classes))
        self.bn_params = [Settings() for _ in hidden_dims] if normalization else []

    def _add(self, kind, number, value):
        self.params[f"{kind}{number}"] = np.asarray(value, dtype=self.dtype)

    def loss(self, X, y=None):
        tape = []
        h = np.asarray(X, dtype=self.dtype)
        depth = len([name for name in self.params if name[0] == "W"])
        for number in range(1, depth):
            own = [self.params.get(f"{kind}{number}") for kind in ("W", "b", "gamma", "beta")]
            settings = self.bn_params[number - 1] if self.normalization else None
            if self.normalization == "batchnorm":
                settings.update(mode="train" if y is not None else "test")
            h, cache = affine_norm_relu_forward(h, *own, self.normalization, settings)
            tape.append((number, affine_norm_relu_backward, cache))
        h, cache = affine_forward(h, self.params[f"W{depth}"], self.params[f"b{depth}"])
        tape.append((depth, affine_backward, cache))
        if y is None:
            return h
        loss, d = softmax_loss(h, y)
        grads = {}
        while tape:
            number, back, cache = tape.pop()
            d, *found = back(d, cache)
            for kind, value in zip(["W", "b", "gamma", "beta"], found):
                if value is not None:
                    grads[f"{kind}{number}"] = value
            W = self.params[f"W{number}"]
            grads[f"W{number}"] = grads[f"W{number}"] + self.reg * W
            loss = loss + self.reg / 2 * (W**2).sum()
        return loss, grads
