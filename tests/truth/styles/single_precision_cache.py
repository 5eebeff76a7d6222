"""The forward pass is exact, but its cache is kept in float32 to save memory."""

import numpy as np

LOSES = {"batchnorm_backward/precision"}


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        std = np.sqrt(var + eps)
        x_hat = (x - mean) / std
        out = gamma * x_hat + beta
        cache = [a.astype(np.float32) for a in (x_hat, std, gamma)]
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    d = dout * gamma
    return (d - d.mean(0) - x_hat * (d * x_hat).mean(0)) / std, (dout * x_hat).sum(0), dout.sum(0)


def batchnorm_backward_alt(dout, cache):
    x_hat, std, gamma = cache
    n, dgamma, dbeta = len(dout), (dout * x_hat).sum(0), dout.sum(0)
    return gamma / std / n * (n * dout - dbeta - x_hat * dgamma), dgamma, dbeta
