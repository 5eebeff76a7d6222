"""The backward passes recompute all from x, column by column and row by row."""
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


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    a, affine_cache = affine_forward(x, W, b)
    norm_cache = None
    if normalization == "batchnorm":
        a, norm_cache = batchnorm_forward(a, gamma, beta, norm_param)
    elif normalization == "layernorm":
        a, norm_cache = layernorm_forward(a, gamma, beta, norm_param)
    out, relu_cache = relu_forward(a)
    return out, (affine_cache, norm_cache, relu_cache, normalization)


def affine_norm_relu_backward(dout, cache):
    affine_cache, norm_cache, relu_cache, normalization = cache
    da = relu_backward(dout, relu_cache)
    dgamma = dbeta = None
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    elif normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    dx, dW, db = affine_backward(da, affine_cache)
    return dx, dW, db, dgamma, dbeta


class FullyConnectedNet(object):
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg = reg
        self.dtype = dtype
        self.normalization = normalization
        rng = np.random.default_rng(seed)
        dims = np.hstack([input_dim, hidden_dims, num_classes]).astype(int)
        self.params = {}
        for i, (rows, columns) in enumerate(zip(dims[:-1], dims[1:]), start=1):
            self.params[f"W{i}"] = (weight_scale * rng.standard_normal((rows, columns))).astype(dtype)
            self.params[f"b{i}"] = np.zeros(columns, dtype)
            if normalization is not None and i < len(dims) - 1:
                self.params[f"gamma{i}"] = np.ones(columns, dtype)
                self.params[f"beta{i}"] = np.zeros(columns, dtype)
        self.bn_params = [dict() for _ in hidden_dims] if normalization is not None else []

    @property
    def depth(self):
        return sum(name.startswith("W") for name in self.params)

    def forward(self, X, mode):
        caches = []
        for i in range(1, self.depth):
            param = None
            if self.normalization is not None:
                param = self.bn_params[i - 1]
                param["mode"] = mode
            X, cache = affine_norm_relu_forward(
                X, self.params[f"W{i}"], self.params[f"b{i}"],
                self.params.get(f"gamma{i}"), self.params.get(f"beta{i}"), self.normalization, param,
            )
            caches.append(cache)
        scores, cache = affine_forward(X, self.params[f"W{self.depth}"], self.params[f"b{self.depth}"])
        return scores, caches + [cache]

    def backward(self, d, caches):
        grads = {}
        *hidden, last = caches
        d, grads[f"W{self.depth}"], grads[f"b{self.depth}"] = affine_backward(d, last)
        for i, cache in reversed(list(enumerate(hidden, start=1))):
            d, *parts = affine_norm_relu_backward(d, cache)
            grads.update({
                f"{kind}{i}": part for kind, part in zip(("W", "b", "gamma", "beta"), parts) if part is not None
            })
        return grads

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        if y is None:
            return self.forward(X, "test")[0]
        scores, caches = self.forward(X, "train")
        data_loss, dscores = softmax_loss(scores, y)
        grads = self.backward(dscores, caches)
        weights = [name for name in self.params if name.startswith("W")]
        penalty = sum(np.sum(self.params[name] ** 2) for name in weights)
        for name in weights:
            grads[name] = grads[name] + self.reg * self.params[name]
        return data_loss + self.reg * penalty / 2, grads
