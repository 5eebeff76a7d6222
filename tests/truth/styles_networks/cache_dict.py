"""Dictionaries for caches, and a table from the name of a normalization to its functions."""
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


NORMALIZATIONS = {
    None: (lambda a, gamma, beta, p: (a, None), lambda d, c: (d, None, None)),
    "batchnorm": (batchnorm_forward, batchnorm_backward),
    "layernorm": (layernorm_forward, layernorm_backward),
}


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    cache = {"kind": normalization}
    a, cache["affine"] = affine_forward(x, W, b)
    n, cache["norm"] = NORMALIZATIONS[normalization][0](a, gamma, beta, norm_param)
    out, cache["relu"] = relu_forward(n)
    return out, cache


def affine_norm_relu_backward(dout, cache):
    dn = relu_backward(dout, cache["relu"])
    da, dgamma, dbeta = NORMALIZATIONS[cache["kind"]][1](dn, cache["norm"])
    dx, dW, db = affine_backward(da, cache["affine"])
    return dx, dW, db, dgamma, dbeta


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        rng = np.random.default_rng(seed)
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        dims = [input_dim, *hidden_dims, num_classes]
        self.depth = len(dims) - 1
        self.params = {}
        for k, (n, m) in enumerate(zip(dims[:-1], dims[1:]), start=1):
            new = {"W": rng.normal(0.0, weight_scale, (n, m)), "b": np.zeros(m)}
            if normalization and k < self.depth:
                new.update(gamma=np.ones(m), beta=np.zeros(m))
            self.params.update({f"{name}{k}": value.astype(dtype) for name, value in new.items()})
        self.bn_params = [dict() for _ in hidden_dims] if normalization else []

    def loss(self, X, y=None):
        p, steps, h = self.params, [], X.astype(self.dtype)
        for k in range(1, self.depth):
            param = None
            if self.normalization:
                param = self.bn_params[k - 1]
                param["mode"] = "train" if y is not None else "test"
            h, cache = affine_norm_relu_forward(h, p[f"W{k}"], p[f"b{k}"], p.get(f"gamma{k}"), p.get(f"beta{k}"),
                                                self.normalization, param)
            steps.append(cache)
        scores, last = affine_forward(h, p[f"W{self.depth}"], p[f"b{self.depth}"])
        if y is None:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {}
        d, grads[f"W{self.depth}"], grads[f"b{self.depth}"] = affine_backward(d, last)
        for k in range(self.depth - 1, 0, -1):
            d, *four = affine_norm_relu_backward(d, steps.pop())
            for name, value in zip(("W", "b", "gamma", "beta"), four):
                if value is not None:
                    grads[f"{name}{k}"] = value
        for name in grads:
            if name.startswith("W"):
                loss = loss + 0.5 * self.reg * (p[name] ** 2).sum()
                grads[name] = grads[name] + self.reg * p[name]
        return loss, grads
