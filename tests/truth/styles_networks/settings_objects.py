"""Each layer owns an object with its settings, and the norms are static methods of one class."""
import numpy as np


class Norms:
    @staticmethod
    def batchnorm_forward(x, gamma, beta, bn_param):
        mode = bn_param["mode"]
        mean = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
        var = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
        keep, eps = bn_param.get("momentum", 0.9), bn_param.get("eps", 1e-5)
        if mode == "train":
            mu, v = x.mean(axis=0), x.var(axis=0)
            bn_param.update(
                running_mean=keep * mean + (1 - keep) * mu, running_var=keep * var + (1 - keep) * v
            )
        elif mode == "test":
            mu, v = mean, var
            bn_param.update(running_mean=mean, running_var=var)
        else:
            raise ValueError("Invalid forward batchnorm mode " + repr(mode))
        cache = {"hat": (x - mu) * (v + eps) ** -0.5, "scale": gamma * (v + eps) ** -0.5}
        return cache["hat"] * gamma + beta, cache

    @staticmethod
    def batchnorm_backward_alt(dout, cache):
        dgamma, dbeta = np.sum(dout * cache["hat"], axis=0), np.sum(dout, axis=0)
        return cache["scale"] * (dout - (dbeta + cache["hat"] * dgamma) / len(dout)), dgamma, dbeta

    @staticmethod
    def layernorm_forward(x, gamma, beta, ln_param):
        centred = x - x.mean(axis=1, keepdims=True)
        root = (np.mean(centred**2, axis=1, keepdims=True) + ln_param.get("eps", 1e-5)) ** 0.5
        return gamma * centred / root + beta, [centred / root, root, gamma]

    @staticmethod
    def layernorm_backward(dout, cache):
        hat, root, gamma = cache
        g = dout * gamma
        dx = g - np.mean(g, axis=1, keepdims=True) - hat * np.mean(g * hat, axis=1, keepdims=True)
        return dx / root, np.sum(dout * hat, axis=0), np.sum(dout, axis=0)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    a = np.dot(x, W) + b
    cache = None
    if normalization == "batchnorm":
        a, cache = Norms.batchnorm_forward(a, gamma, beta, norm_param)
    if normalization == "layernorm":
        a, cache = Norms.layernorm_forward(a, gamma, beta, norm_param)
    return np.where(a > 0, a, 0), dict(x=x, W=W, norm=cache, on=a > 0, kind=normalization)


def affine_norm_relu_backward(dout, cache):
    back = {"batchnorm": Norms.batchnorm_backward_alt, "layernorm": Norms.layernorm_backward}
    da, dgamma, dbeta = np.where(cache["on"], dout, 0), None, None
    if cache["kind"] in back:
        da, dgamma, dbeta = back[cache["kind"]](da, cache["norm"])
    return da @ cache["W"].T, cache["x"].T @ da, da.sum(axis=0), dgamma, dbeta


class Settings:
    """The settings of one layer; what a norm wants is a view on its attributes."""

    def __init__(self, number):
        self.number = number

    def begin(self, training):
        self.mode = "train" if training else "test"
        return vars(self)


class FullyConnectedNet:
    def __init__(
        self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0, weight_scale=1e-2,
        dtype=np.float32, seed=None,
    ):
        rng = np.random.default_rng(seed)
        self.normalization, self.reg, self.dtype = normalization, reg, dtype
        self.depth = len(hidden_dims) + 1
        self.params = {}
        sizes = [input_dim, *hidden_dims, num_classes]
        for number, (wide, narrow) in enumerate(zip(sizes, sizes[1:], strict=False), 1):
            self.params[f"W{number}"] = rng.normal(0, weight_scale, (wide, narrow)).astype(dtype)
            self.params[f"b{number}"] = np.zeros(narrow, dtype)
            if normalization and number < self.depth:
                self.params[f"gamma{number}"] = np.ones(narrow, dtype)
                self.params[f"beta{number}"] = np.zeros(narrow, dtype)
        self.bn_params = {number: Settings(number) for number in range(1, self.depth)}

    def of(self, number):
        return [self.params.get(f"{kind}{number}") for kind in ("W", "b", "gamma", "beta")]

    def loss(self, X, y=None):
        signal, caches = X.astype(self.dtype), {}
        for number, settings in self.bn_params.items():
            given = settings.begin(y is not None) if self.normalization else None
            signal, caches[number] = affine_norm_relu_forward(
                signal, *self.of(number), self.normalization, given
            )
        W, b, _, _ = self.of(self.depth)
        scores = signal @ W + b
        if y is None:
            return scores
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = odds / odds.sum(axis=1, keepdims=True)
        picked = chances[range(len(y)), y]
        loss = -np.log(picked).sum() / len(y)
        d = (chances - np.eye(scores.shape[1])[y]) / len(y)
        grads = {f"W{self.depth}": signal.T @ d, f"b{self.depth}": d.sum(axis=0)}
        d = d @ W.T
        for number in sorted(caches, reverse=True):
            d, *rest = affine_norm_relu_backward(d, caches[number])
            for kind, grad in zip(("W", "b", "gamma", "beta"), rest, strict=True):
                if grad is not None:
                    grads[f"{kind}{number}"] = grad
        for number in range(1, self.depth + 1):
            W = self.params[f"W{number}"]
            loss += self.reg / 2 * np.tensordot(W, W)
            grads[f"W{number}"] = grads[f"W{number}"] + self.reg * W
        return loss, grads
