"""Rows become columns first: work on transposed arrays, turn back at the end; running averages in place."""

import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    xt = x.T
    eps = ln_param.get("eps", 1e-5)
    mu = xt.mean(axis=0)
    xc = xt - mu
    std = np.sqrt(np.mean(xc**2, axis=0) + eps)
    ht = xc / std
    out = (gamma.reshape(-1, 1) * ht + beta.reshape(-1, 1)).T
    return out, (ht, std, gamma.reshape(-1, 1))


def layernorm_backward(dout, cache):
    ht, std, gamma = cache
    dt = dout.T
    D = dt.shape[0]
    dh = dt * gamma
    dx = (1 / D) / std * (D * dh - dh.sum(axis=0) - ht * (dh * ht).sum(axis=0))
    return dx.T, (dt * ht).sum(axis=1), dt.sum(axis=1)


def rmsnorm_forward(x, gamma, rms_param):
    xt = x.T
    r = np.sqrt((xt * xt).sum(axis=0) / xt.shape[0] + rms_param.get("eps", 1e-5))
    return (gamma[:, np.newaxis] * xt / r).T, {"xt": xt, "r": r, "gamma": gamma[:, np.newaxis]}


def rmsnorm_backward(dout, cache):
    xt, r, gamma = cache["xt"], cache["r"], cache["gamma"]
    dt = dout.T
    h = xt / r
    dh = dt * gamma
    return ((dh - h * (dh * h).mean(axis=0)) / r).T, (dt * h).sum(axis=1)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    C = x.shape[1]
    rows = np.swapaxes(x, 0, 1).reshape(C, -1)
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(C, dtype=x.dtype))
    rv = bn_param.get("running_var", np.zeros(C, dtype=x.dtype))
    if bn_param["mode"] == "train":
        mu, var = rows.mean(axis=1), rows.var(axis=1)
        rm *= momentum
        rm += (1 - momentum) * mu
        rv *= momentum
        rv += (1 - momentum) * var
    elif bn_param["mode"] == "test":
        mu, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    std = np.sqrt(var + eps)[:, None]
    h = (rows - mu[:, None]) / std
    out = gamma[:, None] * h + beta[:, None]
    shape = (C, x.shape[0], *x.shape[2:])
    return np.swapaxes(out.reshape(shape), 0, 1), (h, std, gamma[:, None], shape)


def spatial_batchnorm_backward(dout, cache):
    h, std, gamma, shape = cache
    d = np.swapaxes(dout, 0, 1).reshape(h.shape)
    dgamma, dbeta = (d * h).sum(axis=1, keepdims=True), d.sum(axis=1, keepdims=True)
    dx = gamma / std * (d - (dbeta + h * dgamma) / h.shape[1])
    return np.swapaxes(dx.reshape(shape), 0, 1), dgamma[:, 0], dbeta[:, 0]


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N = x.shape[0]
    columns = x.reshape(N * G, -1).T
    eps = gn_param.get("eps", 1e-5)
    std = np.sqrt(columns.var(axis=0) + eps)
    h = (columns - columns.mean(axis=0)) / std
    x_hat = h.T.reshape(x.shape)
    return x_hat * gamma + beta, (h, std, x_hat, gamma)


def spatial_groupnorm_backward(dout, cache):
    h, std, x_hat, gamma = cache
    d = (gamma * dout).reshape(h.shape[1], -1).T
    dx = (d - d.mean(axis=0) - h * (d * h).mean(axis=0)) / std
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3)).reshape(gamma.shape)
    return dx.T.reshape(dout.shape), dgamma, dout.sum(axis=(0, 2, 3)).reshape(gamma.shape)
