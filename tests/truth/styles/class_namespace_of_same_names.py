"""Plain functions, gathered in a class whose attributes have the functions' own names."""

import numpy as np


def forward(x, gamma, beta, mean, var, eps):
    inv = (var + eps) ** -0.5
    return gamma * (x - mean) * inv + beta, ((x - mean) * inv, inv, gamma)


def backward(dout, cache):
    h, inv, gamma = cache
    d = dout * gamma
    return inv * (d - d.mean(0) - h * (h * d).mean(0)), (h * dout).sum(0), dout.sum(0)


eps = 1e-5
momentum = 0.9


class bn:
    forward = staticmethod(forward)
    backward = staticmethod(backward)
    eps = eps
    momentum = momentum


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if mode not in ["train", "test"]:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    mean, var = (x.mean(0), x.var(0)) if mode == "train" else (rm, rv)
    m = bn_param.get("momentum", bn.momentum) if mode == "train" else 1
    bn_param["running_mean"] = rm if m == 1 else m * rm + (1 - m) * mean
    bn_param["running_var"] = rv if m == 1 else m * rv + (1 - m) * var
    return bn.forward(x, gamma, beta, mean, var, bn_param.get("eps", bn.eps))


def batchnorm_backward(dout, cache):
    return bn.backward(dout, cache)


def batchnorm_backward_alt(dout, cache):
    h, inv, gamma = cache
    return gamma * inv * (dout - dout.mean(0) - h * (h * dout).mean(0)), (h * dout).sum(0), dout.sum(0)
