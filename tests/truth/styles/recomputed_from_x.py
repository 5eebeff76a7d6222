"""The cache holds the inputs and nothing else; the way back computes everything anew."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        out = gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
        running_mean = momentum * running_mean + (1 - momentum) * x.mean(axis=0)
        running_var = momentum * running_var + (1 - momentum) * x.var(axis=0)
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, (x, gamma, eps)


def batchnorm_backward(dout, cache):
    x, gamma, eps = cache
    dx_hat = dout * gamma
    dvar = (dx_hat * (x - x.mean(axis=0)) * -0.5 * (x.var(axis=0) + eps) ** (-3 / 2)).sum(axis=0)
    dmean = (-dx_hat / (x.var(axis=0) + eps) ** (1 / 2)).sum(axis=0) + dvar * (-2 * (x - x.mean(axis=0))).mean(axis=0)
    dx = dx_hat / (x.var(axis=0) + eps) ** (1 / 2) + dvar * 2 * (x - x.mean(axis=0)) / len(x) + dmean / len(x)
    dgamma = (dout * (x - x.mean(axis=0)) / (x.var(axis=0) + eps) ** (1 / 2)).sum(axis=0)
    return dx, dgamma, dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    x, gamma, eps = cache
    N = len(x)
    mu, var = np.sum(x, axis=0) / N, np.sum((x - np.sum(x, axis=0) / N) ** 2, axis=0) / N
    dx = (N * dout - dout.sum(0) - (x - mu) / (var + eps) * (dout * (x - mu)).sum(0)) * gamma / N / np.sqrt(var + eps)
    return dx, (dout * (x - mu) / np.sqrt(var + eps)).sum(0), dout.sum(0)
