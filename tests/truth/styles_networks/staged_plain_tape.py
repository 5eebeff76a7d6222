"""Staged gradients out of dictionaries; the network writes a tape."""
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    for name in ("running_mean", "running_var"):
        bn_param.setdefault(name, np.zeros(x.shape[1], dtype=x.dtype))
    if mode == "test":
        std = np.sqrt(bn_param["running_var"] + eps)
        return gamma * (x - bn_param["running_mean"]) / std + beta, None
    if mode != "train":
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    c = {"gamma": gamma}
    mu = x.sum(axis=0) / x.shape[0]
    c["xmu"] = x - mu
    var = (c["xmu"] ** 2).sum(axis=0) / x.shape[0]
    c["std"] = np.sqrt(var + eps)
    c["xhat"] = c["xmu"] / c["std"]
    bn_param["running_mean"] = momentum * bn_param["running_mean"] + (1 - momentum) * mu
    bn_param["running_var"] = momentum * bn_param["running_var"] + (1 - momentum) * var
    return gamma * c["xhat"] + beta, c


def batchnorm_backward(dout, cache):
    n = dout.shape[0]
    dbeta, dgamma = dout.sum(axis=0), (dout * cache["xhat"]).sum(axis=0)
    dxhat = dout * cache["gamma"]
    dstd = -(dxhat * cache["xmu"]).sum(axis=0) / cache["std"] ** 2
    dvar = dstd / (2 * cache["std"])
    dxmu = dxhat / cache["std"] + 2 / n * cache["xmu"] * dvar
    return dxmu - dxmu.sum(axis=0) / n, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xhat, g = cache["xhat"], dout * cache["gamma"]
    dx = (g - np.mean(g, axis=0) - xhat * np.mean(g * xhat, axis=0)) / cache["std"]
    return dx, np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)


def layernorm_forward(x, gamma, beta, ln_param):
    turned, cache = batchnorm_forward(
        x.T, 1.0, 0.0, {"mode": "train", "eps": ln_param.get("eps", 1e-5)}
    )
    cache["scale"] = gamma
    return turned.T * gamma + beta, cache


def layernorm_backward(dout, cache):
    dx, _, _ = batchnorm_backward((dout * cache["scale"]).T, cache)
    return dx.T, (dout * cache["xhat"].T).sum(axis=0), dout.sum(axis=0)


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
