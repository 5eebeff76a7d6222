"""Features first: everything happens on x.T, (D, N), and is turned back at the end."""

import numpy as np


def normalize_rows(a, mean, var, eps):
    return ((a.T - mean) / np.sqrt(var + eps)).T


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    xt = x.T
    D, N = xt.shape
    running_mean = bn_param.get("running_mean", np.zeros(D))
    running_var = bn_param.get("running_var", np.zeros(D))
    if mode == "train":
        mean = xt.mean(axis=-1)
        var = xt.var(axis=-1)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    hat = normalize_rows(xt, mean, var, eps)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return (gamma[:, None] * hat + beta[:, None]).T, (hat, var + eps, gamma)


def batchnorm_backward(dout, cache):
    hat, v, gamma = cache
    dt = dout.T
    D, N = dt.shape
    dhat = dt * gamma.reshape(D, 1)
    dvar = -0.5 * (dhat * hat).sum(axis=1) / v
    dmu = -dhat.sum(axis=1) / np.sqrt(v)
    dxt = dhat / np.sqrt(v)[:, np.newaxis]
    dxt += 2 / N * hat * (np.sqrt(v) * dvar)[:, np.newaxis] + dmu[:, np.newaxis] / N
    return dxt.T, (dt * hat).sum(axis=1), dt.sum(axis=1)


def batchnorm_backward_alt(dout, cache):
    hat, v, gamma = cache
    dt = np.transpose(dout)
    mean = lambda a: a.mean(axis=1, keepdims=True)
    dxt = (gamma / np.sqrt(v))[:, None] * (dt - mean(dt) - hat * mean(dt * hat))
    return np.transpose(dxt), (dt * hat).sum(1), dt.sum(1)
