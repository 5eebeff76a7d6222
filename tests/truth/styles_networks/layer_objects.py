"""Layers are objects that remember; the network holds a list of them, and params is a view on theirs."""
import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    eps, m = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
    rv = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
    cache = None
    if bn_param["mode"] == "train":
        mu, var = x.mean(0), x.var(0)
        h = (x - mu) / np.sqrt(var + eps)
        out, cache = gamma * h + beta, (h, np.sqrt(var + eps), gamma)
        rm, rv = m * rm + (1 - m) * mu, m * rv + (1 - m) * var
    elif bn_param["mode"] == "test":
        out = gamma * (x - rm) / np.sqrt(rv + eps) + beta
    else:
        raise ValueError("Invalid forward batchnorm mode \"%s\"" % bn_param["mode"])
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, cache


def batchnorm_backward(dout, cache):
    h, s, gamma = cache
    g = dout * gamma
    return (g - g.mean(0) - h * (g * h).mean(0)) / s, (dout * h).sum(0), dout.sum(0)


def layernorm_forward(x, gamma, beta, ln_param):
    s = np.sqrt(x.var(axis=1, keepdims=True) + ln_param.get("eps", 1e-5))
    h = (x - x.mean(axis=1, keepdims=True)) / s
    return gamma * h + beta, (h, s, gamma)


def layernorm_backward(dout, cache):
    h, s, gamma = cache
    g = dout * gamma
    dx = (g - g.mean(1, keepdims=True) - h * (g * h).mean(1, keepdims=True)) / s
    return dx, (dout * h).sum(0), dout.sum(0)


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


FUNCTIONS = {
    "batchnorm": (batchnorm_forward, batchnorm_backward),
    "layernorm": (layernorm_forward, layernorm_backward),
}


class Affine:
    def forward(self, x, W, b):
        self.x, self.W = x, W
        return x @ W + b

    def backward(self, d):
        return d @ self.W.T, self.x.T @ d, d.sum(axis=0)


class Hidden:
    def __init__(self, kind):
        self.kind, self.affine = kind, Affine()

    def forward(self, x, W, b, gamma, beta, param):
        a = self.affine.forward(x, W, b)
        if self.kind:
            a, self.cache = FUNCTIONS[self.kind][0](a, gamma, beta, param)
        self.on = a > 0
        return a * self.on

    def backward(self, d):
        d, extra = d * self.on, (None, None)
        if self.kind:
            d, *extra = FUNCTIONS[self.kind][1](d, self.cache)
        return (*self.affine.backward(d), *extra)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    layer = Hidden(normalization)
    return layer.forward(x, W, b, gamma, beta, norm_param), layer


def affine_norm_relu_backward(dout, cache):
    return cache.backward(dout)


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.reg, self.dtype, self.normalization = reg, dtype, normalization
        rng = np.random.default_rng(seed)
        self.params = {}
        self.bn_params = []
        previous = input_dim
        for k, size in enumerate([*hidden_dims, num_classes], 1):
            self.params[f"W{k}"] = np.array(rng.normal(size=(previous, size)) * weight_scale, dtype=dtype)
            self.params[f"b{k}"] = np.array([0.0] * size, dtype=dtype)
            previous = size
        self.hidden = [Hidden(normalization) for _ in hidden_dims]
        self.last = Affine()
        if normalization:
            for k, size in enumerate(hidden_dims, 1):
                self.params[f"gamma{k}"] = np.full(size, 1.0, dtype=dtype)
                self.params[f"beta{k}"] = np.full(size, 0.0, dtype=dtype)
                self.bn_params.append({"mode": "train"} if normalization == "batchnorm" else {})

    def scores(self, X, mode):
        h = X
        for k, layer in enumerate(self.hidden, 1):
            extra = (None, None, None)
            if self.normalization:
                extra = (self.params[f"gamma{k}"], self.params[f"beta{k}"], self.bn_params[k - 1])
                if self.normalization == "batchnorm":
                    extra[2].update(mode=mode)
            h = layer.forward(h, self.params[f"W{k}"], self.params[f"b{k}"], *extra)
        k = len(self.hidden) + 1
        return self.last.forward(h, self.params[f"W{k}"], self.params[f"b{k}"])

    def loss(self, X, y=None):
        if y is None:
            return self.scores(X.astype(self.dtype), "test")
        loss, d = softmax_loss(self.scores(X.astype(self.dtype), "train"), y)
        grads = {}
        top = len(self.hidden) + 1
        for k in range(top, 0, -1):
            layer = self.last if k == top else self.hidden[k - 1]
            d, *found = layer.backward(d)
            for kind, value in zip("W b gamma beta".split(), found):
                if value is not None:
                    grads[kind + str(k)] = value
            W = self.params[f"W{k}"]
            grads[f"W{k}"] = grads[f"W{k}"] + self.reg * W
            loss += 0.5 * self.reg * np.vdot(W, W)
        return float(loss), grads
