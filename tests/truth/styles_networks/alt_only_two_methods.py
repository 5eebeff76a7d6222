"""The other backward pass in a sandwich for each normalization; forward and backward are methods."""
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


def affine_relu(x, W, b):
    a, fc = affine_forward(x, W, b)
    out, rc = relu_forward(a)
    return out, (fc, rc)


def affine_relu_back(dout, cache):
    fc, rc = cache
    return affine_backward(relu_backward(dout, rc), fc)


def affine_bn_relu(x, W, b, gamma, beta, param):
    a, fc = affine_forward(x, W, b)
    a, nc = batchnorm_forward(a, gamma, beta, param)
    out, rc = relu_forward(a)
    return out, (fc, nc, rc)


def affine_bn_relu_back(dout, cache):
    fc, nc, rc = cache
    da, dgamma, dbeta = batchnorm_backward_alt(relu_backward(dout, rc), nc)
    dx, dW, db = affine_backward(da, fc)
    return dx, dW, db, dgamma, dbeta


def affine_ln_relu(x, W, b, gamma, beta, param):
    a, fc = affine_forward(x, W, b)
    a, nc = layernorm_forward(a, gamma, beta, param)
    out, rc = relu_forward(a)
    return out, (fc, nc, rc)


def affine_ln_relu_back(dout, cache):
    fc, nc, rc = cache
    da, dgamma, dbeta = layernorm_backward(relu_backward(dout, rc), nc)
    dx, dW, db = affine_backward(da, fc)
    return dx, dW, db, dgamma, dbeta


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    if normalization == "batchnorm":
        out, cache = affine_bn_relu(x, W, b, gamma, beta, norm_param)
    elif normalization == "layernorm":
        out, cache = affine_ln_relu(x, W, b, gamma, beta, norm_param)
    else:
        out, cache = affine_relu(x, W, b)
    return out, (normalization, cache)


def affine_norm_relu_backward(dout, cache):
    normalization, inner = cache
    if normalization == "batchnorm":
        return affine_bn_relu_back(dout, inner)
    if normalization == "layernorm":
        return affine_ln_relu_back(dout, inner)
    return (*affine_relu_back(dout, inner), None, None)


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
