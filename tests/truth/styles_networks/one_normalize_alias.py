"""The other backward pass is another name of the first; the last layer is written out."""
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


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    a, affine_cache = affine_forward(x, W, b)
    norm_cache = None
    if normalization == "batchnorm":
        a, norm_cache = batchnorm_forward(a, gamma, beta, norm_param)
    elif normalization == "layernorm":
        a, norm_cache = layernorm_forward(a, gamma, beta, norm_param)
    out, relu_cache = relu_forward(a)
    return out, (affine_cache, norm_cache, relu_cache, normalization)


def affine_norm_relu_backward(dout, cache):
    affine_cache, norm_cache, relu_cache, normalization = cache
    da = relu_backward(dout, relu_cache)
    dgamma = dbeta = None
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward_alt(da, norm_cache)
    elif normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    dx, dW, db = affine_backward(da, affine_cache)
    return dx, dW, db, dgamma, dbeta


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
