"""Loops over rows and columns in layers that keep their steps."""
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


FORWARD = {"batchnorm": batchnorm_forward, "layernorm": layernorm_forward}
BACKWARD = {"batchnorm": batchnorm_backward, "layernorm": layernorm_backward}


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    steps = [("affine", None)]
    out, kept = affine_forward(x, W, b)
    steps[0] = ("affine", kept)
    if normalization is not None:
        out, kept = FORWARD[normalization](out, gamma, beta, norm_param)
        steps.append((normalization, kept))
    steps.append(("relu", out > 0))
    return out * (out > 0), steps


def affine_norm_relu_backward(dout, cache):
    found = {}
    for kind, kept in reversed(cache):
        if kind == "relu":
            dout = dout * kept
        elif kind == "affine":
            dout, found["W"], found["b"] = affine_backward(dout, kept)
        else:
            dout, found["gamma"], found["beta"] = BACKWARD[kind](dout, kept)
    return dout, found["W"], found["b"], found.get("gamma"), found.get("beta")


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        self.num_layers = len(hidden_dims) + 1
        self.params, self.bn_params = {}, []
        rng = np.random.default_rng(seed)
        sizes = [input_dim] + list(hidden_dims) + [num_classes]
        for i in range(self.num_layers):
            self.params["W%d" % (i + 1)] = rng.normal(0.0, weight_scale, (sizes[i], sizes[i + 1]))
            self.params["b%d" % (i + 1)] = np.zeros(sizes[i + 1])
        if normalization:
            for i, size in enumerate(hidden_dims):
                self.params["gamma%d" % (i + 1)] = np.ones(size)
                self.params["beta%d" % (i + 1)] = np.zeros(size)
        if normalization == "batchnorm":
            self.bn_params = [{"mode": "train"} for _ in hidden_dims]
        elif normalization == "layernorm":
            self.bn_params = [{} for _ in hidden_dims]
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode
        caches, h = {}, X
        for i in range(1, self.num_layers):
            k = str(i)
            extra = [None, None, None]
            if self.normalization:
                extra = [self.params["gamma" + k], self.params["beta" + k], self.bn_params[i - 1]]
            h, caches["layer" + k] = affine_norm_relu_forward(
                h, self.params["W" + k], self.params["b" + k], extra[0], extra[1], self.normalization, extra[2]
            )
        k = str(self.num_layers)
        scores, caches["last"] = affine_forward(h, self.params["W" + k], self.params["b" + k])
        if mode == "test":
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dh, grads["W" + k], grads["b" + k] = affine_backward(dscores, caches["last"])
        grads["W" + k] += self.reg * self.params["W" + k]
        loss += 0.5 * self.reg * np.sum(np.square(self.params["W" + k]))
        for i in range(self.num_layers - 1, 0, -1):
            k = str(i)
            dh, dW, db, dgamma, dbeta = affine_norm_relu_backward(dh, caches["layer" + k])
            loss += 0.5 * self.reg * np.sum(np.square(self.params["W" + k]))
            grads["W" + k] = dW + self.reg * self.params["W" + k]
            grads["b" + k] = db
            if self.normalization:
                grads["gamma" + k], grads["beta" + k] = dgamma, dbeta
        return loss, grads
