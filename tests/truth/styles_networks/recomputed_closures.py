"""Loops inside closures; weights and biases come from comprehensions."""
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


class Net:
    """What every network has: parameters that are drawn, and a penalty."""

    def draw(self, sizes, scale, seed):
        rng = np.random.default_rng(seed)
        return [rng.normal(scale=scale, size=pair) for pair in zip(sizes, sizes[1:])]

    def penalty(self):
        return sum(float(np.vdot(W, W)) for name, W in self.params.items() if name.startswith("W"))


class FullyConnectedNet(Net):
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.reg = reg
        self.dtype = dtype
        self.L = len(hidden_dims) + 1
        weights = self.draw([input_dim, *hidden_dims, num_classes], weight_scale, seed)
        params = {f"W{i}": W for i, W in enumerate(weights, 1)}
        params |= {f"b{i}": np.zeros(W.shape[1]) for i, W in enumerate(weights, 1)}
        if normalization:
            params |= {f"gamma{i}": np.ones(n) for i, n in enumerate(hidden_dims, 1)}
            params |= {f"beta{i}": np.zeros(n) for i, n in enumerate(hidden_dims, 1)}
        self.params = {name: value.astype(dtype) for name, value in params.items()}
        self.bn_params = [{"mode": "train"} for _ in hidden_dims] if normalization else []

    def loss(self, X, y=None):
        training = y is not None
        p, norm = self.params, self.normalization
        outs, caches = [X.astype(self.dtype)], []
        for i in range(1, self.L):
            if norm == "batchnorm":
                self.bn_params[i - 1]["mode"] = "train" if training else "test"
            out, cache = affine_norm_relu_forward(
                outs[-1], p[f"W{i}"], p[f"b{i}"], p[f"gamma{i}"] if norm else None,
                p[f"beta{i}"] if norm else None, norm, self.bn_params[i - 1] if norm else None,
            )
            outs.append(out)
            caches.append(cache)
        scores = outs[-1] @ p[f"W{self.L}"] + p[f"b{self.L}"]
        if not training:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {f"W{self.L}": outs[-1].T @ d, f"b{self.L}": d.sum(axis=0)}
        d = d @ p[f"W{self.L}"].T
        for i in reversed(range(1, self.L)):
            d, grads[f"W{i}"], grads[f"b{i}"], dgamma, dbeta = affine_norm_relu_backward(d, caches[i - 1])
            if norm:
                grads[f"gamma{i}"], grads[f"beta{i}"] = dgamma, dbeta
        grads = {name: g + self.reg * p[name] if name[0] == "W" else g for name, g in grads.items()}
        return loss + 0.5 * self.reg * self.penalty(), grads
