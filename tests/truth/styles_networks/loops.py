"""Loops over rows and features wherever a loop is possible."""
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


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    N, D = x.shape
    M = W.shape[1]
    a = np.zeros((N, M))
    for i in range(N):
        for j in range(M):
            a[i, j] = sum(x[i, k] * W[k, j] for k in range(D)) + b[j]
    norm_cache = None
    if normalization == "batchnorm":
        a, norm_cache = batchnorm_forward(a, gamma, beta, norm_param)
    elif normalization == "layernorm":
        a, norm_cache = layernorm_forward(a, gamma, beta, norm_param)
    out = np.zeros((N, M))
    for i in range(N):
        for j in range(M):
            if a[i, j] > 0:
                out[i, j] = a[i, j]
    return out, (x, W, a, norm_cache, normalization)


def affine_norm_relu_backward(dout, cache):
    x, W, a, norm_cache, normalization = cache
    da = np.array(dout, dtype=float)
    for i, j in np.ndindex(*da.shape):
        if not a[i, j] > 0:
            da[i, j] = 0
    dgamma, dbeta = None, None
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    elif normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    dx, dW, db = np.zeros(x.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(x)):
        dx[i] = W @ da[i]
        dW += np.outer(x[i], da[i])
        db += da[i]
    return dx, dW, db, dgamma, dbeta


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.reg = reg
        self.dtype = dtype
        self.hidden_dims = hidden_dims
        rng = np.random.default_rng(seed)
        self.params = {}
        self.bn_params = []
        n = input_dim
        k = 1
        for m in hidden_dims:
            self.params[f"W{k}"] = rng.normal(0, weight_scale, (n, m))
            self.params[f"b{k}"] = np.zeros(m)
            if normalization:
                self.params[f"gamma{k}"] = np.ones(m)
                self.params[f"beta{k}"] = np.zeros(m)
                self.bn_params.append({})
            n = m
            k += 1
        self.params[f"W{k}"] = rng.normal(0, weight_scale, (n, num_classes))
        self.params[f"b{k}"] = np.zeros(num_classes)
        for name in self.params:
            self.params[name] = self.params[name].astype(dtype)

    def loss(self, X, y=None):
        for d in self.bn_params:
            d["mode"] = "test" if y is None else "train"
        h = X.astype(self.dtype)
        caches = []
        for k in range(1, len(self.hidden_dims) + 1):
            if self.normalization:
                h, c = affine_norm_relu_forward(h, self.params[f"W{k}"], self.params[f"b{k}"], self.params[f"gamma{k}"],
                                                self.params[f"beta{k}"], self.normalization, self.bn_params[k - 1])
            else:
                h, c = affine_norm_relu_forward(h, self.params[f"W{k}"], self.params[f"b{k}"], None, None, None, None)
            caches.append(c)
        last = len(self.hidden_dims) + 1
        W, b = self.params[f"W{last}"], self.params[f"b{last}"]
        scores = h @ W + b
        if y is None:
            return scores
        loss = 0.0
        d = np.zeros(scores.shape)
        for i in range(len(y)):
            e = np.exp(scores[i] - max(scores[i]))
            p = e / sum(e)
            loss -= np.log(p[y[i]]) / len(y)
            d[i] = p / len(y)
            d[i, y[i]] -= 1 / len(y)
        grads = {f"W{last}": h.T @ d, f"b{last}": d.sum(axis=0)}
        d = d @ W.T
        for k in range(last - 1, 0, -1):
            d, grads[f"W{k}"], grads[f"b{k}"], dgamma, dbeta = affine_norm_relu_backward(d, caches[k - 1])
            if self.normalization:
                grads[f"gamma{k}"] = dgamma
                grads[f"beta{k}"] = dbeta
        for k in range(1, last + 1):
            for w in self.params[f"W{k}"].flat:
                loss += 0.5 * self.reg * w * w
            grads[f"W{k}"] += self.reg * self.params[f"W{k}"]
        return loss, grads
