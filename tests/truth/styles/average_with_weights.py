"""np.average for every mean: the batch's, with weights of 1/N, and the running ones, with momentum."""

import numpy as np


def mean(a):
    n = a.shape[0]
    return np.average(a, axis=0, weights=np.full(n, 1.0 / n))


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running = np.stack([bn_param.get(k, np.zeros(x.shape[1])) for k in ("running_mean", "running_var")])
    if mode == "train":
        stats = np.stack([mean(x), mean(np.square(x - mean(x)))])
        running = np.average([running, stats], axis=0, weights=[momentum, 1 - momentum])
    elif mode == "test":
        stats = running
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    x_hat = (x - stats[0]) / np.sqrt(stats[1] + eps)
    bn_param["running_mean"], bn_param["running_var"] = running
    return x_hat * gamma + beta, (x_hat, np.sqrt(stats[1] + eps), gamma)


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    g = dout * gamma
    dx = (g - np.average(g, axis=0) - x_hat * np.average(g * x_hat, axis=0)) / std
    return dx, np.average(dout * x_hat, axis=0) * len(dout), np.average(dout, axis=0) * len(dout)


def batchnorm_backward_alt(dout, cache):
    x_hat, std, gamma = cache
    total, count = np.average(dout, axis=0, returned=True)
    dbeta = total * count
    dgamma = mean(dout * x_hat) * count
    return (gamma / std) * (dout - dbeta / count - x_hat * dgamma / count), dgamma, dbeta
