"""Three sandwiches over one function that normalizes."""
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
