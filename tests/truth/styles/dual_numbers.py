"""Forward mode: a column of x becomes dual numbers with one direction for each row."""

import numpy as np


class Dual:
    """Values (N,) and their slopes (N, K) along K directions."""

    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __sub__(self, other):
        return Dual(self.value - other.value, self.slope - other.slope)

    def __mul__(self, other):
        slope = self.value[..., None] * other.slope + other.value[..., None] * self.slope
        return Dual(self.value * other.value, slope)

    def mean(self):
        return Dual(np.array([self.value.mean()]), self.slope.mean(axis=0, keepdims=True))

    def inverse_root(self, eps):
        v = self.value + eps
        return Dual(v**-0.5, -0.5 * v[..., None] ** -1.5 * self.slope)


def normalize(column, eps):
    mean = column.mean()
    centred = column - mean
    return centred * (centred * centred).mean().inverse_root(eps)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None
    if mode == "train":
        cache = [normalize(Dual(c, np.eye(len(c))), eps) for c in x.T], gamma
        out = np.stack([dual.value for dual in cache[0]], axis=1) * gamma + beta
        rm = momentum * rm + (1 - momentum) * x.mean(axis=0)
        rv = momentum * rv + (1 - momentum) * x.var(axis=0)
    elif mode == "test":
        out = gamma * (x - rm) / np.sqrt(rv + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, cache


def batchnorm_backward(dout, cache):
    duals, gamma = cache
    dx = np.stack([g * d @ dual.slope for d, dual, g in zip(dout.T, duals, gamma)], axis=1)
    dgamma = np.array([d @ dual.value for d, dual in zip(dout.T, duals)])
    return dx, dgamma, dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    slopes = np.stack([dual.slope for dual in cache[0]])  # feature, output row, input row
    values = np.stack([dual.value for dual in cache[0]], axis=1)
    return np.einsum("ij,j,jik->kj", dout, cache[1], slopes), (dout * values).sum(0), dout.sum(0)
