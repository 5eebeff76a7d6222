"""Copies in Fortran order and strided views; the results are views of larger arrays."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    N, D = x.shape
    table = np.zeros((2, D), order="F")
    table[0] = bn_param.get("running_mean", 0)
    table[1] = bn_param.get("running_var", 0)
    xf = np.asfortranarray(x)
    if mode == "train":
        stats = np.empty((2, D), order="F")
        stats[0] = xf.mean(axis=0)
        stats[1] = xf.var(axis=0)
        table = momentum * table + (1 - momentum) * stats
    elif mode == "test":
        stats = table
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = table[0], table[1]
    std = np.sqrt(stats[1] + eps)
    both = np.zeros((N, 2 * D), order="F")
    both[:, ::2] = (xf - stats[0]) / std
    both[:, 1::2] = gamma * both[:, ::2] + beta
    return both[:, 1::2], (both[:, ::2], std, gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    d = np.asfortranarray(dout) * gamma
    dx = np.copy((d - d.mean(axis=0) - h * (d * h).mean(axis=0)) / std, order="F")
    sums = np.stack([(dout * h).sum(axis=0), dout.sum(axis=0)], axis=1)
    return dx, sums[:, 0], sums[:, 1]


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = (np.ascontiguousarray(a) for a in cache)
    everything = np.vstack([gamma / std * (dout - dout.mean(0) - h * (dout * h).mean(0)), (dout * h).sum(0), dout.sum(0)])
    return everything[:-2], everything[-2], everything[-1]
