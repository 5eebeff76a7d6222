"""One function normalizes along either axis; a table chooses the steps back."""
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
