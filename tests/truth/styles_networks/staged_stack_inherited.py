"""Each layer keeps a list of its steps; the network inherits its penalty."""
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


FORWARD = {"batchnorm": batchnorm_forward, "layernorm": layernorm_forward}
BACKWARD = {"batchnorm": batchnorm_backward, "layernorm": layernorm_backward}


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    steps = [("affine", None)]
    out, kept = affine_forward(x, W, b)
    steps[0] = ("affine", kept)
    if normalization is not None:
        out, kept = FORWARD[normalization](out, gamma, beta, norm_param)
        steps.append((normalization, kept))
    steps.append(("relu", out > 0))
    return out * (out > 0), steps


def affine_norm_relu_backward(dout, cache):
    found = {}
    for kind, kept in reversed(cache):
        if kind == "relu":
            dout = dout * kept
        elif kind == "affine":
            dout, found["W"], found["b"] = affine_backward(dout, kept)
        else:
            dout, found["gamma"], found["beta"] = BACKWARD[kind](dout, kept)
    return dout, found["W"], found["b"], found.get("gamma"), found.get("beta")


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
