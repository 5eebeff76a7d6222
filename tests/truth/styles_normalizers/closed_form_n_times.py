"""Columns of a table, in the closed form with N * dout; everything else is turned into such a table."""

import numpy as np


def columns(t, eps):
    centred = t - t.mean(axis=0)
    inv = 1 / np.sqrt((centred * centred).mean(axis=0) + eps)
    return centred * inv, (centred * inv, inv)


def columns_back(d, c):
    h, inv = c
    n = len(d)
    return inv / n * (n * d - d.sum(axis=0) - h * (d * h).sum(axis=0))


def layernorm_forward(x, gamma, beta, ln_param):
    h, c = columns(x.T, ln_param.get("eps", 1e-5))
    return gamma * h.T + beta, (c, gamma)


def layernorm_backward(dout, cache):
    c, gamma = cache
    return columns_back((dout * gamma).T, c).T, (dout * c[0].T).sum(axis=0), dout.sum(axis=0)


def rmsnorm_forward(x, gamma, rms_param):
    r = np.sqrt((x**2).mean(axis=1, keepdims=True) + rms_param.get("eps", 1e-5))
    return gamma * x / r, (x / r, r, gamma)


def rmsnorm_backward(dout, cache):
    h, r, gamma = cache
    d = dout * gamma
    return (d - h * (d * h).mean(axis=1, keepdims=True)) / r, (dout * h).sum(axis=0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    eps, keep = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    mean, var = bn_param.get("running_mean", np.zeros(C)), bn_param.get("running_var", np.zeros(C))
    table = x.transpose(0, 2, 3, 1).reshape(-1, C)
    cache = None
    if bn_param["mode"] == "train":
        h, c = columns(table, eps)
        cache = (c, gamma)
        mean, var = keep * mean + (1 - keep) * table.mean(0), keep * var + (1 - keep) * table.var(0)
    else:
        h = (table - mean) / np.sqrt(var + eps)
    bn_param["running_mean"], bn_param["running_var"] = mean, var
    out = gamma * h + beta
    return out.reshape(N, H, W, C).transpose(0, 3, 1, 2), cache


def spatial_batchnorm_backward(dout, cache):
    c, gamma = cache
    N, C, H, W = dout.shape
    x, dout = None, dout.transpose(0, 2, 3, 1).reshape(-1, C)
    out = columns_back(dout * gamma, c)
    return out.reshape(N, H, W, C).transpose(0, 3, 1, 2), (dout * c[0]).sum(axis=0), dout.sum(axis=0)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    h, c = columns(x.reshape(N * G, -1).T, gn_param.get("eps", 1e-5))
    h = h.T.reshape(x.shape)
    return gamma * h + beta, (c, h, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    c, h, gamma, G = cache
    N, C, H, W = dout.shape
    dx = columns_back((dout * gamma).reshape(N * G, -1).T, c).T.reshape(dout.shape)
    return dx, (dout * h).sum(axis=(0, 2, 3), keepdims=True), dout.sum(axis=(0, 2, 3), keepdims=True)
