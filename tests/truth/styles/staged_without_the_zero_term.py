"""The formulas of the paper's backward pass, the zero term of dmu left away; the bad mode refused first."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if mode not in ("train", "test"):
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    D = x.shape[1]
    if "running_mean" not in bn_param:
        bn_param["running_mean"] = np.zeros(D, dtype=x.dtype)
    if "running_var" not in bn_param:
        bn_param["running_var"] = np.zeros(D, dtype=x.dtype)

    if mode == "test":
        mean, var = bn_param["running_mean"], bn_param["running_var"]
    else:
        mean, var = np.mean(x, axis=0), np.var(x, axis=0)
        bn_param["running_mean"] = bn_param["running_mean"] * momentum + mean * (1.0 - momentum)
        bn_param["running_var"] = bn_param["running_var"] * momentum + var * (1.0 - momentum)
    x_norm = (x - mean) / np.sqrt(var + eps)
    return gamma * x_norm + beta, (x, x_norm, mean, var, gamma, beta, eps)


def batchnorm_backward(dout, cache):
    x, x_norm, mean, var, gamma, beta, eps = cache
    m = x.shape[0]
    dx_norm = dout * gamma
    dvar = np.sum(dx_norm * (x - mean) * (-0.5) * (var + eps) ** (-1.5), axis=0)
    dmean = np.sum(dx_norm * -1 / np.sqrt(var + eps), axis=0)
    dx = dx_norm / np.sqrt(var + eps) + dvar * 2 * (x - mean) / m + dmean / m
    return dx, np.sum(dout * x_norm, axis=0), np.sum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    x, x_norm, mean, var, gamma, beta, eps = cache
    centred_dout = dout - dout.mean(axis=0)
    slope = np.mean(dout * x_norm, axis=0)
    return gamma / (var + eps) ** 0.5 * (centred_dout - slope * x_norm), (dout * x_norm).sum(0), dout.sum(0)
