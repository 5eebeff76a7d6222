"""The running arrays are changed where they lie, with *= and +=; setdefault makes them."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.setdefault("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    running_var = bn_param.setdefault("running_var", np.zeros(x.shape[1], dtype=x.dtype))
    if mode == "train":
        mu = x.mean(axis=0)
        xhat = x - mu
        var = np.mean(xhat * xhat, axis=0)
        running_mean *= momentum
        running_mean += (1 - momentum) * mu
        running_var *= momentum
        running_var += (1 - momentum) * var
    elif mode == "test":
        mu, var = running_mean.copy(), running_var.copy()
        xhat = x - mu
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    inv = 1.0 / np.sqrt(var + eps)
    xhat *= inv
    out = xhat * gamma
    out += beta
    return out, (xhat, inv, gamma)


def batchnorm_backward(dout, cache):
    xhat, inv, gamma = cache
    dgamma = np.sum(dout * xhat, axis=0)
    dbeta = np.sum(dout, axis=0)
    dx = dout.copy()
    dx *= gamma
    dx -= np.mean(dx, axis=0)
    dx -= xhat * np.mean(dx * xhat, axis=0)
    dx *= inv
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xhat, inv, gamma = cache
    dx = np.array(dout)
    dgamma, dbeta = (dx * xhat).sum(axis=0), dx.sum(axis=0)
    dx *= len(dx)
    dx -= dbeta
    dx -= xhat * dgamma
    dx *= gamma * inv / len(dx)
    return dx, dgamma, dbeta
