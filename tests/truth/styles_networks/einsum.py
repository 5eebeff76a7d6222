"""Every product an einsum; caches are closures."""
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


es = np.einsum


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    a = es("nd,dm->nm", x, W) + b
    inner = None
    if normalization == "batchnorm":
        a, inner = batchnorm_forward(a, gamma, beta, norm_param)
    if normalization == "layernorm":
        a, inner = layernorm_forward(a, gamma, beta, norm_param)
    mask = (a > 0).astype(a.dtype)

    def back(dout):
        d, dgamma, dbeta = es("nm,nm->nm", dout, mask), None, None
        if normalization == "batchnorm":
            d, dgamma, dbeta = batchnorm_backward(d, inner)
        if normalization == "layernorm":
            d, dgamma, dbeta = layernorm_backward(d, inner)
        return es("nm,dm->nd", d, W), es("nd,nm->dm", x, d), es("nm->m", d), dgamma, dbeta

    return es("nm,nm->nm", a, mask), back


def affine_norm_relu_backward(dout, cache):
    return cache(dout)


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.kind, self.reg, self.dtype = normalization, reg, dtype
        rng = np.random.default_rng(seed)
        sizes = np.array([input_dim, *hidden_dims, num_classes])
        self.params, self.bn_params = {}, []
        for k in range(1, len(sizes)):
            self.params[f"W{k}"] = rng.normal(scale=weight_scale, size=sizes[k - 1 : k + 1]).astype(dtype)
            self.params[f"b{k}"] = np.zeros(sizes[k], dtype)
            if self.kind is not None and k < len(sizes) - 1:
                self.params[f"gamma{k}"], self.params[f"beta{k}"] = np.ones(sizes[k], dtype), np.zeros(sizes[k], dtype)
                self.bn_params.append({})

    def loss(self, X, y=None):
        L = sum(1 for name in self.params if name[0] == "W")
        get = self.params.get
        h, backs = X.astype(self.dtype), []
        for k in range(1, L):
            record = self.bn_params[k - 1] if self.kind else None
            if self.kind == "batchnorm":
                record["mode"] = "test" if y is None else "train"
            h, back = affine_norm_relu_forward(
                h, get(f"W{k}"), get(f"b{k}"), get(f"gamma{k}"), get(f"beta{k}"), self.kind, record)
            backs.append(back)
        s = es("nd,dc->nc", h, get(f"W{L}")) + get(f"b{L}")
        if y is None:
            return s
        loss, ds = softmax_loss(s, y)
        g = {f"W{L}": es("nd,nc->dc", h, ds), f"b{L}": es("nc->c", ds)}
        dh = es("nc,dc->nd", ds, get(f"W{L}"))
        for k, back in zip(range(L - 1, 0, -1), reversed(backs)):
            dh, *rest = affine_norm_relu_backward(dh, back)
            g.update({f"{n}{k}": v for n, v in zip(["W", "b", "gamma", "beta"], rest) if v is not None})
        for k in range(1, L + 1):
            W = get(f"W{k}")
            loss += self.reg / 2 * es("ij,ij", W, W)
            g[f"W{k}"] = g[f"W{k}"] + self.reg * W
        return loss, g
