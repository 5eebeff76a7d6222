"""A small tape of its own: every operation remembers how to go back, and the cache is the recorded graph."""

import numpy as np


def fit(grad, shape):
    """Sum a gradient over the axes that were broadcast."""
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    return grad


class Node:
    def __init__(self, value, parents=()):
        self.value = np.asarray(value)
        self.parents = parents  # (node, function from this gradient to the parent's)

    def __add__(self, other):
        return Node(self.value + other.value, ((self, lambda g: g), (other, lambda g: g)))

    def __sub__(self, other):
        return Node(self.value - other.value, ((self, lambda g: g), (other, lambda g: -g)))

    def __mul__(self, other):
        return Node(
            self.value * other.value, ((self, lambda g: g * other.value), (other, lambda g: g * self.value))
        )

    def __pow__(self, p):
        return Node(self.value**p, ((self, lambda g: g * p * self.value ** (p - 1)),))

    def mean(self):
        n = len(self.value)
        return Node(self.value.mean(axis=0), ((self, lambda g: np.ones_like(self.value) * g / n),))

    def order(self, seen):
        if self not in seen:
            for parent, _ in self.parents:
                parent.order(seen)
            seen[self] = None
        return list(seen)

    def backward(self, gradient):
        grads = {self: gradient}
        for node in reversed(self.order({})):
            for parent, rule in node.parents:
                part = fit(rule(grads[node]), parent.value.shape)
                grads[parent] = grads[parent] + part if parent in grads else part
        return grads


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    x, gamma, beta = Node(x), Node(gamma), Node(beta)
    if mode == "train":
        mean = x.mean()
        var = ((x - mean) ** 2).mean()
        rm = momentum * rm + (1 - momentum) * mean.value
        rv = momentum * rv + (1 - momentum) * var.value
    elif mode == "test":
        mean, var = Node(rm), Node(rv)
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    out = gamma * (x - mean) * (var + Node(eps * np.ones_like(rv))) ** -0.5 + beta
    return out.value, (out, x, gamma, beta)


def batchnorm_backward(dout, cache):
    out, *inputs = cache
    grads = out.backward(dout)
    return tuple(grads[node] for node in inputs)


def batchnorm_backward_alt(dout, cache):
    x, gamma = cache[1].value, cache[2].value
    shifted = cache[0].value - cache[3].value  # gamma * x_hat
    h = shifted / gamma
    with np.errstate(divide="ignore", invalid="ignore"):
        inv = np.sqrt((h * h).sum(axis=0) / ((x - x.mean(axis=0)) ** 2).sum(axis=0))
    return gamma * inv * (dout - dout.mean(0) - h * (dout * h).mean(0)), (dout * h).sum(0), dout.sum(0)
