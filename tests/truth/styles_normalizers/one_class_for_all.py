"""One class that normalizes along any axes, and eight functions that hand their work to it."""

import numpy as np


class Standardizer:
    def __init__(self, x, axes, eps, centre=True):
        self.axes = axes
        self.centre = centre
        self.mean = x.mean(axis=axes, keepdims=True) if centre else 0.0
        self.var = np.mean((x - self.mean) ** 2, axis=axes, keepdims=True)
        self.std = np.sqrt(self.var + eps)
        self.x_hat = (x - self.mean) / self.std

    def back(self, d):
        m = lambda a: a.mean(axis=self.axes, keepdims=True)
        d0 = d - m(d) if self.centre else d
        return (d0 - self.x_hat * m(d * self.x_hat)) / self.std


def layernorm_forward(x, gamma, beta, ln_param):
    s = Standardizer(x, -1, ln_param.get("eps", 1e-5))
    s.gamma = gamma
    return gamma * s.x_hat + beta, s


def layernorm_backward(dout, s):
    return s.back(dout * s.gamma), (dout * s.x_hat).sum(0), dout.sum(0)


def rmsnorm_forward(x, gamma, rms_param):
    s = Standardizer(x, -1, rms_param.get("eps", 1e-5), centre=False)
    s.gamma = gamma
    return gamma * s.x_hat, s


def rmsnorm_backward(dout, s):
    return s.back(dout * s.gamma), (dout * s.x_hat).sum(0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    eps, m = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    channels = x.shape[1]
    for key in ("running_mean", "running_var"):
        bn_param.setdefault(key, np.zeros(channels, x.dtype))
    g, b = gamma[:, None, None], beta[:, None, None]
    if bn_param["mode"] == "test":
        mean, var = (bn_param[key][:, None, None] for key in ("running_mean", "running_var"))
        return (g * ((x - mean) / np.sqrt(var + eps)) + b).astype(x.dtype), None
    if bn_param["mode"] != "train":
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    s = Standardizer(x, (0, 2, 3), eps)
    s.gamma = g
    bn_param["running_mean"] = m * bn_param["running_mean"] + (1 - m) * s.mean.squeeze((0, 2, 3))
    bn_param["running_var"] = m * bn_param["running_var"] + (1 - m) * s.var.squeeze((0, 2, 3))
    return g * s.x_hat + b, s


def spatial_batchnorm_backward(dout, s):
    return s.back(dout * s.gamma), (dout * s.x_hat).sum((0, 2, 3)), dout.sum((0, 2, 3))


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    n, c, h, w = x.shape
    s = Standardizer(x.reshape(n, G, c // G, h, w), (2, 3, 4), gn_param.get("eps", 1e-5))
    s.gamma = gamma
    return gamma * s.x_hat.reshape(x.shape) + beta, s


def spatial_groupnorm_backward(dout, s):
    dx = s.back((dout * s.gamma).reshape(s.x_hat.shape)).reshape(dout.shape)
    sums = lambda a: a.sum((0, 2, 3), keepdims=True)
    return dx, sums(dout * s.x_hat.reshape(dout.shape)), sums(dout)
