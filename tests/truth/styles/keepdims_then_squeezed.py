"""Every statistic keeps its axis, (1, D), until it leaves the function, when it is squeezed."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    row = lambda v: np.reshape(v, (1, -1))
    running_mean = row(bn_param.get("running_mean", np.zeros((1, x.shape[1]))))
    running_var = row(bn_param.get("running_var", np.zeros((1, x.shape[1]))))
    if mode == "train":
        mean = np.mean(x, axis=0, keepdims=True)
        var = np.var(x, axis=0, keepdims=True)
        std = np.sqrt(var + eps)
        xhat = (x - mean) / std
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
        cache = (xhat, std, row(gamma))
    elif mode == "test":
        xhat = (x - running_mean) / np.sqrt(running_var + eps)
        cache = None
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = np.squeeze(running_mean, axis=0)
    bn_param["running_var"] = np.squeeze(running_var, axis=0)
    return row(gamma) * xhat + row(beta), cache


def batchnorm_backward(dout, cache):
    xhat, std, gamma = cache
    N = dout.shape[0]
    dxhat = dout * gamma
    dstd = np.sum(-dxhat * xhat / std, axis=0, keepdims=True)
    dvar = dstd / (2 * std)
    dxc = dxhat / std + 2 * xhat * std * dvar / N
    dx = dxc - np.mean(dxc, axis=0, keepdims=True)
    dgamma = np.sum(dout * xhat, axis=0, keepdims=True)
    dbeta = np.sum(dout, axis=0, keepdims=True)
    return dx, dgamma.squeeze(0), dbeta.squeeze(0)


def batchnorm_backward_alt(dout, cache):
    xhat, std, gamma = cache
    dgamma = np.sum(dout * xhat, axis=0, keepdims=True)
    dbeta = np.sum(dout, axis=0, keepdims=True)
    dx = gamma / std * (dout - (dbeta + xhat * dgamma) / dout.shape[0])
    return dx, dgamma[0], dbeta.ravel()
