"""A class as a drawer: static methods, class attributes, and the three names taken out at the end."""

import numpy as np


def inverse_root(v):
    return 1.0 / np.sqrt(v)


class BatchNorm:
    EPS = 1e-5
    MOMENTUM = 0.9
    inverse_root = staticmethod(inverse_root)

    @staticmethod
    def blend(old, new, m):
        return m * old + (1 - m) * new

    @classmethod
    def forward(cls, x, gamma, beta, bn_param):
        mode = bn_param["mode"]
        eps = bn_param.get("eps", cls.EPS)
        m = bn_param.get("momentum", cls.MOMENTUM)
        rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
        rv = bn_param.get("running_var", np.zeros(x.shape[1]))
        if mode == "train":
            mu, var = x.mean(axis=0), x.var(axis=0)
            rm, rv = cls.blend(rm, mu, m), cls.blend(rv, var, m)
        elif mode == "test":
            mu, var = rm, rv
        else:
            raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
        inv = cls.inverse_root(var + eps)
        x_hat = (x - mu) * inv
        bn_param["running_mean"], bn_param["running_var"] = rm, rv
        return x_hat * gamma + beta, (x_hat, gamma, inv)

    @staticmethod
    def backward(dout, cache):
        x_hat, gamma, inv = cache
        g = dout * gamma * inv
        dx = g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0)
        return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)

    @staticmethod
    def short(dout, cache):
        x_hat, gamma, inv = cache
        db, dg = dout.sum(axis=0), (dout * x_hat).sum(axis=0)
        return gamma * inv / len(dout) * (len(dout) * dout - db - x_hat * dg), dg, db


batchnorm_forward = BatchNorm.forward
batchnorm_backward = BatchNorm.backward
batchnorm_backward_alt = BatchNorm.short
