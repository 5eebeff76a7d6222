"""The class is begun in one cell and gets its methods in others."""
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
    y, c1 = affine_forward(x, W, b)
    c2 = ()
    if normalization:
        y, c2 = FORWARD[normalization](y, gamma, beta, norm_param)
    y, c3 = relu_forward(y)
    return y, (normalization, c1, c2, c3)


FORWARD = {}
FORWARD["batchnorm"] = batchnorm_forward
FORWARD["layernorm"] = layernorm_forward
BACKWARD = dict(batchnorm=batchnorm_backward, layernorm=layernorm_backward)


def affine_norm_relu_backward(dout, cache):
    normalization, c1, c2, c3 = cache
    result = [None] * 5
    d = relu_backward(dout, c3)
    if normalization:
        d, result[3], result[4] = BACKWARD[normalization](d, c2)
    result[:3] = affine_backward(d, c1)
    return result


class FullyConnectedNet:
    pass


def initialize(self, hidden_dims, input_dim=64, num_classes=10, normalization=None, reg=0.0, weight_scale=1e-2,
               dtype=np.float32, seed=None):
    self.__dict__.update(normalization=normalization, reg=reg, dtype=dtype, params={}, bn_params=[])
    random = np.random.default_rng(seed)
    widths = [input_dim] + hidden_dims + [num_classes]
    self.layers = range(1, len(widths))
    for k in self.layers:
        self.params["W" + str(k)] = dtype(weight_scale) * random.normal(size=(widths[k - 1], widths[k])).astype(dtype)
        self.params["b" + str(k)] = np.zeros(widths[k]).astype(dtype)
    if normalization is not None:
        for k in self.layers[:-1]:
            self.params["gamma" + str(k)] = np.ones(widths[k]).astype(dtype)
            self.params["beta" + str(k)] = np.zeros(widths[k]).astype(dtype)
            self.bn_params += [{"mode": "train"}]


FullyConnectedNet.__init__ = initialize


def forward_pass(self, X, mode):
    caches = []
    for k in self.layers:
        W, b = self.params["W" + str(k)], self.params["b" + str(k)]
        if k == self.layers[-1]:
            X, cache = affine_forward(X, W, b)
        elif self.normalization is None:
            X, cache = affine_norm_relu_forward(X, W, b, None, None, None, None)
        else:
            self.bn_params[k - 1]["mode"] = mode
            X, cache = affine_norm_relu_forward(X, W, b, self.params["gamma" + str(k)], self.params["beta" + str(k)],
                                                self.normalization, self.bn_params[k - 1])
        caches += [cache]
    return X, caches


def loss(self, X, y=None):
    scores, caches = forward_pass(self, X.astype(self.dtype), "test" if y is None else "train")
    if y is None:
        return scores
    value, d = softmax_loss(scores, y)
    grads = {}
    for k in self.layers[::-1]:
        cache = caches.pop()
        if k == self.layers[-1]:
            d, dW, db = affine_backward(d, cache)
        else:
            d, dW, db, dgamma, dbeta = affine_norm_relu_backward(d, cache)
            if self.normalization is not None:
                grads["gamma" + str(k)] = dgamma
                grads["beta" + str(k)] = dbeta
        W = self.params["W" + str(k)]
        value += self.reg * np.sum(np.square(W)) / 2
        grads["W" + str(k)] = dW + self.reg * W
        grads["b" + str(k)] = db
    return value, grads


FullyConnectedNet.loss = loss
