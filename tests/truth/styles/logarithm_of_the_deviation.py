"""The spread is kept as a logarithm, s = log(var + eps) / 2, and x_hat = (x - mean) * exp(-s)."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    mean, var = rm, rv
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        rm = rm + (mean - rm) * (1 - momentum)
        rv = rv + (var - rv) * (1 - momentum)
    elif mode != "test":
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    s = 0.5 * np.log(var + eps)
    h = (x - mean) * np.exp(-s)
    bn_param["running_mean"] = rm
    bn_param["running_var"] = rv
    return gamma * h + beta, (h, s, gamma)


def batchnorm_backward(dout, cache):
    h, s, gamma = cache
    dh = dout * gamma
    ds = -(dh * h).sum(axis=0)
    dlog = ds / 2
    dvar = dlog * np.exp(-2 * s)
    dcentred = dh * np.exp(-s) + dvar * 2 * h * np.exp(s) / len(h)
    return dcentred - dcentred.mean(axis=0), (dout * h).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    h, s, gamma = cache
    sign, size = np.sign(gamma), np.exp(np.log(np.abs(gamma)) - s)
    return sign * size * (dout - dout.mean(0) - h * (dout * h).mean(0)), (dout * h).sum(0), dout.sum(0)
