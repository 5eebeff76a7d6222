"""mean and var with tuples of axes and keepdims; parameters reshaped; tuple caches."""

import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    mu = np.mean(x, axis=1, keepdims=True)
    sigma2 = np.var(x, axis=1, keepdims=True)
    x_norm = (x - mu) / np.sqrt(sigma2 + eps)
    return gamma * x_norm + beta, (x, mu, sigma2, x_norm, gamma, eps)


def layernorm_backward(dout, cache):
    x, mu, sigma2, x_norm, gamma, eps = cache
    D = x.shape[1]
    dx_norm = dout * gamma
    dsigma2 = np.sum(dx_norm * (x - mu) * -0.5 * (sigma2 + eps) ** -1.5, axis=1, keepdims=True)
    dmu = np.sum(-dx_norm / np.sqrt(sigma2 + eps), axis=1, keepdims=True)
    dmu = dmu + dsigma2 * np.sum(-2 * (x - mu), axis=1, keepdims=True) / D  # the zero term
    dx = dx_norm / np.sqrt(sigma2 + eps) + dsigma2 * 2 * (x - mu) / D + dmu / D
    return dx, np.sum(dout * x_norm, axis=0), np.sum(dout, axis=0)


def rmsnorm_forward(x, gamma, rms_param):
    r = np.sqrt(np.mean(np.square(x), axis=-1, keepdims=True) + rms_param.get("eps", 1e-5))
    return gamma * (x / r), (x, r, gamma)


def rmsnorm_backward(dout, cache):
    x, r, gamma = cache
    g = dout * gamma
    dx = g / r - x * np.sum(g * x, axis=-1, keepdims=True) / (x.shape[1] * r**3)
    return dx, np.sum(dout * x / r, axis=0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    C = x.shape[1]
    shape = (1, C, 1, 1)
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(C, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(C, dtype=x.dtype))
    cache = None
    if bn_param["mode"] == "train":
        mu, var = np.mean(x, axis=(0, 2, 3)), np.var(x, axis=(0, 2, 3))
        std = np.sqrt(var + eps).reshape(shape)
        x_norm = (x - mu.reshape(shape)) / std
        out = gamma.reshape(shape) * x_norm + beta.reshape(shape)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        cache = (x_norm, std, gamma)
    else:
        x_norm = (x - running_mean.reshape(shape)) / np.sqrt(running_var + eps).reshape(shape)
        out = gamma.reshape(shape) * x_norm + beta.reshape(shape)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    x_norm, std, gamma = cache
    N, C, H, W = dout.shape
    m = N * H * W
    dbeta = np.sum(dout, axis=(0, 2, 3))
    dgamma = np.sum(dout * x_norm, axis=(0, 2, 3))
    s = (1, C, 1, 1)
    dx = gamma.reshape(s) / std * (dout - (dbeta.reshape(s) + x_norm * dgamma.reshape(s)) / m)
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    eps = gn_param.get("eps", 1e-5)
    xg = x.reshape(N, G, -1)
    mu, var = xg.mean(axis=2, keepdims=True), xg.var(axis=2, keepdims=True)
    x_norm = ((xg - mu) / np.sqrt(var + eps)).reshape(N, C, H, W)
    return gamma * x_norm + beta, (G, x_norm, var + eps, gamma)


def spatial_groupnorm_backward(dout, cache):
    G, x_norm, v, gamma = cache
    N, C, H, W = dout.shape
    dgamma = np.sum(dout * x_norm, axis=(0, 2, 3), keepdims=True)
    dbeta = np.sum(dout, axis=(0, 2, 3), keepdims=True)
    d, h = (dout * gamma).reshape(N, G, -1), x_norm.reshape(N, G, -1)
    dx = (d - d.mean(axis=2, keepdims=True) - h * (d * h).mean(axis=2, keepdims=True)) / np.sqrt(v)
    return dx.reshape(dout.shape), dgamma, dbeta
