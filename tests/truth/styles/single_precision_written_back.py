"""Float32 at the door, and what came in as running averages is written back in float32, in both modes."""

import numpy as np

LOSES = {"batchnorm_forward/precision"}


def single(*arrays):
    return [np.asarray(a, dtype="float32") for a in arrays]


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    zeros = np.zeros(x.shape[1])
    x, gamma, beta = single(x, gamma, beta)
    running_mean, running_var = single(bn_param.get("running_mean", zeros), bn_param.get("running_var", zeros))
    cache = None
    if mode == "train":
        mean = x.mean(axis=0)
        var = x.var(axis=0)
        x_hat = (x - mean) / np.sqrt(var + np.float32(eps))
        out = gamma * x_hat + beta
        running_mean = np.float32(momentum) * running_mean + np.float32(1 - momentum) * mean
        running_var = np.float32(momentum) * running_var + np.float32(1 - momentum) * var
        cache = (x_hat, gamma, np.sqrt(var + np.float32(eps)))
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + np.float32(eps)) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, gamma, std = cache
    (dout,) = single(dout)
    dx_hat = dout * gamma
    dvar = -np.sum(dx_hat * x_hat, axis=0) / (2 * std**2)
    dmean = -np.sum(dx_hat / std, axis=0)
    dx = dx_hat / std + (2 * x_hat * std * dvar + dmean) / np.float32(len(dout))
    return dx, np.sum(dout * x_hat, axis=0), np.sum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    x_hat, gamma, std = cache
    (dout,) = single(dout)
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
