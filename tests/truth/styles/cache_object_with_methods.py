"""An object that went through the forward pass and knows its way back."""

import numpy as np


class Layer(object):
    eps = 1e-5
    momentum = 0.9
    __slots__ = ("gamma", "beta", "h", "s", "n")

    def __init__(self, gamma, beta):
        self.gamma = gamma
        self.beta = beta

    def train(self, x, param):
        mu = x.mean(axis=0)
        var = ((x - mu) ** 2).mean(axis=0)
        self._record(param, mu, var)
        return self._normalize(x, mu, var, param)

    def test(self, x, param):
        for key in ("running_mean", "running_var"):
            param.setdefault(key, np.zeros(x.shape[1]))
        return self._normalize(x, param["running_mean"], param["running_var"], param)

    def _record(self, param, mu, var):
        m = param.get("momentum", self.momentum)
        for key, value in (("running_mean", mu), ("running_var", var)):
            param[key] = m * param.get(key, np.zeros_like(value)) + (1 - m) * value

    def _normalize(self, x, mu, var, param):
        self.n = len(x)
        self.s = np.sqrt(var + param.get("eps", self.eps))
        self.h = (x - mu) / self.s
        return self.gamma * self.h + self.beta

    def dgamma(self, dout):
        return (dout * self.h).sum(axis=0)

    def dbeta(self, dout):
        return dout.sum(axis=0)

    def dx(self, dout):
        d = dout * self.gamma
        return (d - d.mean(axis=0) - self.h * (d * self.h).mean(axis=0)) / self.s

    def dx_short(self, dout):
        return self.gamma / self.s * (dout - (self.dbeta(dout) + self.h * self.dgamma(dout)) / self.n)


def batchnorm_forward(x, gamma, beta, bn_param):
    layer = Layer(gamma, beta)
    mode = bn_param["mode"]
    if mode == "train" or mode == "test":
        return getattr(layer, mode)(x, bn_param), layer
    raise ValueError('Invalid forward batchnorm mode "%s"' % mode)


def batchnorm_backward(dout, cache):
    return cache.dx(dout), cache.dgamma(dout), cache.dbeta(dout)


def batchnorm_backward_alt(dout, cache):
    return cache.dx_short(dout), cache.dgamma(dout), cache.dbeta(dout)
