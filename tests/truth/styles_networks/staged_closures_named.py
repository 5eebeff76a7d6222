"""Layer norm is batch norm turned on its side; caches are functions in a dictionary."""
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
    """The cache is the way back itself: a function."""
    a, affine_cache = affine_forward(x, W, b)
    n, back = a, lambda d: (d, None, None)
    if normalization == "batchnorm":
        n, kept = batchnorm_forward(a, gamma, beta, norm_param)
        back = lambda d: batchnorm_backward_alt(d, kept)
    elif normalization == "layernorm":
        n, kept = layernorm_forward(a, gamma, beta, norm_param)
        back = lambda d: layernorm_backward(d, kept)

    def way_back(dout):
        da, dgamma, dbeta = back(np.where(n > 0, dout, 0))
        return (*affine_backward(da, affine_cache), dgamma, dbeta)

    return np.where(n > 0, n, 0), way_back


def affine_norm_relu_backward(dout, cache):
    return cache(dout)


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        self.num_layers = len(hidden_dims) + 1
        self.params, self.bn_params = {}, []
        rng = np.random.default_rng(seed)
        sizes = [input_dim] + list(hidden_dims) + [num_classes]
        for i in range(self.num_layers):
            self.params["W%d" % (i + 1)] = rng.normal(0.0, weight_scale, (sizes[i], sizes[i + 1]))
            self.params["b%d" % (i + 1)] = np.zeros(sizes[i + 1])
        if normalization:
            for i, size in enumerate(hidden_dims):
                self.params["gamma%d" % (i + 1)] = np.ones(size)
                self.params["beta%d" % (i + 1)] = np.zeros(size)
        if normalization == "batchnorm":
            self.bn_params = [{"mode": "train"} for _ in hidden_dims]
        elif normalization == "layernorm":
            self.bn_params = [{} for _ in hidden_dims]
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode
        caches, h = {}, X
        for i in range(1, self.num_layers):
            k = str(i)
            extra = [None, None, None]
            if self.normalization:
                extra = [self.params["gamma" + k], self.params["beta" + k], self.bn_params[i - 1]]
            h, caches["layer" + k] = affine_norm_relu_forward(
                h, self.params["W" + k], self.params["b" + k], extra[0], extra[1], self.normalization, extra[2]
            )
        k = str(self.num_layers)
        scores, caches["last"] = affine_forward(h, self.params["W" + k], self.params["b" + k])
        if mode == "test":
            return scores
        loss, dscores = softmax_loss(scores, y)
        grads = {}
        dh, grads["W" + k], grads["b" + k] = affine_backward(dscores, caches["last"])
        grads["W" + k] += self.reg * self.params["W" + k]
        loss += 0.5 * self.reg * np.sum(np.square(self.params["W" + k]))
        for i in range(self.num_layers - 1, 0, -1):
            k = str(i)
            dh, dW, db, dgamma, dbeta = affine_norm_relu_backward(dh, caches["layer" + k])
            loss += 0.5 * self.reg * np.sum(np.square(self.params["W" + k]))
            grads["W" + k] = dW + self.reg * self.params["W" + k]
            grads["b" + k] = db
            if self.normalization:
                grads["gamma" + k], grads["beta" + k] = dgamma, dbeta
        return loss, grads
