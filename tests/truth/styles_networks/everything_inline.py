"""One method without layers of its own; the sandwich functions are written too, and not used."""
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
    a = np.dot(x, W) + b
    n, c = a, None
    if normalization is not None:
        n, c = (batchnorm_forward if normalization == "batchnorm" else layernorm_forward)(a, gamma, beta, norm_param)
    return np.where(n > 0, n, 0.0), [x, W, n, c, normalization]


def affine_norm_relu_backward(dout, cache):
    x, W, n, c, normalization = cache
    dn = np.where(n > 0, dout, 0.0)
    if normalization is None:
        return np.dot(dn, W.T), np.dot(x.T, dn), dn.sum(0), None, None
    da, dg, db_ = (batchnorm_backward if normalization == "batchnorm" else layernorm_backward)(dn, c)
    return np.dot(da, W.T), np.dot(x.T, da), da.sum(0), dg, db_


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.reg = reg
        self.dtype = dtype
        self.L = len(hidden_dims) + 1
        self.params = {}
        r = np.random.RandomState(seed)
        d = [input_dim] + list(hidden_dims) + [num_classes]
        for i in range(self.L):
            self.params["W%i" % (i + 1)] = (r.standard_normal((d[i], d[i + 1])) * weight_scale).astype(dtype)
            self.params["b%i" % (i + 1)] = np.zeros(d[i + 1], dtype=dtype)
        self.bn_params = []
        if normalization:
            for i in range(self.L - 1):
                self.params["gamma%i" % (i + 1)] = np.ones(d[i + 1], dtype=dtype)
                self.params["beta%i" % (i + 1)] = np.zeros(d[i + 1], dtype=dtype)
                self.bn_params.append({"mode": "train"})

    def loss(self, X, y=None):
        P, g = self.params, {}
        xs, ns, cs = [np.asarray(X, dtype=self.dtype)], [], []
        for i in range(1, self.L):
            n, c = xs[-1] @ P["W%i" % i] + P["b%i" % i], None
            if self.normalization == "batchnorm":
                self.bn_params[i - 1]["mode"] = ["train", "test"][y is None]
                n, c = batchnorm_forward(n, P["gamma%i" % i], P["beta%i" % i], self.bn_params[i - 1])
            if self.normalization == "layernorm":
                n, c = layernorm_forward(n, P["gamma%i" % i], P["beta%i" % i], self.bn_params[i - 1])
            ns.append(n)
            cs.append(c)
            xs.append(n * (n > 0))
        s = xs[-1] @ P["W%i" % self.L] + P["b%i" % self.L]
        if y is None:
            return s
        e = np.exp(s - s.max(1)[:, None])
        prob = e / e.sum(1)[:, None]
        N = s.shape[0]
        loss = -np.log(prob[range(N), y]).sum() / N
        loss += self.reg * sum(0.5 * (P["W%i" % i] ** 2).sum() for i in range(1, self.L + 1))
        d = prob.copy()
        d[range(N), y] -= 1
        d /= N
        for i in range(self.L, 0, -1):
            if i < self.L:
                d = d * (ns[i - 1] > 0)
                if self.normalization == "batchnorm":
                    d, g["gamma%i" % i], g["beta%i" % i] = batchnorm_backward(d, cs[i - 1])
                if self.normalization == "layernorm":
                    d, g["gamma%i" % i], g["beta%i" % i] = layernorm_backward(d, cs[i - 1])
            g["W%i" % i] = xs[i - 1].T @ d + self.reg * P["W%i" % i]
            g["b%i" % i] = d.sum(0)
            d = d @ P["W%i" % i].T
        return loss, g
