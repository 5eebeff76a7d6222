"""The cache of a layer is a function that goes back through it, by the other backward pass."""
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


class Net:
    """What every network has: parameters that are drawn, and a penalty."""

    def draw(self, sizes, scale, seed):
        rng = np.random.default_rng(seed)
        return [rng.normal(scale=scale, size=pair) for pair in zip(sizes, sizes[1:])]

    def penalty(self):
        return sum(float(np.vdot(W, W)) for name, W in self.params.items() if name.startswith("W"))


class FullyConnectedNet(Net):
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.normalization = normalization
        self.reg = reg
        self.dtype = dtype
        self.L = len(hidden_dims) + 1
        weights = self.draw([input_dim, *hidden_dims, num_classes], weight_scale, seed)
        params = {f"W{i}": W for i, W in enumerate(weights, 1)}
        params |= {f"b{i}": np.zeros(W.shape[1]) for i, W in enumerate(weights, 1)}
        if normalization:
            params |= {f"gamma{i}": np.ones(n) for i, n in enumerate(hidden_dims, 1)}
            params |= {f"beta{i}": np.zeros(n) for i, n in enumerate(hidden_dims, 1)}
        self.params = {name: value.astype(dtype) for name, value in params.items()}
        self.bn_params = [{"mode": "train"} for _ in hidden_dims] if normalization else []

    def loss(self, X, y=None):
        training = y is not None
        p, norm = self.params, self.normalization
        outs, caches = [X.astype(self.dtype)], []
        for i in range(1, self.L):
            if norm == "batchnorm":
                self.bn_params[i - 1]["mode"] = "train" if training else "test"
            out, cache = affine_norm_relu_forward(
                outs[-1], p[f"W{i}"], p[f"b{i}"], p[f"gamma{i}"] if norm else None,
                p[f"beta{i}"] if norm else None, norm, self.bn_params[i - 1] if norm else None,
            )
            outs.append(out)
            caches.append(cache)
        scores = outs[-1] @ p[f"W{self.L}"] + p[f"b{self.L}"]
        if not training:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {f"W{self.L}": outs[-1].T @ d, f"b{self.L}": d.sum(axis=0)}
        d = d @ p[f"W{self.L}"].T
        for i in reversed(range(1, self.L)):
            d, grads[f"W{i}"], grads[f"b{i}"], dgamma, dbeta = affine_norm_relu_backward(d, caches[i - 1])
            if norm:
                grads[f"gamma{i}"], grads[f"beta{i}"] = dgamma, dbeta
        grads = {name: g + self.reg * p[name] if name[0] == "W" else g for name, g in grads.items()}
        return loss + 0.5 * self.reg * self.penalty(), grads
