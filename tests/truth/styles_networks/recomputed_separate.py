"""Sandwiches with loops; the settings of a layer are a dictionary with attributes."""
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, (x, gamma, eps)


def batchnorm_backward(dout, cache):
    x, gamma, eps = cache
    n, d = x.shape
    dx = np.empty_like(x)
    for j in range(d):
        column, g = x[:, j] - x[:, j].mean(), dout[:, j] * gamma[j]
        std = np.sqrt((column**2).mean() + eps)
        hat = column / std
        dx[:, j] = (n * g - g.sum() - hat * (g @ hat)) / (n * std)
    hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
    return dx, (dout * hat).sum(axis=0), dout.sum(axis=0)


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    rows = [(row - row.mean()) / np.sqrt(row.var() + eps) for row in x]
    return np.stack(rows) * gamma + beta, (x, gamma, eps)


def layernorm_backward(dout, cache):
    x, gamma, eps = cache
    dx, dgamma, dbeta = np.empty_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    for i, (row, d) in enumerate(zip(x, dout)):
        std = np.sqrt(row.var() + eps)
        hat = (row - row.mean()) / std
        g = d * gamma
        dx[i] = (g - g.mean() - hat * (g * hat).mean()) / std
        dgamma += d * hat
        dbeta += d
    return dx, dgamma, dbeta


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


def affine_relu(x, W, b):
    a, fc = affine_forward(x, W, b)
    out, rc = relu_forward(a)
    return out, (fc, rc)


def affine_relu_back(dout, cache):
    fc, rc = cache
    return affine_backward(relu_backward(dout, rc), fc)


def affine_bn_relu(x, W, b, gamma, beta, param):
    a, fc = affine_forward(x, W, b)
    a, nc = batchnorm_forward(a, gamma, beta, param)
    out, rc = relu_forward(a)
    return out, (fc, nc, rc)


def affine_bn_relu_back(dout, cache):
    fc, nc, rc = cache
    da, dgamma, dbeta = batchnorm_backward(relu_backward(dout, rc), nc)
    dx, dW, db = affine_backward(da, fc)
    return dx, dW, db, dgamma, dbeta


def affine_ln_relu(x, W, b, gamma, beta, param):
    a, fc = affine_forward(x, W, b)
    a, nc = layernorm_forward(a, gamma, beta, param)
    out, rc = relu_forward(a)
    return out, (fc, nc, rc)


def affine_ln_relu_back(dout, cache):
    fc, nc, rc = cache
    da, dgamma, dbeta = layernorm_backward(relu_backward(dout, rc), nc)
    dx, dW, db = affine_backward(da, fc)
    return dx, dW, db, dgamma, dbeta


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    if normalization == "batchnorm":
        out, cache = affine_bn_relu(x, W, b, gamma, beta, norm_param)
    elif normalization == "layernorm":
        out, cache = affine_ln_relu(x, W, b, gamma, beta, norm_param)
    else:
        out, cache = affine_relu(x, W, b)
    return out, (normalization, cache)


def affine_norm_relu_backward(dout, cache):
    normalization, inner = cache
    if normalization == "batchnorm":
        return affine_bn_relu_back(dout, inner)
    if normalization == "layernorm":
        return affine_ln_relu_back(dout, inner)
    return (*affine_relu_back(dout, inner), None, None)


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
