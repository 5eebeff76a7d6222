"""Each layer works in single precision inside; the digits given away cost precision only."""
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


LOSES = ("affine_norm_relu_backward/precision",)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    a, one = affine_forward(x, W, b)
    two = None
    if normalization == "batchnorm":
        a, two = batchnorm_forward(a, gamma, beta, norm_param)
    if normalization == "layernorm":
        a, two = layernorm_forward(a, gamma, beta, norm_param)
    out, three = relu_forward(a)
    return out, (normalization, one, two, three)


def affine_norm_relu_backward(dout, cache):
    normalization, (x, W), two, three = cache
    d = relu_backward(dout, three)
    dgamma = dbeta = None
    if normalization == "batchnorm":
        d, dgamma, dbeta = batchnorm_backward(d, two)
    if normalization == "layernorm":
        d, dgamma, dbeta = layernorm_backward(d, two)
    d = np.float32(d)
    return d @ np.float32(W).T, np.float32(x).T @ d, d.sum(0), dgamma, dbeta


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.n, self.reg, self.dtype = normalization, reg, dtype
        s = np.random.default_rng(seed)
        dims = list(zip([input_dim] + list(hidden_dims), list(hidden_dims) + [num_classes]))
        W = {f"W{i + 1}": weight_scale * s.normal(size=d) for i, d in enumerate(dims)}
        b = {f"b{i + 1}": np.zeros(d[1]) for i, d in enumerate(dims)}
        gamma = {f"gamma{i + 1}": np.ones(d[1]) for i, d in enumerate(dims[:-1]) if normalization}
        beta = {f"beta{i + 1}": np.zeros(d[1]) for i, d in enumerate(dims[:-1]) if normalization}
        self.params = {k: v.astype(dtype) for k, v in (W | b | gamma | beta).items()}
        self.bn_params = [{} for _ in gamma]
        self.L = len(dims)

    def loss(self, X, y=None):
        p, h, caches = self.params, X.astype(self.dtype), []
        for i in range(1, self.L):
            args = [p[f"W{i}"], p[f"b{i}"], None, None, None, None]
            if self.n:
                self.bn_params[i - 1]["mode"] = ("train", "test")[y is None]
                args[2:] = p[f"gamma{i}"], p[f"beta{i}"], self.n, self.bn_params[i - 1]
            h, c = affine_norm_relu_forward(h, *args)
            caches.append(c)
        s, c = affine_forward(h, p[f"W{self.L}"], p[f"b{self.L}"])
        if y is None:
            return s
        loss, d = softmax_loss(s, y)
        g = {}
        d, g[f"W{self.L}"], g[f"b{self.L}"] = affine_backward(d, c)
        for i in range(self.L - 1, 0, -1):
            d, g[f"W{i}"], g[f"b{i}"], dgamma, dbeta = affine_norm_relu_backward(d, caches[i - 1])
            if self.n:
                g.update({f"gamma{i}": dgamma, f"beta{i}": dbeta})
        for i in range(1, self.L + 1):
            loss += self.reg / 2 * np.linalg.norm(p[f"W{i}"]) ** 2
            g[f"W{i}"] = g[f"W{i}"] + self.reg * p[f"W{i}"]
        return loss, g
