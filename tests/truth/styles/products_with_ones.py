"""Sums over the rows are products with a vector of ones; there is no axis= in this file."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    n, d = x.shape
    one = np.ones(n)
    running_mean = bn_param.get("running_mean", np.zeros(d))
    running_var = bn_param.get("running_var", np.zeros(d))
    if mode == "train":
        mu = one.dot(x) / n
        xc = x - one[:, None].dot(mu[None, :])
        var = one.dot(xc * xc) / n
        inv = 1 / np.sqrt(var + eps)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        bn_param.update(running_mean=running_mean, running_var=running_var)
        return xc * (inv * gamma) + beta, (xc, inv, gamma, one)
    elif mode == "test":
        bn_param.update(running_mean=running_mean, running_var=running_var)
        w = gamma / np.sqrt(running_var + eps)
        return x * w + (beta - running_mean * w), None
    raise ValueError('Invalid forward batchnorm mode "%s"' % mode)


def batchnorm_backward(dout, cache):
    xc, inv, gamma, one = cache
    n = one.dot(one)
    dbeta = one.dot(dout)
    dgamma = one.dot(dout * xc) * inv
    dinv = one.dot(dout * xc) * gamma
    dvar = dinv * -0.5 * inv * inv * inv
    dxc = dout * (gamma * inv) + 2 / n * xc * dvar
    return dxc - np.outer(one, one.dot(dxc)) / n, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xc, inv, gamma, one = cache
    n = one @ one
    a, b = one @ dout, one @ (dout * xc)
    return gamma * inv * (dout - a / n - xc * inv**2 * b / n), b * inv, a
