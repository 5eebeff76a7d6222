"""Only the other backward pass is there; caches by name, weights penalised on the way."""
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
