"""A tape of backward functions, the other backward pass in a table."""
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps, keep = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    D = x.shape[1]
    mean_so_far = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    var_so_far = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    out, cache = None, None
    if mode == "train":
        mu = np.mean(x, axis=0)
        var = np.mean((x - mu) ** 2, axis=0)
        ivar = 1.0 / np.sqrt(var + eps)
        xhat = (x - mu) * ivar
        out = xhat * gamma + beta
        cache = (xhat, ivar, gamma)
        mean_so_far = keep * mean_so_far + (1.0 - keep) * mu
        var_so_far = keep * var_so_far + (1.0 - keep) * var
    elif mode == "test":
        out = (x - mean_so_far) / np.sqrt(var_so_far + eps) * gamma + beta
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"] = mean_so_far
    bn_param["running_var"] = var_so_far
    return out, cache


def batchnorm_backward_alt(dout, cache):
    xhat, ivar, gamma = cache
    N = dout.shape[0]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dx = gamma * ivar / N * (N * dout - dbeta - xhat * dgamma)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    mu = np.mean(x, axis=1, keepdims=True)
    var = np.var(x, axis=1, keepdims=True)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = (x - mu) * ivar
    return xhat * gamma + beta, (xhat, ivar, gamma)


def layernorm_backward(dout, cache):
    xhat, ivar, gamma = cache
    D = dout.shape[1]
    dxhat = dout * gamma
    dx = ivar / D * (
        D * dxhat - np.sum(dxhat, axis=1, keepdims=True) - xhat * np.sum(dxhat * xhat, axis=1, keepdims=True)
    )
    return dx, np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)


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
BACKWARD = {"batchnorm": batchnorm_backward_alt, "layernorm": layernorm_backward}


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
