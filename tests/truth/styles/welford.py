"""Welford's running mean and sum of squares, one row after the other."""

import numpy as np


def welford(x):
    mean = np.zeros(x.shape[1])
    m2 = np.zeros(x.shape[1])
    for count, row in enumerate(x, 1):
        delta = row - mean
        mean = mean + delta / count
        m2 = m2 + delta * (row - mean)
    return mean, m2 / len(x)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean, var = welford(x)
        running_mean = running_mean + (1 - momentum) * (mean - running_mean)
        running_var = running_var + (1 - momentum) * (var - running_var)
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return gamma * ((x - mean) / np.sqrt(var + eps)) + beta, (x, mean, var, eps, gamma)


def batchnorm_backward(dout, cache):
    x, mean, var, eps, gamma = cache
    x_hat = (x - mean) / np.sqrt(var + eps)
    mean_d, _ = welford(dout)
    mean_dx, _ = welford(dout * x_hat)
    dx = gamma / np.sqrt(var + eps) * (dout - mean_d - x_hat * mean_dx)
    return dx, mean_dx * len(x), mean_d * len(x)


def batchnorm_backward_alt(dout, cache):
    x, mean, var, eps, gamma = cache
    x_hat = (x - mean) / np.sqrt(var + eps)
    dgamma, dbeta = np.zeros_like(gamma), np.zeros_like(gamma)
    for d, h in zip(dout, x_hat):
        dgamma, dbeta = dgamma + d * h, dbeta + d
    return gamma * (len(x) * dout - dbeta - x_hat * dgamma) / (len(x) * np.sqrt(var + eps)), dgamma, dbeta
