"""An N x N Jacobian for each column, by np.outer and np.subtract.outer, times the column of dout."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None
    if mode == "train":
        mu = x.mean(axis=0)
        # half the mean squared difference of all pairs is the variance
        pairs = [np.subtract.outer(c, c) for c in x.T]
        var = np.array([np.mean(p**2) / 2 for p in pairs])
        out = gamma * (x - mu) / np.sqrt(var + eps) + beta
        cache = pairs, var + eps, gamma
        rm = momentum * rm + (1 - momentum) * mu
        rv = momentum * rv + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - rm) / np.sqrt(rv + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, cache


def batchnorm_backward(dout, cache):
    pairs, v, gamma = cache
    n = len(dout)
    dx, dgamma = np.zeros_like(dout), np.zeros_like(gamma)
    for j in range(len(gamma)):
        xc = pairs[j].mean(axis=1)
        jac = gamma[j] * ((np.eye(n) - 1 / n) / np.sqrt(v[j]) - np.outer(xc, xc) / n / v[j] ** 1.5)
        dx[:, j] = jac.T @ dout[:, j]
        dgamma[j] = xc @ dout[:, j] / np.sqrt(v[j])
    return dx, dgamma, dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    pairs, v, gamma = cache
    xc = np.stack(pairs).mean(axis=2).T
    dd = dout[:, None, :] - dout[None, :, :]
    along = np.einsum("nd,nd->d", xc, dout)
    dx = gamma / np.sqrt(v) * (dd.mean(axis=1) - xc * along / v / len(dout))
    return dx, along / np.sqrt(v), np.einsum("nd->d", dout)
