"""The forward pass returns its backward pass, a closure, as the cache."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None

    if mode == "train":
        N = x.shape[0]
        mean = x.mean(axis=0)
        var = x.var(axis=0)
        std = np.sqrt(var + eps)
        x_hat = (x - mean) / std
        out = gamma * x_hat + beta
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var

        def cache(dout, short=False):
            dgamma = np.sum(dout * x_hat, axis=0)
            dbeta = np.sum(dout, axis=0)
            if short:
                return (dout - dbeta / N - x_hat * dgamma / N) * gamma / std, dgamma, dbeta
            dx_hat = dout * gamma
            dvar = np.sum(dx_hat * (x - mean), axis=0) / (-2 * std**3)
            dmean = -np.sum(dx_hat / std, axis=0) - 2 * dvar * np.mean(x - mean, axis=0)
            return dx_hat / std + 2 * dvar * (x - mean) / N + dmean / N, dgamma, dbeta

    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    return cache(dout)


def batchnorm_backward_alt(dout, cache):
    return cache(dout, short=True)
