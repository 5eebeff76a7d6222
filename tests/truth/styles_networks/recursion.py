"""The network is recursive: each layer calls the next and answers with the gradient of its input."""
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
    out, first = affine_forward(x, W, b)
    match normalization:
        case None:
            second = None
        case "batchnorm":
            out, second = batchnorm_forward(out, gamma, beta, norm_param)
        case "layernorm":
            out, second = layernorm_forward(out, gamma, beta, norm_param)
    out, third = relu_forward(out)
    return out, (first, second, third, normalization)


def affine_norm_relu_backward(dout, cache):
    first, second, third, normalization = cache
    d = relu_backward(dout, third)
    match normalization:
        case None:
            return *affine_backward(d, first), None, None
        case "batchnorm":
            d, *ends = batchnorm_backward(d, second)
        case "layernorm":
            d, *ends = layernorm_backward(d, second)
    return *affine_backward(d, first), *ends


class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0,
                 weight_scale=1e-2, dtype=np.float32, seed=None):
        self.norm, self.reg, self.dtype = normalization, reg, dtype
        self.dims = (input_dim, *hidden_dims, num_classes)
        self.bn_params = [{"mode": "train"} for _ in hidden_dims] if normalization == "batchnorm" else \
            [{} for _ in hidden_dims] if normalization == "layernorm" else []
        self.params = dict(self._start(weight_scale, np.random.default_rng(seed)))

    def _start(self, scale, rng):
        for k in range(1, len(self.dims)):
            yield f"W{k}", (scale * rng.standard_normal(self.dims[k - 1:k + 1])).astype(self.dtype)
            yield f"b{k}", np.zeros(self.dims[k], self.dtype)
            if self.norm and k + 1 < len(self.dims):
                yield f"gamma{k}", np.ones(self.dims[k], self.dtype)
                yield f"beta{k}", np.zeros(self.dims[k], self.dtype)

    def loss(self, X, y=None):
        grads = {}
        answer = self._from(1, X.astype(self.dtype), y, grads)
        if y is None:
            return answer
        penalty = 0
        for name, W in self.params.items():
            if name[0] == "W":
                penalty += self.reg * (W * W).sum() / 2
                grads[name] = grads[name] + self.reg * W
        return answer[0] + penalty, grads

    def _from(self, k, x, y, grads):
        """The scores, or the loss and the gradient of x."""
        W, b = self.params[f"W{k}"], self.params[f"b{k}"]
        if k == len(self.dims) - 1:
            scores, cache = affine_forward(x, W, b)
            if y is None:
                return scores
            loss, d = softmax_loss(scores, y)
            d, grads[f"W{k}"], grads[f"b{k}"] = affine_backward(d, cache)
            return loss, d
        param = self.bn_params[k - 1] if self.norm else None
        if self.norm == "batchnorm":
            param["mode"] = "test" if y is None else "train"
        gamma, beta = self.params.get(f"gamma{k}"), self.params.get(f"beta{k}")
        out, cache = affine_norm_relu_forward(x, W, b, gamma, beta, self.norm, param)
        found = self._from(k + 1, out, y, grads)
        if y is None:
            return found
        loss, d = found
        d, grads[f"W{k}"], grads[f"b{k}"], dgamma, dbeta = affine_norm_relu_backward(d, cache)
        if self.norm:
            grads[f"gamma{k}"], grads[f"beta{k}"] = dgamma, dbeta
        return loss, d
